"""What a fault is: a name, what is promised all the same, and how it begins and ends."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from tests.chaos.scene import Scene

#: Begins the fault when entered and has ended it when left. The second argument is the service that it befalls,
#: or an empty text when it befalls everything.
Strike = Callable[[Scene, str], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Fault:
    """One kind of fault: what is promised, and what is done. `hold`: how many seconds it lasts, from and to."""

    name: str
    promise: str
    done: str
    befalls: Sequence[str]
    hold: tuple[float, float]
    strike: Strike


@dataclass(frozen=True)
class Case:
    """A fault, the service that it befalls, and for how many seconds."""

    fault: Fault
    service: str
    hold: float

    @property
    def name(self) -> str:
        return f"{self.fault.name} ({self.service})" if self.service else self.fault.name


#: All of them, in the order in which the modules of `faults` declare them.
TABLE: list[Fault] = []

#: Those that need a cluster of brokers.
CLUSTER: list[Fault] = []


def fault(
    name: str,
    promise: str,
    *,
    befalls: Sequence[str] = ("",),
    hold: tuple[float, float] = (2, 5),
    table: list[Fault] = TABLE,
) -> Callable[[Callable[[Scene, str], AsyncIterator[None]]], Strike]:
    """Puts a fault into a table: its generator begins it, yields once, and ends it, and says what is done."""

    def enter(generator: Callable[[Scene, str], AsyncIterator[None]]) -> Strike:
        strike = asynccontextmanager(generator)
        table.append(Fault(name, promise, generator.__doc__ or "", befalls, hold, strike))
        return strike

    return enter

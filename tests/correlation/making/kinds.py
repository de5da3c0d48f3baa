"""What a fault is, what it takes away from a record, and how much must be left for a clerk to decide."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random

from tests.correlation.making.persons import Person, Record


class Part(Enum):
    """What a clerk compares."""

    NUMBER = auto()
    SURNAME = auto()
    INITIALS = auto()
    BIRTH = auto()
    ADDRESS = auto()


Harm = Mapping[Part, int]
Alter = Callable[[Random, Person, Record], Record | None]

INTACT = 2


@dataclass(frozen=True)
class Fault:
    """One way in which a record departs from the tidy one.

    `alter` gives None, or the record as it was, where it doesn't apply. `harm` says how far a part becomes less
    telling: 0 is a matter of notation, 1 is recognisable, 2 is lost. `early` ones compose a field anew, and others
    work on what is there. Of one `about` and one moment a pair has one fault at most.
    """

    alter: Alter
    weight: int
    about: str
    harm: Harm = field(default_factory=dict)
    early: bool = False
    ordinary: bool = False
    needs_number: bool = False
    origins: tuple[str, ...] = ()


def levels(*, number: bool, birth: bool, faults: Iterable[Fault]) -> dict[Part, int]:
    """What is left of each part: 2 is intact, 0 is nothing."""
    left = dict.fromkeys(Part, INTACT)
    left[Part.NUMBER] *= number
    left[Part.BIRTH] *= birth
    for fault in faults:
        for part, harm in fault.harm.items():
            left[part] = max(0, left[part] - harm)
    return left


def decidable(left: Mapping[Part, int]) -> bool:
    """Whether a careful clerk who has two such records of one person only can tell that it is one person.

    With the same number in both, little else need agree. Without one, a single part may be lost when all others are
    intact, or two be damaged.
    """
    others = sum(level for part, level in left.items() if part is not Part.NUMBER)
    return others >= {2: 3, 1: 5, 0: 6}[left[Part.NUMBER]]

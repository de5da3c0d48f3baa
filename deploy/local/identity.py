"""A process remembered across commands, in a file."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from deploy.local import children

#: Seconds within which the kernel has taken down what it was told to kill.
_KILLED = 10


@dataclass(frozen=True)
class Identity:
    """Which process it is: numbers are given out again, so the number alone may be somebody else's."""

    number: int
    #: When the machine had been up for so many clock ticks. The time of day would not do: as the clock is corrected,
    #: the same process seems to have started at another moment.
    started: int

    @classmethod
    def of(cls, number: int) -> Self:
        """Raises OSError when there is no such process."""
        return cls(number=number, started=_started(number))

    def process(self) -> psutil.Process | None:
        """The process, while it runs."""
        with suppress(psutil.NoSuchProcess, OSError):
            process = psutil.Process(self.number)
            if _started(self.number) == self.started and lives(process):
                return process
        return None


def _started(number: int) -> int:
    # proc(5): the 22nd field; the second, the program's name, may hold spaces and parentheses
    return int(Path(f"/proc/{number}/stat").read_text(errors="replace").rpartition(")")[2].split()[19])


def lives(process: psutil.Process) -> bool:
    """Whether it has not ended. A zombie has: only whoever started it has not asked yet, and may never."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def end(processes: list[psutil.Process], patience: float) -> None:
    """Ask all to end, wait, and kill those that did not."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    if children.wait_until(lambda: not any(map(lives, processes)), patience):
        return
    for process in filter(lives, processes):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    children.wait_until(lambda: not any(map(lives, processes)), _KILLED)

"""A process remembered across commands, in a file."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Self

import psutil


@dataclass(frozen=True)
class Identity:
    """Which process it is: numbers are given out again, so the number alone may be somebody else's."""

    number: int
    started: float

    @classmethod
    def of(cls, number: int) -> Self:
        return cls(number=number, started=psutil.Process(number).create_time())

    def process(self) -> psutil.Process | None:
        """The process, while it runs."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.number)
            # what the clock was set to since shifts the time of start a little
            if abs(process.create_time() - self.started) < 1 and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None


def end(processes: list[psutil.Process], patience: float) -> None:
    """Ask all to end, wait, and kill those that did not."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(processes, timeout=patience)
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn)

"""From a transaction to the relay of the same process, in memory: the table is for when either of them dies.

Only while that relay leads. Which rows go this way is known before their transaction commits, so that the relay does
not find in the table what is on its way to it. What is not handed over it finds there: that of which nobody knows
whether it was committed, and all that waits once there is much of it, since memory ends before a table does.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from libs.delivery.outbox import Posted

#: So many messages may wait for the relay in memory.
MOST_WAITING = 5_000


@dataclass
class Tray:
    """Of one transaction. `known`: the positions that the relay leaves alone in the table; None: it does not lead."""

    known: set[int] | None
    posted: list[Posted] = field(default_factory=list)

    @property
    def goes_to_relay(self) -> bool:
        """Else the relay is to be woken, wherever it is."""
        return self.known is not None

    def put(self, posted: Sequence[Posted]) -> None:
        """Before the transaction commits."""
        if self.known is not None:
            self.known.update(each.position for each in posted)
            self.posted.extend(posted)


class Handover:
    """Between the transactions of a process and its relay."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        #: The table holds something that nobody else tells the relay of.
        self.left_in_table = False
        self._known: set[int] | None = None
        self._waiting: list[Posted] = []

    def open(self) -> None:
        """The relay leads from now on."""
        self._known = set()

    def close(self) -> None:
        """It no longer does: what waits here is found in the table by the one that will."""
        self._known, self._waiting = None, []

    @property
    def known(self) -> set[int]:
        """Positions that are on their way to the relay, or with it."""
        return self._known if self._known is not None else set()

    @contextmanager
    def transaction(self) -> Iterator[Tray]:
        """Around a transaction: what it put on its tray is handed over when it has committed."""
        tray = Tray(self._known)
        try:
            yield tray
        except BaseException:
            if tray.known is not None and tray.posted:
                self._leave_in_table(tray.known, tray.posted)
            raise
        if tray.posted and tray.known is self._known:
            self._waiting += tray.posted
            self.woken.set()
            if len(self._waiting) > MOST_WAITING:
                # all of it, or what was told later would leave first
                self._leave_in_table(self.known, self.take(len(self._waiting)))

    def _leave_in_table(self, known: set[int], posted: Sequence[Posted]) -> None:
        known.difference_update(each.position for each in posted)
        self.left_in_table = True
        self.woken.set()

    def take(self, most: int) -> list[Posted]:
        """What was handed over first."""
        taken, self._waiting = self._waiting[:most], self._waiting[most:]
        return taken

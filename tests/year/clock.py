"""The clock of the year: it stands still until it is moved."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import uuid_utils.compat

from libs.contracts.calendar import AMSTERDAM


class Clock:
    """What every service of the run goes by; it never goes back."""

    def __init__(self, first: date) -> None:
        self.now = self._at(first, time(0, 5))

    def __call__(self) -> datetime:
        return self.now

    def move(self, day: date, at: time) -> None:
        """To that time on that day, in Amsterdam."""
        self.now = max(self.now, self._at(day, at))

    def new_id(self) -> UUID:
        """A UUIDv7 of this moment, so that what is kept by day stands in its day."""
        real = uuid_utils.compat.uuid7().int
        return UUID(int=(int(self.now.timestamp() * 1_000) << 80) | (real & ((1 << 80) - 1)))

    @staticmethod
    def _at(day: date, at: time) -> datetime:
        return datetime.combine(day, at, AMSTERDAM).astimezone(UTC)


def days(first: date, number: int) -> list[date]:
    """So many, one after the other."""
    return [first + timedelta(days=each) for each in range(number)]

"""A clock that stands still until a test moves it, for services that run by it."""

from datetime import UTC, date, datetime, time


class Clock:
    """Begins on Monday the 5th of January 2026, at ten in UTC."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 5, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def day(self, day: str) -> None:
        """To ten in the morning of that day."""
        self.now = datetime.combine(date.fromisoformat(day), time(10), UTC)

"""Which day it is, for all services alike: a day begins at midnight in Amsterdam, whatever a server's clock shows."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

#: A day that can be asked about: the midnights of the calendar's own first and last day lie outside of it.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]


def day_of(moment: datetime) -> date:
    """The date on the calendar in the resident's kitchen."""
    return moment.astimezone(AMSTERDAM).date()


@lru_cache(4_096)
def morning_of(day: date) -> datetime:
    """When that day begins, in UTC."""
    return datetime.combine(day, time.min, AMSTERDAM).astimezone(UTC)


def after(day: date) -> datetime:
    """When that day is over, in UTC: what was due on it is late from then on."""
    return morning_of(day + timedelta(days=1))

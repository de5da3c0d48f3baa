"""Which hours of the week are asked for, and what an entry's own hours say to it."""

from datetime import time
from enum import StrEnum

from libs.contracts.words import PartOfDay
from services.matching.domain.hours import EVENING, NOON, SATURDAY

#: From and until, in minutes since Monday 00:00, local time.
Window = tuple[int, int]

DAY = 24 * 60
_MIDDAY, _DUSK = (60 * at.hour + at.minute for at in (NOON, EVENING))
_WITHIN_A_DAY = {
    PartOfDay.MORNING: (0, _MIDDAY),
    PartOfDay.AFTERNOON: (_MIDDAY, _DUSK),
    PartOfDay.EVENING: (_DUSK, DAY),
    PartOfDay.WEEKEND: (0, DAY),
}


class Opening(StrEnum):
    """Whether an entry is open at the hours asked for. By agreement: it says neither hours nor parts of the day."""

    OPEN = "open"
    BY_AGREEMENT = "by_agreement"
    CLOSED = "closed"


def windows(weekday: int | None, at: time | None, part: PartOfDay | None) -> tuple[Window, ...] | None:
    """The hours of the week that are asked for; None when none are, and empty when they exclude each other.

    `weekday` is 1 (Monday) to 7 (Sunday). A time without a weekday is that time on any day. The weekend is a part of
    the day by itself: the morning of a Saturday is no `morning`.
    """
    if weekday is None and at is None and part is None:
        return None
    found = []
    for day in range(1, 8) if weekday is None else (weekday,):
        start, end = (0, DAY) if part is None else _WITHIN_A_DAY[part]
        if part is not None and (part is PartOfDay.WEEKEND) != (day >= SATURDAY):
            continue
        if at is not None:
            minute = 60 * at.hour + at.minute
            start, end = max(start, minute), min(end, minute + 1)
        if start < end:
            found.append(((day - 1) * DAY + start, (day - 1) * DAY + end))
    return tuple(found)

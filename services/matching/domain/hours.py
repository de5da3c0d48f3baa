"""Weekly hours: when an organisation is open, or when somebody has time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from libs.contracts.words import PartOfDay

SATURDAY = 6
#: Where the morning ends, and where the afternoon does.
NOON, EVENING = time(12), time(18)
MIDNIGHT = time(0)


@dataclass(frozen=True, order=True)
class Hours:
    """On one day of the week, 1 (Monday) to 7 (Sunday), in local time. `closes` 00:00 is the end of that day."""

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not 1 <= self.weekday <= 7:
            raise ValueError(f"a weekday is 1 (Monday) to 7 (Sunday), not {self.weekday}")
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError(f"hours that end before they begin: {self.opens:%H:%M}-{self.closes:%H:%M}")

    def covers(self, weekday: int, at: time) -> bool:
        """Whether it is open then; at the closing time it is not."""
        return weekday == self.weekday and self.opens <= at and (at < self.closes or self.closes == MIDNIGHT)


def parts_of(hours: Iterable[Hours]) -> tuple[PartOfDay, ...]:
    """The parts of the day that weekly hours touch, in the order of the day; the weekend is a part by itself."""
    found: set[PartOfDay] = set()
    for each in hours:
        late = each.closes == MIDNIGHT or each.closes > EVENING
        if each.weekday >= SATURDAY:
            found.add(PartOfDay.WEEKEND)
            continue
        found |= {PartOfDay.MORNING} if each.opens < NOON else set()
        found |= {PartOfDay.AFTERNOON} if each.opens < EVENING and (late or each.closes > NOON) else set()
        found |= {PartOfDay.EVENING} if late else set()
    return tuple(part for part in PartOfDay if part in found)

"""What support costs: by rung, and by budget, which is a neighbourhood's field of attention.

Fields of attention: Deventer, "Uitvoeringskader", ch. 3, scenario 1 ("wijkbudget per aandachtsveld").
"""

from calendar import isleap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Rung


@dataclass(frozen=True)
class Cost:
    """Of so many items together; money in cents."""

    neighbourhood: str
    category: Category
    rung: Rung
    items: int
    cents: int


@dataclass(frozen=True)
class Outcome:
    """What it cost, apart by whether there was a result: the goal met, or something lighter in its place."""

    neighbourhood: str
    category: Category
    result: bool
    cents: int


@dataclass(frozen=True, order=True)
class Budget:
    """Whose money it is."""

    neighbourhood: str
    field: str


#: Category -> field of attention; a category that is not in it is a field of its own.
Fields = Mapping[Category, str]


def days_of(week: str) -> tuple[date, date]:
    """Monday and Sunday of an ISO week such as 2026-W10. Raises Refused."""
    try:
        year, number = week.split("-W")
        monday = date.fromisocalendar(int(year), int(number), 1)
        return monday, monday + timedelta(days=6)
    except (ValueError, OverflowError):
        raise Refused("no-week", f"{week} is no week: give one such as 2026-W10.") from None


def by_rung(costs: Iterable[Cost]) -> dict[Rung, int]:
    """In cents, lightest first."""
    sums = Counter[Rung]()
    for each in costs:
        sums[each.rung] += each.cents
    return {rung: sums[rung] for rung in Rung}


def by_budget(costs: Iterable[Cost], fields: Fields) -> dict[Budget, int]:
    """In cents, in order of neighbourhood and field."""
    sums = Counter[Budget]()
    for each in costs:
        sums[Budget(each.neighbourhood, fields.get(each.category, each.category.value))] += each.cents
    return dict(sorted(sums.items()))


def part_of_year(cents_per_year: int, year: int, days: int) -> int:
    """Of a year's budget, what so many days of it have; all of them have all of it."""
    return cents_per_year * days // (366 if isleap(year) else 365)

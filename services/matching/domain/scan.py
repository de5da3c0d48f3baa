"""The neighbourhood scan: which support there is, which is asked for, what grows and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from libs.contracts.words import Category, Rung

#: Less than this does not rise, whatever it was before.
FEW = 5


class Missing(StrEnum):
    """What a category lacks among what is freely accessible, the worst first."""

    NOBODY = "nobody"
    NO_CAPACITY = "no_capacity"
    NOT_FITTING = "not_fitting"


@dataclass(frozen=True, kw_only=True)
class Supply:
    """What reaches the neighbourhood in one category on one rung.

    `formal`: of organisations; `here`: entries in it; `lately` and `before`: of its entries, those that came into the
    catalogue in the last weeks, and in as many weeks before.
    """

    category: Category
    rung: Rung
    formal: bool
    entries: int
    here: int
    places: int
    free: int
    lately: int = 0
    before: int = 0


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Needs of residents in one category. `open`: not running yet; `unanswered`: nobody answers them.

    `lately` and `before`: opened in the last weeks, and in as many weeks before.
    """

    category: Category
    open: int = 0
    covered: int = 0
    unanswered: int = 0
    lately: int = 0
    before: int = 0

    @property
    def rising(self) -> bool:
        """Half as many again as before, and not few."""
        return self.lately >= FEW and 2 * self.lately >= 3 * self.before


@dataclass(frozen=True)
class Scanned:
    """One category of a neighbourhood."""

    supply: tuple[Supply, ...]
    demand: Demand

    @property
    def missing(self) -> Missing | None:
        """Rungs 4 and 5 do not count: what only a grant opens is no supply to a neighbourhood."""
        accessible = [each for each in self.supply if not each.rung.tailor_made]
        if not any(each.entries for each in accessible):
            return Missing.NOBODY
        if not any(each.free > 0 for each in accessible):
            return Missing.NO_CAPACITY
        return Missing.NOT_FITTING if self.demand.unanswered else None


def scan(supply: Iterable[Supply], demand: Iterable[Demand]) -> list[Scanned]:
    """All fourteen categories, also those of which there is nothing; each with its supply by rung, formal first."""
    asked = {each.category: each for each in demand}
    given: dict[Category, list[Supply]] = {category: [] for category in Category}
    for each in supply:
        given[each.category].append(each)
    return [
        Scanned(
            tuple(sorted(given[category], key=lambda each: (each.rung, not each.formal))),
            asked.get(category, Demand(category=category)),
        )
        for category in Category
    ]

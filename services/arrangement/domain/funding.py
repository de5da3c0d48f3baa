"""The three funding scenarios of Deventer's "Uitvoeringskader" (ch. 3), as policies over the same items.

1. a budget for each neighbourhood's field of attention: it is paid whatever is used;
2. pay by result: a share while support runs, and more when it had a result;
3. an integrated team with one budget for a neighbourhood, which keeps a part of what it does not use.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.arrangement.domain.cost import Budget, Fields, Outcome


@dataclass(frozen=True)
class Funding:
    """The terms, in hundredths: of the cost while support runs, of it once there was a result, of what is left."""

    share_while_running: int = 70
    share_on_result: int = 40
    kept_by_team: int = 50


@dataclass(frozen=True)
class Payment:
    """To whom, for what was used, and what is paid; money in cents. `field` is empty for a whole neighbourhood."""

    neighbourhood: str
    field: str
    used: int
    paid: int


def neighbourhood_budget(outcomes: Iterable[Outcome], fields: Fields, budgets: Mapping[Budget, int]) -> list[Payment]:
    """Each budget is paid as agreed; what is used above it is borne by who holds it. Without one: what was used."""
    used = _used(outcomes, fields)
    keys = sorted(used.keys() | budgets.keys())
    return [Payment(key.neighbourhood, key.field, used[key], budgets.get(key, used[key])) for key in keys]


def pay_by_result(outcomes: Iterable[Outcome], fields: Fields, terms: Funding) -> list[Payment]:
    """A share of the cost of everything, and a further one of what had a result."""
    outcomes = list(outcomes)
    used, reached = _used(outcomes, fields), _used((each for each in outcomes if each.result), fields)
    return [
        Payment(
            key.neighbourhood,
            key.field,
            used[key],
            (used[key] * terms.share_while_running + reached[key] * terms.share_on_result) // 100,
        )
        for key in sorted(used)
    ]


def integrated_team(outcomes: Iterable[Outcome], budgets: Mapping[Budget, int], terms: Funding) -> list[Payment]:
    """One sum for a neighbourhood. Below it: what was used and a part of what is left; above it: the sum."""
    used, sums = Counter[str](), Counter[str]()
    for each in outcomes:
        used[each.neighbourhood] += each.cents
    for budget, cents in budgets.items():
        sums[budget.neighbourhood] += cents
    return [
        Payment(place, "", used[place], _with_what_is_left(used[place], sums.get(place), terms.kept_by_team))
        for place in sorted(used.keys() | sums.keys())
    ]


def _with_what_is_left(used: int, agreed: int | None, kept: int) -> int:
    if agreed is None:
        return used
    return used + (agreed - used) * kept // 100 if used < agreed else agreed


def _used(outcomes: Iterable[Outcome], fields: Fields) -> Counter[Budget]:
    sums = Counter[Budget]()
    for each in outcomes:
        sums[Budget(each.neighbourhood, fields.get(each.category, each.category.value))] += each.cents
    return sums

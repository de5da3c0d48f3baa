"""The neighbourhood scan: what grows, and what is missing."""

from typing import Any

import pytest

from libs.contracts.words import Category, Rung
from services.matching.domain.scan import Demand, Missing, Supply, scan

EATING = Category.EATING


def some(rung: int = 3, **changes: Any) -> Supply:
    told: dict[str, Any] = {"category": EATING, "rung": Rung(rung), "formal": True}
    return Supply(**told | {"entries": 1, "here": 1, "places": 5, "free": 2} | changes)


def missing(*supply: Supply, unanswered: int = 0) -> Missing | None:
    demand = [Demand(category=EATING, open=unanswered, unanswered=unanswered)]
    [found] = [each for each in scan(supply, demand) if each.demand.category is EATING]
    return found.missing


def test_all_fourteen_categories_are_told_also_those_of_which_there_is_nothing() -> None:
    found = scan([some()], [])
    assert [each.demand.category for each in found] == list(Category)
    assert sum(each.missing is Missing.NOBODY for each in found) == len(Category) - 1


def test_what_is_missing_is_nobody_or_no_place_or_what_does_not_fit() -> None:
    assert missing() is Missing.NOBODY
    assert missing(some(free=0), some(2, free=0), unanswered=3) is Missing.NO_CAPACITY
    assert missing(some(free=0), some(2, free=1), unanswered=3) is Missing.NOT_FITTING
    assert missing(some()) is None


def test_what_only_a_grant_opens_is_no_supply_to_a_neighbourhood() -> None:
    assert missing(some(4), some(5)) is Missing.NOBODY


def test_supply_stands_by_rung_formal_before_informal() -> None:
    found = scan([some(4), some(2, formal=False), some(2)], [])
    [eating] = [each for each in found if each.supply]
    assert [(each.rung, each.formal) for each in eating.supply] == [(2, True), (2, False), (4, True)]


@pytest.mark.parametrize(("lately", "before", "rising"), [(5, 0, True), (4, 0, False), (9, 6, True), (8, 6, False)])
def test_it_rises_when_it_is_half_as_many_again_and_not_few(lately: int, before: int, rising: bool) -> None:
    assert Demand(category=EATING, lately=lately, before=before).rising is rising

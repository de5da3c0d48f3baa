"""Costs add up, and three ways of funding pay for the same support, nobody below nothing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.words import Category, Rung
from services.arrangement.domain import funding, spending
from services.arrangement.domain.cost import Budget, Cost, Outcome, by_budget, by_rung, days_of, part_of_year
from services.arrangement.domain.funding import Funding
from services.arrangement.domain.spending import BudgetYear, Spending, Use
from tests.unit.arrangement.story import POLICY, refusal

PLACES = ("de-bilt-west", "de-bilt-oost")
PLACE, CATEGORY, CENTS = st.sampled_from(PLACES), st.sampled_from(list(Category)), st.integers(0, 10_000_000)
OUTCOMES = st.lists(st.builds(Outcome, PLACE, CATEGORY, st.booleans(), CENTS), max_size=12)
BUDGETS = st.dictionaries(st.builds(Budget, PLACE, st.sampled_from(["care", "daily_living"])), CENTS, max_size=4)
TERMS = st.builds(Funding, st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
FIELDS = POLICY.fields


@given(st.lists(st.builds(Cost, PLACE, CATEGORY, st.sampled_from(list(Rung)), st.integers(1, 9), CENTS), max_size=20))
def test_the_parts_are_the_whole(costs: list[Cost]) -> None:
    whole = sum(each.cents for each in costs)
    assert sum(by_rung(costs).values()) == sum(by_budget(costs, FIELDS).values()) == whole


@given(OUTCOMES, BUDGETS, TERMS)
def test_each_way_pays_for_the_same_support_and_nobody_below_nothing(
    outcomes: list[Outcome], budgets: dict[Budget, int], terms: Funding
) -> None:
    used = sum(each.cents for each in outcomes)
    for payments in (
        funding.neighbourhood_budget(outcomes, FIELDS, budgets),
        funding.pay_by_result(outcomes, FIELDS, terms),
        funding.integrated_team(outcomes, budgets, terms),
    ):
        assert sum(each.used for each in payments) == used
        assert all(each.paid >= 0 for each in payments)
        assert len({(each.neighbourhood, each.field) for each in payments}) == len(payments)


def outcome(cents: int, *, result: bool = False, category: Category = Category.CARE) -> Outcome:
    return Outcome(PLACES[0], category, result, cents)


def test_a_budget_is_paid_whatever_is_used_of_it() -> None:
    budgets = {Budget(PLACES[0], "care"): 1_000}
    [paid] = funding.neighbourhood_budget([outcome(400)], FIELDS, budgets)
    assert (paid.used, paid.paid) == (400, 1_000)
    [paid] = funding.neighbourhood_budget([outcome(1_600)], FIELDS, budgets)
    assert (paid.used, paid.paid) == (1_600, 1_000), "what is used above it is borne by who holds it"
    [without] = funding.neighbourhood_budget([outcome(400)], FIELDS, {})
    assert without.paid == 400


def test_a_result_is_worth_more_than_going_on() -> None:
    [goes_on] = funding.pay_by_result([outcome(1_000)], FIELDS, Funding())
    [reached] = funding.pay_by_result([outcome(1_000, result=True)], FIELDS, Funding())
    assert (goes_on.paid, reached.paid) == (700, 1_100)


def test_a_team_keeps_a_part_of_what_it_does_not_use_and_bears_what_is_above_its_sum() -> None:
    budgets = {Budget(PLACES[0], "care"): 600, Budget(PLACES[0], "daily_living"): 400}
    [below] = funding.integrated_team([outcome(400)], budgets, Funding())
    [above] = funding.integrated_team([outcome(900), outcome(400, category=Category.EATING)], budgets, Funding())
    assert (below.used, below.paid) == (400, 700)
    assert (above.used, above.paid) == (1_300, 1_000)


def test_a_week_is_named_as_iso_has_it() -> None:
    assert days_of("2026-W10") == (date(2026, 3, 2), date(2026, 3, 8))
    for wrong in ("2026-10", "2026-W54", "week 10", "2026-W", "9999-W52"):
        with refusal("no-week"):
            days_of(wrong)


def test_a_year_has_the_whole_of_its_budget_also_a_leap_year() -> None:
    assert [part_of_year(36_600, year, days) for year, days in ((2027, 365), (2028, 366))] == [36_600, 36_600]


def test_on_the_first_monday_a_budget_of_last_year_is_still_looked_at_as_of_that_year() -> None:
    hardly_used = replace(BudgetYear.of(Budget(PLACES[0], "care"), 2028), use=Use.UNDER)
    new_year = date(2029, 1, 1)
    assert spending.looked_at(hardly_used, 0, 36_600, new_year, Spending()) == (hardly_used, [])


@pytest.mark.parametrize("category", list(Category))
def test_every_category_has_a_field_of_attention(category: Category) -> None:
    assert category in FIELDS

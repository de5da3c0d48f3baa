"""A personal budget is for who asks for it, can keep it and assures its quality (Wmo 2015, art. 2.3.6)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from libs.contracts.applications import ApplicationGranted, ApplicationSubmitted
from libs.contracts.plans import PlanItemAgreed
from libs.contracts.words import Ground, ItemEnd
from services.arrangement.domain.application import Application
from services.arrangement.domain.heard import What
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.personal_budget import BudgetPlan, BudgetRefusal
from tests.unit.arrangement.story import WHOLE, Story, refusal, shopping


@pytest.fixture
def story() -> Story:
    """An agreed plan with one need for which matching found nobody."""
    told = Story()
    told.clarified(shopping(told.new_id())).agreed()
    return told.unanswered(told.plan.needs[0].id)


def applied(story: Story, budget_plan: BudgetPlan | None = WHOLE) -> Application:
    return story.applies(story.plan.needs[0].id, 4, Ground.LOWER_RUNGS_TRIED, budget_plan=budget_plan)


def told_last(story: Story, kind: type[Any]) -> Any:
    return next(event for event in reversed(story.events) if isinstance(event, kind))


def bought(story: Story) -> Story:
    """The resident accepts to buy it, and it begins."""
    need, proposal = story.plan.needs[0].id, story.new_id()
    story.accepts(need, proposal, 4, cost_cents_per_week=12_000, personal_budget=True)
    return story.hears(What.STARTED, need, proposal, 4)


def test_what_the_resident_buys_becomes_an_item_with_the_budgets_cost_and_the_grants_end(story: Story) -> None:
    granted = story.grants(applied(story), personal_budget=True, cost_cents_per_week=12_000)
    [item] = bought(story).plan.items
    assert (item.state, item.personal_budget, item.offering) == (ItemState.ACTIVE, True, None)
    assert (item.cost_cents_per_week, item.until) == (12_000, granted.until)
    assert told_last(story, ApplicationSubmitted).personal_budget
    assert told_last(story, ApplicationGranted).personal_budget
    assert told_last(story, PlanItemAgreed).personal_budget


@pytest.mark.parametrize(
    ("left_out", "slug"),
    [
        ({"reasons": ()}, "budget-without-reason"),
        ({"kept_by": None}, "budget-without-keeper"),
        ({"quality_assured": False}, "budget-without-quality"),
    ],
)
def test_without_one_of_its_conditions_there_is_none(story: Story, left_out: dict[str, Any], slug: str) -> None:
    application = applied(story, replace(WHOLE, **left_out))
    with refusal(slug):
        story.grants(application, personal_budget=True)


def test_a_budget_of_nothing_buys_nothing(story: Story) -> None:
    application = applied(story)
    with refusal("budget-of-nothing"):
        story.grants(application, personal_budget=True, cost_cents_per_week=0)


def test_nobody_is_given_a_budget_that_they_did_not_ask_for(story: Story) -> None:
    application = applied(story, None)
    with refusal("budget-not-asked"):
        story.grants(application, personal_budget=True)
    with refusal("budget-not-asked"):
        story.grants(application, budget_refused=BudgetRefusal.NOT_MANAGEABLE)
    assert not story.grants(application).personal_budget


def test_who_asked_for_a_budget_and_gets_support_in_kind_is_told_why(story: Story) -> None:
    application = applied(story)
    with refusal("budget-unanswered"):
        story.grants(application)
    granted = story.grants(application, budget_refused=BudgetRefusal.DEARER_THAN_IN_KIND)
    assert (granted.personal_budget, granted.budget_refused) == (False, BudgetRefusal.DEARER_THAN_IN_KIND)
    assert not told_last(story, ApplicationGranted).personal_budget


def test_what_was_granted_in_kind_is_not_bought(story: Story) -> None:
    story.grants(applied(story, None))
    [item] = bought(story).plan.items
    assert item.state is ItemState.INTENDED


def test_a_later_grant_prolongs_what_is_bought_in_the_same_form_at_its_own_amount(story: Story) -> None:
    bought_for: dict[str, Any] = {"personal_budget": True, "cost_cents_per_week": 12_000}
    first = story.grants(applied(story), until=story.now.date().replace(month=6), **bought_for)
    bought(story)
    again = applied(story)
    with refusal("other-form-runs"):
        story.grants(again, budget_refused=BudgetRefusal.NOT_MANAGEABLE)
    longer = story.grants(again, personal_budget=True, cost_cents_per_week=20_000)
    [item] = story.plan.items
    assert item.until == longer.until != first.until
    assert longer.starts_on == date(2026, 6, 6)
    assert [item.cents_on(day) for day in (date(2026, 6, 5), date(2026, 6, 6))] == [12_000, 20_000]


def test_what_was_granted_to_be_bought_is_not_given_in_kind(story: Story) -> None:
    story.grants(applied(story), personal_budget=True)
    story.runs(story.plan.needs[0].id, story.new_id(), 4)
    [item] = story.plan.items
    assert item.state is ItemState.INTENDED


def test_support_in_kind_that_was_accepted_while_a_budget_was_decided_runs_under_its_own_grant(story: Story) -> None:
    in_kind = story.grants(applied(story, None), until=story.now.date().replace(month=9))
    story.grants(applied(story), personal_budget=True, until=story.now.date().replace(month=12))
    story.runs(story.plan.needs[0].id, story.new_id(), 4)
    [item] = story.plan.items
    assert (item.state, item.personal_budget, item.until) == (ItemState.ACTIVE, False, in_kind.until)


def test_when_it_is_bought_no_longer_the_need_waits_again(story: Story) -> None:
    story.grants(applied(story), personal_budget=True, cost_cents_per_week=12_000)
    [item] = bought(story).plan.items
    story.hears(What.DROPPED_OUT, item.need, item.proposal, 4)
    ended, again = story.plan.items
    assert (ended.ended, again.state, again.personal_budget) == (ItemEnd.DROPPED_OUT, ItemState.INTENDED, False)

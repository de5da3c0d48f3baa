"""What was granted and what support costs meet: nobody is paid what nobody decided on, and no granted week is lost."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.applications import ApplicationGranted
from libs.contracts.plans import PlanItemChanged
from libs.contracts.words import Ground, LifeDomain
from services.arrangement.domain import reviewing
from services.arrangement.domain.application import Application
from services.arrangement.domain.heard import What
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.review import Review
from services.arrangement.domain.spell import spells
from services.arrangement.domain.worklist import Task, Waits, tasks
from tests.unit.arrangement.story import Story, helped, refusal, shopping

#: From Monday the fifth of January through this Sunday are twelve weeks.
TWELVE_WEEKS = date(2026, 3, 29)


def granting(story: Story, need: UUID, **terms: Any) -> Application:
    return story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), **terms)


def granted(**terms: Any) -> tuple[Story, UUID]:
    """An agreed plan with one need, and a grant of a hundred cents a week unless named."""
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    granting(story, need, **terms)
    return story, need


def listed(story: Story) -> list[Task]:
    of_support = (Waits.SUPPORT_ABOVE_GRANT, Waits.SUPPORT_UNPLACED)
    return [task for task in tasks([story.plan], story.now.date()) if task.waits in of_support]


@pytest.mark.parametrize(("cents", "state"), [(100, ItemState.AGREED), (101, ItemState.INTENDED)])
def test_support_above_the_granted_amount_is_not_agreed(cents: int, state: ItemState) -> None:
    story, need = granted()
    story.accepts(need, story.new_id(), 4, cost_cents_per_week=cents)
    assert story.item().state is state


def test_support_above_the_granted_amount_waits_on_the_list_with_that_as_its_reason() -> None:
    story, need = granted()
    story.accepts(need, proposal := story.new_id(), 4, cost_cents_per_week=101)
    assert [(task.waits, task.part) for task in listed(story)] == [(Waits.SUPPORT_ABOVE_GRANT, proposal)]


def test_support_above_the_granted_amount_runs_once_more_is_granted() -> None:
    story, need = granted()
    story.accepts(need, proposal := story.new_id(), 4, cost_cents_per_week=150)
    story.hears(What.STARTED, need, proposal, 4)
    granting(story, need, cost_cents_per_week=150)
    assert (story.states(), listed(story)) == ([(4, "active")], [])


def test_another_supplier_within_the_grant_takes_its_place_and_nothing_waits_any_more() -> None:
    story, need = granted()
    story.accepts(need, dear := story.new_id(), 4, cost_cents_per_week=150)
    story.hears(What.DROPPED_OUT, need, dear, 4).runs(need, story.new_id(), 4)
    assert (story.states(), listed(story)) == ([(4, "active")], [])


def test_a_prolonging_grant_at_another_amount_changes_what_a_week_costs_from_its_first_day() -> None:
    story, need = granted(until=TWELVE_WEEKS)
    story.runs(need, story.new_id(), 4)
    longer = granting(story, need, cost_cents_per_week=250)
    assert story.item().cost_cents_per_week == 250
    assert [(spell.cost_cents_per_week, spell.first_day) for spell in spells(story.plan)] == [
        (100, story.now.date()),
        (250, longer.starts_on),
    ]


def test_a_prolonging_grant_at_another_amount_is_told_with_the_item() -> None:
    story, need = granted(until=TWELVE_WEEKS)
    story.runs(need, story.new_id(), 4)
    longer = granting(story, need, cost_cents_per_week=250)
    told = [event for event in story.events if isinstance(event, PlanItemChanged)][-1]
    assert (told.cost_cents_per_week, told.costs_since) == (250, longer.starts_on)


def test_a_prolonging_grant_at_the_same_amount_leaves_a_lower_price_as_it_is() -> None:
    story, need = granted(until=TWELVE_WEEKS, cost_cents_per_week=250)
    story.runs(need, story.new_id(), 4)
    granting(story, need, cost_cents_per_week=250)
    assert (story.item().cost_cents_per_week, story.item().rates) == (100, ())


def test_an_amount_that_is_granted_anew_before_it_holds_never_held() -> None:
    story, need = granted(until=TWELVE_WEEKS)
    story.runs(need, story.new_id(), 4)
    began, today = story.now.date(), story.now.date() + timedelta(weeks=2)
    item = story.item().costing(250, today + timedelta(weeks=4)).costing(300, today)
    assert [item.cents_on(day) for day in (began, today, today + timedelta(weeks=8))] == [100, 300, 300]


def lasting() -> tuple[Story, UUID]:
    """Lasting support on rung 4, at a hundred cents a week."""
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need, lasting=True)).agreed().unanswered(need)
    granting(story, need, until=None, lasting=True)
    return story.runs(need, story.new_id(), 4), need


def looked_at(story: Story, *, early: timedelta = timedelta(0)) -> date:
    """The review on the day that its support is to be looked at, or earlier; gives the next such day."""
    while story.plan.review_on != story.item().review_on:
        story.now += timedelta(weeks=1)
        review(story)
    days = story.plan.review_on - story.now.date() if story.plan.review_on else timedelta(0)
    story.now += days - early
    review(story)
    next_look = story.item().review_on
    assert next_look is not None
    return next_look


def review(story: Story) -> None:
    held = Review(story.new_id(), story.now.date(), {LifeDomain.PRACTICAL: 2}, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, held, None, story.now, story.new_id, story.policy))


def euros(story: Story) -> int:
    """The volume: all that was granted, by the events alone, in cents."""
    kinds = (ApplicationGranted, PlanItemChanged)
    return sum(event.granted_cents or 0 for event in story.events if isinstance(event, kinds))


def days(cents: int) -> float:
    """At a hundred cents a week, which is told in whole cents each time."""
    return cents * 7 / 100


@pytest.mark.parametrize("early", [timedelta(0), timedelta(days=10)])
def test_lasting_support_that_was_looked_at_again_has_granted_euros_for_the_time_to_come(early: timedelta) -> None:
    story, _ = lasting()
    began = story.now.date()
    looked_at(story, early=early)
    last = looked_at(story, early=early)
    assert days(euros(story)) == pytest.approx((last - began).days + 1, abs=0.2)


def test_a_later_grant_of_lasting_support_begins_where_the_last_look_granted_to() -> None:
    story, need = lasting()
    last = looked_at(story)
    longer = granting(story, need, until=None, lasting=True, review_on=last + timedelta(weeks=10))
    assert longer.starts_on == last + timedelta(days=1)


def test_what_is_looked_at_within_its_grant_is_not_granted_twice() -> None:
    story, _ = helped(4, lasting=True)
    before = euros(story)
    story.plan = story.plan.put(replace(story.item(), review_on=story.now.date()))
    review(story)
    assert euros(story) == before


def test_days_on_which_nobody_gave_the_lasting_support_are_not_granted() -> None:
    story, need = lasting()
    story.hears(What.DROPPED_OUT, need, story.item().proposal, 4)
    story.now += timedelta(weeks=100)
    story.runs(need, story.new_id(), 4)
    before, began = euros(story), story.now.date()
    story.now += timedelta(days=1)
    review(story)
    last = story.item().review_on
    assert last is not None
    assert days(euros(story) - before) == pytest.approx((last - began).days + 1, abs=0.2)


def test_whoever_grants_says_what_a_week_may_cost_where_nobody_asked_for_an_amount() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    application = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    with refusal("no-amount"):
        story.grants(application, cost_cents_per_week=None)
    assert story.grants(application, cost_cents_per_week=0).granted_cents == 0

"""One grant after another, for the same support: how often it comes, what it costs, and euros that are granted once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from libs.contracts.applications import ApplicationGranted
from libs.contracts.plans import PlanItemChanged
from libs.contracts.words import Ground, LifeDomain
from services.arrangement.domain import reviewing
from services.arrangement.domain.application import Application
from services.arrangement.domain.heard import What
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.review import Review
from services.arrangement.domain.terms import Terms, changed
from tests.unit.arrangement.story import Story, helped, refusal, shopping


def asked_for(**need: Any) -> tuple[Story, UUID]:
    """A need for which nobody lighter is found."""
    story = Story()
    id_ = story.new_id()
    story.clarified(shopping(id_, **need)).agreed().unanswered(id_)
    return story, id_


def granted(story: Story, need: UUID, times_per_week: int | None = None, **terms: Any) -> Application:
    asked = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    return story.grants(replace(asked, times_per_week=times_per_week), **terms)


def comes(story: Story, times_per_week: int) -> None:
    terms = Terms(times_per_week=times_per_week, supplier_agrees=True)
    story.take(changed(story.plan, story.item(), terms, story.now, story.policy))


def euros(story: Story) -> int:
    told = (each for each in story.events if isinstance(each, ApplicationGranted | PlanItemChanged))
    return sum(each.granted_cents or 0 for each in told)


def test_support_comes_no_more_often_than_the_application_named() -> None:
    story, need = asked_for(times_per_week=3)
    granted(story, need, times_per_week=1, until=date(2026, 3, 29))
    story.runs(need, story.new_id(), 4)
    assert story.item().times_per_week == 1
    granted(story, need, times_per_week=1, until=date(2026, 6, 29), cost_cents_per_week=110)
    assert story.item().cost_cents_per_week <= 110


def test_what_comes_less_often_than_was_granted_is_prolonged_at_its_part_and_may_come_as_often_again() -> None:
    story, need = helped(4, times_per_week=3)
    comes(story, 1)
    granted(story, need, until=date(2100, 1, 1), cost_cents_per_week=120)
    assert story.item().cost_cents_per_week == 40
    comes(story, 3)
    assert story.item().cost_cents_per_week == 120


def test_less_often_and_back_again_is_within_what_was_granted() -> None:
    story, need = asked_for(times_per_week=3)
    granted(story, need, cost_cents_per_week=20_000)
    story.accepts(need, proposal := story.new_id(), 4, cost_cents_per_week=20_000)
    story.hears(What.STARTED, need, proposal, 4)
    comes(story, 1)
    comes(story, 3)
    assert 19_990 <= story.item().cost_cents_per_week <= 20_000


def test_more_often_from_a_later_day_on_is_not_more_often_now() -> None:
    story, need = asked_for()
    granted(story, need, until=date(2026, 3, 29))
    story.runs(need, story.new_id(), 4)
    longer = granted(story, need, times_per_week=3, until=date(2026, 12, 31), cost_cents_per_week=300)
    assert longer.starts_on == date(2026, 3, 30)
    with refusal("beyond-grant"):
        comes(story, 3)


def test_more_that_is_granted_for_what_is_above_the_grant_holds_from_today() -> None:
    story, need = asked_for()
    granted(story, need, until=date(2026, 3, 29))
    story.accepts(need, proposal := story.new_id(), 4, cost_cents_per_week=150).hears(What.STARTED, need, proposal, 4)
    granted(story, need, until=date(2026, 12, 31), cost_cents_per_week=150)
    assert story.item().state is ItemState.ACTIVE
    days = (date(2026, 12, 31) - story.now.date()).days + 1
    assert euros(story) >= 150 * days // 7


def test_lasting_support_after_a_longer_grant_with_an_end_is_granted_no_euro_twice() -> None:
    story, need = asked_for(lasting=True)
    granted(story, need, until=date(2028, 1, 2))
    story.runs(need, story.new_id(), 4)
    before = euros(story)
    granted(story, need, until=None, lasting=True)
    while story.plan.review_on != story.item().review_on:
        story.now += timedelta(weeks=1)
        looked_at(story)
    story.now += (story.plan.review_on or date.max) - story.now.date()
    looked_at(story)
    assert (story.item().review_on or date.max) < date(2028, 1, 2)
    assert euros(story) == before


def looked_at(story: Story) -> None:
    held = Review(story.new_id(), story.now.date(), {LifeDomain.PRACTICAL: 2}, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, held, None, story.now, story.new_id, story.policy))

"""The plan as a whole: agreed with the resident, handed over warmly, closed with its results."""

from datetime import date, timedelta

import pytest

from libs.contracts.casework import LegalGround
from libs.contracts.plans import PlanClosed, PlanItemEnded
from libs.contracts.words import CaseOutcome, Ground, ItemEnd
from services.arrangement.domain import lifecycle
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import Story, helped, person, refusal, shopping


def test_a_plan_is_agreed_with_the_resident_or_not_at_all() -> None:
    story = Story()
    story.clarified(shopping(story.new_id()))
    with refusal("not-with-resident"):
        lifecycle.agreed(story.plan, False, story.now, story.policy)


def test_to_a_specialist_and_back() -> None:
    story, _ = helped(2)
    story.take(lifecycle.referable(story.plan, None))
    story.take(lifecycle.handed_to_specialist(story.plan, person(9), story.now.date()))
    assert story.state == "with_specialist"
    with refusal("plan-state"):
        lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now)
    story.take(lifecycle.returned_from_specialist(story.plan))
    assert story.state == "active"
    with refusal("plan-state"):
        lifecycle.returned_from_specialist(story.plan)


def test_a_plan_with_running_support_closes_only_with_it() -> None:
    story, _ = helped(2)
    with refusal("items-active"):
        lifecycle.closed(story.plan, None, story.now)
    story.reviewed(4, story.plan.goals[0].id)
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    assert story.states() == [(2, "ended")]
    closed = story.events[-1]
    assert isinstance(closed, PlanClosed)
    assert (closed.goals, closed.goals_met) == (1, 1)
    assert isinstance(story.events[-2], PlanItemEnded)


def test_a_suspended_item_is_resumed_to_be_ended() -> None:
    story, _ = helped(2)
    story.take(lifecycle.suspended(story.plan, story.item().id))
    story.take(lifecycle.closed(story.plan, ItemEnd.EXPIRED, story.now))
    assert story.told[-4:] == ["item-suspended", "item-resumed", "item-ended", "closed"]


def test_nobody_is_referred_without_their_consent_or_a_ground_in_law() -> None:
    story, _ = helped(2)
    today, tomorrow = story.now.date(), story.now.date() + timedelta(days=1)
    with refusal("no-consent"):
        lifecycle.handed_to_specialist(story.plan, person(9), today)
    [on_a_ground] = lifecycle.handed_to_specialist(story.plan, person(9), today, LegalGround.VITAL_INTEREST)[1]
    story.take(lifecycle.referable(story.plan, today))
    [agreed] = lifecycle.handed_to_specialist(story.plan, person(9), today, LegalGround.VITAL_INTEREST)[1]
    assert (on_a_ground.model_dump()["ground"], agreed.model_dump()["ground"]) == ("vital_interest", None)
    with refusal("no-consent"):
        lifecycle.handed_to_specialist(story.plan, person(9), tomorrow)
    story.take(lifecycle.not_referable(story.plan))
    with refusal("no-consent"):
        lifecycle.handed_to_specialist(story.plan, person(9), today)


@pytest.mark.parametrize("with_specialist", [False, True])
def test_a_case_that_closes_takes_its_plan_along_whatever_it_was_at(with_specialist: bool) -> None:
    story, _ = helped(2)
    if with_specialist:
        story.take(lifecycle.handed_to_specialist(story.plan, person(9), story.now.date(), LegalGround.COURT_ORDER))
    story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.MOVED, story.now))
    assert story.state == "closed"
    assert story.item().ended is ItemEnd.EXPIRED
    assert lifecycle.closed_with_case(story.plan, CaseOutcome.MOVED, story.now) == (story.plan, [])


def test_an_item_of_a_change_under_way_is_not_ended_by_hand() -> None:
    story, _ = helped(3)
    old = story.item().id
    story.accepts_change(story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING))
    with refusal("change-under-way"):
        lifecycle.ended(story.plan, old, ItemEnd.GOAL_MET, story.now)


def test_support_expires_after_its_last_day_and_not_on_it() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    story.grants(story.applies(need, 4, Ground.ACUTE), until=date(2026, 3, 31))
    story.runs(need, story.new_id(), 4)
    last_day = story.now.replace(month=3, day=31)
    assert lifecycle.expired(story.plan, story.item().id, last_day) == (story.plan, [])
    story.take(lifecycle.expired(story.plan, story.item().id, last_day + timedelta(days=1)))
    assert story.item().ended is ItemEnd.EXPIRED


def test_the_worklist_says_what_waits_and_nothing_of_a_closed_plan() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).unanswered(need)
    today = story.now.date()
    assert {task.waits for task in tasks([story.plan], today)} == {Waits.PLAN_TO_AGREE, Waits.NEED_UNANSWERED}
    story.agreed().runs(need, story.new_id(), 3)
    change = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    assert [task.part for task in tasks([story.plan], today)] == [change.id]
    story.accepts_change(change).runs(need, story.new_id(), 2)
    waits = {task.waits for task in tasks([story.plan], today + timedelta(weeks=7))}
    assert waits == {Waits.FOLLOW_UP_DUE, Waits.REVIEW_DUE}
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    assert tasks([story.plan], today + timedelta(weeks=7)) == []

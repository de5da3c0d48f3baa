"""The plan as a whole: agreed with the resident, closed with its results."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from libs.contracts.needs import StatedContribution
from libs.contracts.plans import PlanClosed, PlanItemEnded
from libs.contracts.results import DomainResult
from libs.contracts.words import CaseOutcome, Category, Ground, ItemEnd, LifeDomain
from services.arrangement.domain import drafting, lifecycle
from services.arrangement.domain.goal import Goal
from services.arrangement.domain.heard import What
from services.arrangement.domain.planning import suspended_until_looked_at
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import HOLDER, Story, helped, passed_over, refusal, shopping


def test_a_plan_is_agreed_with_the_resident_or_not_at_all() -> None:
    story = Story()
    story.clarified(shopping(story.new_id()))
    with refusal("not-with-resident"):
        lifecycle.agreed(story.plan, False, story.now, story.policy)


def test_what_people_change_is_agreed_on_again_and_each_version_that_was_agreed_on_is_known() -> None:
    story, _ = helped(2)
    [first] = story.plan.agreements
    assert first.on == story.now.date()
    with refusal("agreed-already"):
        lifecycle.agreed(story.plan, True, story.now, story.policy)
    story.take(drafting.goal_set(story.plan, Goal(story.new_id(), LifeDomain.MEANING, 4)))
    assert Waits.PLAN_TO_AGREE in {task.waits for task in tasks([story.plan], story.now.date())}
    story.take(lifecycle.agreed(story.plan, True, story.now, story.policy))
    assert (story.state, story.told[-1], len(story.plan.agreements)) == ("active", "agreed-again", 2)
    assert Waits.PLAN_TO_AGREE not in {task.waits for task in tasks([story.plan], story.now.date())}


def test_a_goal_that_was_dropped_is_neither_met_nor_missed_and_the_resident_agrees_anew() -> None:
    story, _ = helped(3)
    story.take(drafting.goal_set(story.plan, Goal(story.new_id(), LifeDomain.PRACTICAL, 5)))
    story.take(lifecycle.agreed(story.plan, True, story.now, story.policy))
    reached, dropped = story.plan.goals
    story.take(drafting.goal_dropped(story.plan, dropped.id, "not_wanted"))
    assert (story.told[-1], story.plan.to_agree) == ("goal-dropped", True)
    with refusal("goal-not-found"):
        story.reviewed(4, dropped.id)
    story.reviewed(4, reached.id)
    assert story.plan.changes[-1].grounds == (Ground.GOALS_MET,), "what was dropped is not in its way"
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    closed = story.events[-1]
    assert isinstance(closed, PlanClosed)
    assert (closed.goals, closed.goals_met) == (1, 1)


def test_a_goal_that_is_met_or_was_dropped_is_not_dropped() -> None:
    story, _ = helped(3)
    story.take(drafting.goal_set(story.plan, Goal(story.new_id(), LifeDomain.MEANING, 5)))
    met, dropped = (goal.id for goal in story.plan.goals)
    story.reviewed(4, met)
    story.take(drafting.goal_dropped(story.plan, dropped, "not_wanted"))
    for goal, slug in ((met, "goal-met"), (dropped, "goal-not-found")):
        with refusal(slug):
            drafting.goal_dropped(story.plan, goal, "not_wanted")


def test_a_plan_says_what_the_resident_gives_and_who_helps_how_often() -> None:
    story = Story()
    need, gift = story.new_id(), StatedContribution(contribution=story.new_id(), category=Category.COURSES)
    story.clarified(shopping(need, times_per_week=3), contributions=(gift,)).agreed()
    story.clarified(shopping(need), contributions=(gift,))
    assert [(each.id, each.category) for each in story.plan.gives] == [(gift.contribution, Category.COURSES)]
    giver = story.new_id()
    story.hears(What.ACCEPTED, need, story.new_id(), 2, record=passed_over(2), offering=giver)
    assert (story.item().offering, story.item().times_per_week) == (giver, 3)


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
    assert closed.results == (DomainResult(domain=LifeDomain.PRACTICAL, first=2, last=4),)
    assert story.told[-3:] == ["change-lapsed", "item-ended", "closed"]


def test_the_results_are_of_all_that_was_ever_scored_from_its_first_score_to_its_last() -> None:
    story, _ = helped(2, score=3)
    story.clarified(scores={LifeDomain.PRACTICAL: 1, LifeDomain.FINANCES: 2})
    assert story.plan.baseline == {LifeDomain.PRACTICAL: 3, LifeDomain.FINANCES: 2}, "the first stays the first"
    story.now += timedelta(weeks=1)
    story.clarified(scores={LifeDomain.FINANCES: 4})
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    assert lifecycle.results(story.plan) == (
        DomainResult(domain=LifeDomain.FINANCES, first=2, last=4),
        DomainResult(domain=LifeDomain.PRACTICAL, first=3, last=1),
    )


def test_a_case_that_closes_before_it_is_clarified_anew_takes_its_plan_along_and_can_be_reopened_again() -> None:
    story, _ = helped(2)
    story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.COMPLETED, story.now))
    for _ in range(2):
        story.take(lifecycle.reopened(story.plan))
        with refusal("plan-state"):
            lifecycle.closed(story.plan, None, story.now, HOLDER)
        story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.NOT_REACHED, story.now))
    assert (story.state, story.told[-4:]) == ("closed", ["reopened", "closed", "reopened", "closed"])


def test_who_ended_support_and_who_closed_the_plan_stays_with_it_until_it_is_reopened() -> None:
    story, _ = helped(2)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
    assert story.item().ended_by == HOLDER
    other, _ = helped(2)
    other.take(lifecycle.closed(other.plan, ItemEnd.GOAL_MET, other.now, HOLDER))
    assert (other.plan.closed_by, other.plan.closed_at, other.item().ended_by) == (HOLDER, other.now, HOLDER)
    other.take(lifecycle.reopened(other.plan))
    assert [other.plan.closed_by, other.plan.closed_at] == [None, None]


@pytest.mark.parametrize("reason", [ItemEnd.REPLACED, ItemEnd.EXPIRED])
def test_nobody_ends_support_as_replaced_or_expired_while_nothing_lighter_runs(reason: ItemEnd) -> None:
    story, _ = helped(4)
    with refusal("end-not-yours"):
        lifecycle.ended(story.plan, story.item().id, reason, story.now, story.new_id, HOLDER)


def test_nothing_takes_the_place_of_support_that_ends_with_its_plan() -> None:
    story, _ = helped(4)
    with refusal("nothing-in-its-place"):
        lifecycle.closed(story.plan, ItemEnd.REPLACED, story.now, HOLDER)


def test_support_that_stays_suspended_is_on_the_list_until_it_runs_again() -> None:
    story, need = helped(2)
    today = story.now.date()
    for day in (suspended_until_looked_at(None, today, story.policy), date(2026, 9, 1)):
        story.take(lifecycle.suspended(story.plan, story.item().id, day))
        assert waits_for(story, day - timedelta(days=1)) == set()
        assert waits_for(story, day) == {(need, day)}
        story.take(lifecycle.resumed(story.plan, story.item().id, story.now, story.new_id))
        assert waits_for(story, day) == set()


def test_support_that_was_suspended_before_a_day_was_kept_is_on_the_list_at_once() -> None:
    story, need = helped(2)
    story.take(lifecycle.suspended(story.plan, story.item().id))
    assert waits_for(story, story.now.date()) == {(need, None)}


@pytest.mark.parametrize("named", [date(2026, 1, 5), date(2199, 1, 1)])
def test_suspended_support_is_looked_at_again_on_a_day_that_is_to_come_and_within_a_year(named: date) -> None:
    story, _ = helped(2)
    with refusal("no-day-to-look-again"):
        suspended_until_looked_at(named, story.now.date(), story.policy)


def waits_for(story: Story, today: date) -> set[tuple[UUID | None, date | None]]:
    """Suspended support that is on the list that day."""
    return {(task.part, task.due) for task in tasks([story.plan], today) if task.waits is Waits.SUPPORT_SUSPENDED}


def test_a_suspended_item_is_resumed_to_be_ended() -> None:
    story, _ = helped(2)
    story.take(lifecycle.suspended(story.plan, story.item().id))
    story.take(lifecycle.closed(story.plan, ItemEnd.EXPIRED, story.now))
    assert story.told[-4:] == ["item-suspended", "item-resumed", "item-ended", "closed"]


@pytest.mark.parametrize("with_specialist", [False, True])
def test_a_case_that_closes_takes_its_plan_along_whatever_it_was_at(with_specialist: bool) -> None:
    story, _ = helped(2)
    if with_specialist:
        story.with_specialist()
    story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.MOVED, story.now))
    assert story.state == "closed"
    assert story.item().ended is ItemEnd.EXPIRED
    assert lifecycle.closed_with_case(story.plan, CaseOutcome.MOVED, story.now) == (story.plan, [])


def test_an_item_of_a_change_under_way_is_not_ended_by_hand() -> None:
    story, need = helped(3)
    old = story.item().id
    story.accepts_change(story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)).runs(need, story.new_id(), 2)
    with refusal("change-under-way"):
        lifecycle.ended(story.plan, old, ItemEnd.GOAL_MET, story.now, story.new_id)


def test_support_expires_after_its_last_day_and_not_on_it() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    story.grants(story.applies(need, 4, Ground.ACUTE), until=date(2026, 3, 31))
    story.runs(need, story.new_id(), 4)
    last_day = story.now.replace(month=3, day=31)
    assert lifecycle.expired(story.plan, story.item().id, last_day, story.new_id) == (story.plan, [])
    story.take(lifecycle.expired(story.plan, story.item().id, last_day + timedelta(days=1), story.new_id))
    assert story.item(0).ended is ItemEnd.EXPIRED


def test_a_need_whose_support_ran_out_is_looked_for_again_and_a_later_grant_finds_it() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 3, 31))
    story.runs(need, story.new_id(), 4)
    story.now = story.now.replace(month=3, day=20)
    prolonging = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    story.now = story.now.replace(month=4, day=1)
    story.take(lifecycle.expired(story.plan, story.item().id, story.now, story.new_id))
    assert story.states() == [(4, "ended"), (2, "intended")]
    [ended] = [event for event in story.events if isinstance(event, PlanItemEnded)]
    assert ended.still_needed
    story.grants(prolonging, until=date(2027, 3, 31))
    story.runs(need, story.new_id(), 4)
    assert story.states() == [(4, "ended"), (4, "active")]


def test_a_need_whose_supplier_stopped_is_looked_for_again_whoever_says_so() -> None:
    story, need = helped(2)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.DROPPED_OUT, story.now, story.new_id))
    assert story.states() == [(2, "ended"), (2, "intended")]
    story.runs(need, story.new_id(), 2)
    assert story.states() == [(2, "ended"), (2, "active")]
    assert not story.plan.waiting


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
    assert waits == {Waits.FOLLOW_UP_DUE, Waits.REVIEW_DUE, Waits.CHECK_IN_DUE}
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    assert tasks([story.plan], today + timedelta(weeks=7)) == []


@pytest.mark.parametrize(
    ("reason", "left"), [(ItemEnd.GOAL_MET, [(2, "ended")]), (ItemEnd.DROPPED_OUT, [(2, "ended"), (3, "intended")])]
)
def test_support_can_be_ended_while_nobody_was_found_for_a_step_of_it(
    reason: ItemEnd, left: list[tuple[int, str]]
) -> None:
    story, need = helped(2)
    change = story.proposes(story.item(), 3, Ground.ACUTE)
    story.accepts_change(change)
    story.take(lifecycle.ended(story.plan, story.item(0).id, reason, story.now, story.new_id))
    assert story.states() == left
    assert story.plan.change(change.id).open == (reason is ItemEnd.DROPPED_OUT)
    running, need = helped(2)
    change = running.proposes(running.item(), 3, Ground.ACUTE)
    running.accepts_change(change).accepts(need, running.new_id(), 3)
    with refusal("change-under-way"):
        lifecycle.ended(running.plan, running.item(0).id, reason, running.now, running.new_id)

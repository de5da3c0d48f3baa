"""Reviews: what they keep, what they plan, and which steps they make worth proposing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from libs.contracts.carers import Burden
from libs.contracts.plans import PlanClosed
from libs.contracts.words import Direction, Ground, ItemEnd, LifeDomain, Rung
from services.arrangement.domain import lifecycle, planning, reviewing, scores
from services.arrangement.domain.review import Review
from tests.unit.arrangement.story import HOLDER, Story, helped, refusal, shopping


def proposals(story: Story) -> list[tuple[Direction, Rung, tuple[Ground, ...]]]:
    return [(change.direction, change.to_rung, change.grounds) for change in story.plan.changes]


def reopened_at(score: int) -> Story:
    """Support ran and the score rose to 3; the case came back with this score, and support runs anew."""
    story, _ = helped(3, score=2)
    story.reviewed(3)
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    story.take(lifecycle.reopened(story.plan))
    need = story.new_id()
    story.clarified(shopping(need), results=[], score=score).agreed()
    return story.runs(need, story.new_id(), 3)


def test_a_falling_score_makes_an_escalation_proposal_and_moves_nothing() -> None:
    story, _ = helped(2, score=3)
    story.reviewed(1)
    assert proposals(story) == [(Direction.UP, Rung.GENERAL_PROVISION, (Ground.NOT_ADEQUATE,))]
    assert story.states() == [(2, "active")]
    assert story.told[-2:] == ["reviewed", "change-proposed"]


def test_two_stable_reviews_make_a_de_escalation_proposal() -> None:
    story, _ = helped(3)
    story.reviewed(2)
    assert proposals(story) == []
    story.reviewed(3)
    assert proposals(story) == [(Direction.DOWN, Rung.VOLUNTEERS, (Ground.STABLE_REVIEWS,))]


def test_two_reviews_of_which_one_fell_are_not_stable() -> None:
    story, _ = helped(3, score=3)
    story.reviewed(2)
    story.rejects_change(story.plan.changes[-1]).reviewed(2)
    assert [direction for direction, _, _ in proposals(story)] == [Direction.UP]


def test_a_first_review_after_reopening_is_held_against_the_new_clarification() -> None:
    story = reopened_at(1)
    story.reviewed(2)
    assert proposals(story) == [], "better than when the case came back"
    story.reviewed(1)
    assert [change.direction for change in story.plan.changes] == [Direction.UP]


def test_reviews_are_stable_since_the_last_clarification_and_not_over_it() -> None:
    story = reopened_at(3)
    story.reviewed(3)
    assert proposals(story) == []
    story.reviewed(3)
    assert proposals(story) == [(Direction.DOWN, Rung.VOLUNTEERS, (Ground.STABLE_REVIEWS,))]


def test_what_was_heard_before_a_clarification_and_recorded_after_it_is_not_the_latest() -> None:
    story, _ = helped(2, score=3)
    before = story.now.date()
    story.now += timedelta(days=7)
    story.clarified(score=4, results=[])
    review = Review(story.new_id(), before, {LifeDomain.PRACTICAL: 2}, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy))
    assert proposals(story) == []
    assert scores.latest(story.plan) == {LifeDomain.PRACTICAL: 4}


def test_goals_met_make_a_de_escalation_proposal_at_once() -> None:
    story, _ = helped(3)
    story.reviewed(4, story.plan.goals[0].id)
    assert proposals(story) == [(Direction.DOWN, Rung.VOLUNTEERS, (Ground.GOALS_MET,))]
    assert story.plan.goals[0].met


def test_a_goal_is_met_as_the_last_review_of_its_domain_found_it() -> None:
    story, _ = helped(3, score=3)
    goal = story.plan.goals[0]
    story.reviewed(4, goal.id).rejects_change(story.plan.changes[-1])
    story.reviewed(2)
    assert not story.plan.goals[0].met, "it fell below the target of 4"
    story.take(lifecycle.closed(story.plan, ItemEnd.EXPIRED, story.now))
    closed = story.events[-1]
    assert isinstance(closed, PlanClosed)
    assert (closed.goals, closed.goals_met) == (1, 0)


def test_a_goal_that_was_met_stays_so_while_its_domain_is_not_scored_lower() -> None:
    story, _ = helped(3)
    story.reviewed(4, story.plan.goals[0].id)
    story.reviewed(4)
    review = Review(story.new_id(), story.now.date(), {LifeDomain.SOCIAL: 1}, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy))
    assert story.plan.goals[0].met


@pytest.mark.parametrize("again", [2, 4])
def test_a_goal_that_was_met_before_the_case_was_reopened_proposes_nothing_until_it_is_met_again(again: int) -> None:
    story, _ = helped(3)
    goal = story.plan.goals[0].id
    story.reviewed(4, goal)
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    story.take(lifecycle.reopened(story.plan))
    need, before = story.new_id(), len(story.plan.changes)
    story.clarified(shopping(need), results=[], score=again).agreed()
    assert story.plan.goals[0].met == (again == 4)
    story.runs(need, story.new_id(), 3)
    story.reviewed(again)
    assert len(story.plan.changes) == before
    story.reviewed(4, goal)
    assert proposals(story)[before:] == [(Direction.DOWN, Rung.VOLUNTEERS, (Ground.GOALS_MET,))]


def test_lasting_support_is_left_in_peace() -> None:
    story, _ = helped(4, lasting=True)
    story.reviewed(2).reviewed(3, story.plan.goals[0].id)
    assert proposals(story) == []


def test_a_rejected_proposal_returns_only_after_a_new_review() -> None:
    story, _ = helped(3)
    story.reviewed(2).reviewed(2)
    story.rejects_change(story.plan.changes[-1])
    story.take(reviewing.signalled(story.plan, (), story.now, story.new_id))
    assert len(story.plan.changes) == 1
    story.reviewed(2)
    assert len(story.plan.changes) == 2


def test_goals_that_were_met_and_whose_step_was_rejected_are_no_new_fact() -> None:
    story, _ = helped(3)
    story.reviewed(4, story.plan.goals[0].id)
    story.rejects_change(story.plan.changes[-1])
    story.reviewed(4)
    assert len(story.plan.changes) == 1


def test_goals_that_were_missed_and_are_met_again_are_a_new_fact() -> None:
    story, _ = helped(3)
    goal = story.plan.goals[0].id
    story.reviewed(4, goal).rejects_change(story.plan.changes[-1])
    story.reviewed(4, goal)
    assert len(story.plan.changes) == 1, "it was met all the time"
    story.reviewed(3).rejects_change(story.plan.changes[-1])
    story.reviewed(4, goal)
    assert [each.grounds for each in story.plan.changes if each.open] == [(Ground.GOALS_MET,)]


def test_goals_that_were_met_and_whose_step_did_not_hold_are_no_new_fact() -> None:
    story, need = helped(3)
    story.reviewed(4, story.plan.goals[0].id)
    change = story.plan.changes[-1]
    story.accepts_change(change).runs(need, story.new_id(), 2).follows_up(change, passed=False)
    story.reviewed(4)
    assert len(story.plan.changes) == 1


def test_a_new_signal_makes_an_escalation_proposal_once() -> None:
    story, _ = helped(2)
    signal = story.new_id()
    story.take(reviewing.signalled(story.plan, (signal,), story.now, story.new_id))
    assert proposals(story) == [(Direction.UP, Rung.GENERAL_PROVISION, (Ground.NOT_ADEQUATE,))]
    story.rejects_change(story.plan.changes[-1])
    story.take(reviewing.signalled(story.plan, (signal,), story.now, story.new_id))
    assert len(story.plan.changes) == 1
    story.take(reviewing.signalled(story.plan, (story.new_id(),), story.now, story.new_id))
    assert len(story.plan.changes) == 2


def test_a_signal_on_a_household_without_support_proposes_nothing() -> None:
    story = Story()
    story.clarified(shopping(story.new_id())).agreed()
    before = story.plan
    story.take(reviewing.signalled(story.plan, (story.new_id(),), story.now, story.new_id))
    assert story.plan == before


def test_agreeing_plans_the_first_review_and_a_review_the_next() -> None:
    story, _ = helped(2)
    assert story.plan.review_on == date(2026, 2, 16)
    story.reviewed(3)
    assert story.plan.review_on == date(2026, 2, 16), "six weeks from the day of the review"
    story.reviewed(3)
    assert story.plan.review_on == date(2026, 3, 30)


def test_a_review_is_overdue_when_its_day_is_over_in_amsterdam() -> None:
    story, _ = helped(2)
    last_minute = story.now.replace(month=2, day=16, hour=22, minute=59)
    assert planning.review_overdue(story.plan, last_minute)[1] == []
    [told] = planning.review_overdue(story.plan, last_minute + timedelta(minutes=1))[1]
    assert told.type == "nl.omzien.plans.review-overdue.v1"


@pytest.mark.parametrize(
    ("slug", "knows_the_goal", "days"), [("next-review-earlier", True, 0), ("goal-not-found", False, 7)]
)
def test_a_review_that_cannot_be_is_refused(slug: str, knows_the_goal: bool, days: int) -> None:
    story, need = helped(2)
    today = story.now.date()
    review = Review(
        story.new_id(),
        today,
        {},
        (story.plan.goals[0].id if knows_the_goal else need,),
        planned_on=story.plan.review_on,
    )
    with refusal(slug):
        reviewing.reviewed(story.plan, review, today + timedelta(days=days), story.now, story.new_id, story.policy)


def test_a_review_is_not_held_before_the_last_one() -> None:
    story, _ = helped(2)
    last = story.now.date()
    story.reviewed(3)
    for held in (date(1990, 1, 1), last - timedelta(days=1)):
        review = Review(story.new_id(), held, {LifeDomain.SOCIAL: 3}, planned_on=story.plan.review_on)
        with refusal("review-earlier"):
            reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy)
    review = Review(story.new_id(), last, {LifeDomain.SOCIAL: 3}, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy))


def test_a_review_says_how_the_resident_is_doing() -> None:
    story, _ = helped(2)
    goal = story.plan.goals[0].id
    empty = Review(story.new_id(), story.now.date(), {}, carer=Burden.HEAVY, planned_on=story.plan.review_on)
    with refusal("says-nothing"):
        reviewing.reviewed(story.plan, empty, None, story.now, story.new_id, story.policy)
    for said in (
        replace(empty, scores={LifeDomain.SOCIAL: 3}),
        replace(empty, goals_met=(goal,)),
        replace(empty, well_being=0),
    ):
        reviewing.reviewed(story.plan, said, None, story.now, story.new_id, story.policy)


def test_a_review_is_not_put_off_for_a_lifetime() -> None:
    story, _ = helped(2)
    today = story.now.date()
    review = Review(story.new_id(), today, {LifeDomain.SOCIAL: 3}, planned_on=story.plan.review_on)
    with refusal("next-review-too-late"):
        reviewing.reviewed(story.plan, review, date(2199, 1, 1), story.now, story.new_id, story.policy)
    story.take(reviewing.reviewed(story.plan, review, date(2027, 1, 5), story.now, story.new_id, story.policy))
    assert story.plan.review_on == date(2027, 1, 5), "a year on"


def test_a_draft_is_not_reviewed() -> None:
    story = Story()
    story.clarified(shopping(story.new_id()))
    with refusal("plan-state"):
        story.reviewed(3)


def test_a_suspended_item_is_not_pressed_down_by_a_review() -> None:
    story, _ = helped(3)
    story.take(lifecycle.suspended(story.plan, story.item().id))
    story.reviewed(4, story.plan.goals[0].id)
    assert proposals(story) == []


def test_a_score_that_falls_while_support_is_suspended_makes_an_escalation_proposal() -> None:
    story, _ = helped(2, score=3)
    story.take(lifecycle.suspended(story.plan, story.item().id))
    story.reviewed(2)
    assert proposals(story) == [(Direction.UP, Rung.GENERAL_PROVISION, (Ground.NOT_ADEQUATE,))]


def test_a_review_is_not_held_before_the_plan_was_agreed() -> None:
    story, _ = helped(2)
    before = story.now.date() - timedelta(days=1)
    review = Review(story.new_id(), before, {LifeDomain.SOCIAL: 3}, planned_on=story.plan.review_on)
    with refusal("review-earlier"):
        reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy)


@pytest.mark.parametrize("named", [None, date(2026, 6, 1)])
def test_a_review_is_followed_by_one_before_professional_support_ends(named: date | None) -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 5, 1))
    story.runs(need, story.new_id(), 4)
    for held, following in ((date(2026, 2, 16), date(2026, 4, 3)), (date(2026, 4, 3), named or date(2026, 7, 3))):
        story.now = story.now.replace(month=held.month, day=held.day)
        review = Review(story.new_id(), held, {LifeDomain.SOCIAL: 3}, planned_on=story.plan.review_on)
        story.take(reviewing.reviewed(story.plan, review, named, story.now, story.new_id, story.policy))
        assert story.plan.review_on == following


def test_support_that_was_granted_for_long_before_the_plan_was_agreed_does_not_put_off_its_first_review() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED, by=HOLDER), until=date(2028, 5, 1))
    story.runs(need, story.new_id(), 4).agreed()
    assert story.plan.review_on == date(2026, 2, 16)

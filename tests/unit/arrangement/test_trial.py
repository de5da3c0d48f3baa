"""A policy that is tried decides what it would have decided: the same policy the same, on all that was ever kept."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from libs.contracts.words import ItemEnd, LifeDomain
from services.arrangement.api.trials import KEYS
from services.arrangement.domain import lifecycle, planning, reviewing
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.review import CheckIn, Review
from services.arrangement.domain.trial import TRIED, Trial, What, not_tried
from tests.unit.arrangement.story import MONDAY, POLICY, Story, helped, shopping


def tried(before: Plan, story: Story) -> Trial:
    trial = Trial(story.policy)
    trial.replay(before, story.plan, story.now)
    return trial


def test_a_review_of_which_was_not_kept_what_it_answered_is_decided_again_as_well() -> None:
    story, _ = helped(3)
    story.reviewed(2)
    before = story.plan
    story.reviewed(3)
    *earlier, last = story.plan.reviews
    story.plan = replace(story.plan, reviews=(*earlier, replace(last, planned_on=None)))
    trial = tried(before, story)
    assert (trial.moments, trial.differences) == (1, [])
    assert trial.recorded == trial.tried


def test_a_review_that_was_taken_while_one_could_still_be_held_before_the_last_is_decided_again_as_well() -> None:
    story, _ = helped(3)
    story.reviewed(2)
    before = story.plan
    review = Review(story.new_id(), date(2025, 1, 6), {LifeDomain.PRACTICAL: 3}, planned_on=story.plan.review_on)
    following = date(2025, 1, 6) + story.policy.review_every
    story.take(reviewing.followed(before, review, following, story.now, story.new_id, story.policy))
    assert tried(before, story).differences == []


#: Of a policy by which nobody is looked at often.
SELDOM = replace(
    POLICY,
    review_every=timedelta(weeks=52),
    check_in_every=timedelta(weeks=26),
    worry_within=timedelta(days=21),
    review_before_end=timedelta(weeks=20),
)

Tried = list[tuple[What, str | None, str | None]]


def otherwise(before: Plan, story: Story) -> Tried:
    """What would have been decided otherwise; by the same policy, nothing."""
    assert tried(before, story).differences == []
    trial = Trial(SELDOM)
    trial.replay(before, story.plan, story.now)
    return [(each.what, each.before, each.after) for each in trial.differences]


def reviews(story: Story, named: date | None) -> Plan:
    """The plan as it was before."""
    before, today = story.plan, date(2026, 2, 16)
    story.now = MONDAY + (today - MONDAY.date())
    review = Review(story.new_id(), today, {LifeDomain.PRACTICAL: 3}, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, review, named, story.now, story.new_id, story.policy))
    return before


def test_another_rhythm_sets_the_next_review_and_the_next_contact_for_another_day() -> None:
    story, _ = helped(3)
    assert otherwise(reviews(story, None), story) == [
        (What.NEXT_REVIEW, "2026-05-18", "2027-02-15"),
        (What.NEXT_CHECK_IN, "2026-03-09", "2026-08-17"),
    ]


def test_a_day_that_somebody_named_for_the_next_review_stands() -> None:
    story, _ = helped(3)
    assert otherwise(reviews(story, date(2026, 4, 1)), story) == [(What.NEXT_CHECK_IN, "2026-03-09", None)]


def test_whether_somebody_named_the_day_was_not_always_kept_and_then_it_stands_as_well() -> None:
    story, _ = helped(3)
    before = reviews(story, None)
    *earlier, last = story.plan.reviews
    story.plan = replace(story.plan, reviews=(*earlier, replace(last, next_named=None)))
    assert otherwise(before, story) == [(What.NEXT_CHECK_IN, "2026-03-09", None)]


def test_a_rhythm_of_its_own_is_not_by_policy() -> None:
    story, _ = helped(3)
    story.take(planning.rhythm_set(story.plan, 8, 2, story.now.date(), story.policy))
    assert otherwise(reviews(story, None), story) == []


@pytest.mark.parametrize("worry", [False, True])
def test_contact_sets_the_next_one_and_a_worry_the_review(worry: bool) -> None:
    story, _ = helped(3)
    before = story.plan
    check_in = CheckIn(story.new_id(), story.now.date(), worry)
    story.take(reviewing.checked_in(story.plan, check_in, story.now, story.new_id, story.policy))
    review = [(What.NEXT_REVIEW, "2026-01-12", "2026-01-26")] if worry else []
    contact = [] if worry else [(What.NEXT_CHECK_IN, "2026-01-26", None)]
    assert otherwise(before, story) == review + contact


def test_the_first_contact_is_by_policy_too() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    before = story.plan
    story.runs(need, story.new_id(), 2)
    assert otherwise(before, story) == [(What.NEXT_CHECK_IN, "2026-01-26", None)]


def test_a_term_that_differs_is_tried_or_named() -> None:
    terms = {each.name for each in fields(POLICY)} - {"version", "holds_from", "content_hash"}
    assert terms == TRIED | KEYS.keys()
    assert not_tried(SELDOM, POLICY) == ("review_before_end",)


def test_a_need_that_was_met_has_not_waited_until_its_plan_closed() -> None:
    story, _ = helped(2)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id))
    story.now += timedelta(weeks=20)
    before = story.plan
    story.take(lifecycle.closed(story.plan, None, story.now))
    assert tried(before, story).differences == []

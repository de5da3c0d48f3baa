"""A policy that is tried decides what it would have decided: the same policy the same, on all that was ever kept."""

from dataclasses import replace
from datetime import date, timedelta

from libs.contracts.words import ItemEnd, LifeDomain
from services.arrangement.domain import lifecycle, reviewing
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.review import Review
from services.arrangement.domain.trial import Trial
from tests.unit.arrangement.story import Story, helped


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


def test_a_need_that_was_met_has_not_waited_until_its_plan_closed() -> None:
    story, _ = helped(2)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id))
    story.now += timedelta(weeks=20)
    before = story.plan
    story.take(lifecycle.closed(story.plan, None, story.now))
    assert tried(before, story).differences == []

"""What a step down rests on: what reviews found while that support ran, and nothing that the plan says otherwise of."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from libs.contracts.carers import Burden
from libs.contracts.refusals import Refused
from libs.contracts.words import Direction, Ground, LifeDomain
from services.arrangement.domain import drafting, reviewing
from services.arrangement.domain.change import Change
from services.arrangement.domain.heard import What
from services.arrangement.domain.review import CheckIn, Review
from tests.unit.arrangement.story import Story, helped, refusal, shopping


def prompted(story: Story, scores: dict[LifeDomain, int]) -> list[Change]:
    """The steps that policy proposes after a review with these scores, held today."""
    known = len(story.plan.changes)
    review = Review(story.new_id(), story.now.date(), scores, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy))
    return list(story.plan.changes[known:])


def stepped_down_on_stable_reviews() -> Story:
    """From rung 4 to 3, and it holds."""
    story, need = helped(4)
    story.reviewed(2).reviewed(2)
    change = story.plan.changes[-1]
    assert change.grounds == (Ground.STABLE_REVIEWS,)
    return story.accepts_change(change).runs(need, story.new_id(), 3).holds(change)


@pytest.mark.parametrize("scores", [{LifeDomain.SOCIAL: 3}, {LifeDomain.PRACTICAL: 2}])
def test_a_step_down_that_was_just_confirmed_is_not_followed_by_another_on_the_same_reviews(
    scores: dict[LifeDomain, int],
) -> None:
    assert prompted(stepped_down_on_stable_reviews(), scores) == []


def test_after_a_step_down_two_stable_reviews_of_what_runs_now_make_the_next() -> None:
    story = stepped_down_on_stable_reviews()
    story.reviewed(2)
    [change] = prompted(story, {LifeDomain.PRACTICAL: 2})
    assert (change.from_rung, change.grounds) == (3, (Ground.STABLE_REVIEWS,))


def test_stable_reviews_are_of_support_that_ran_at_them() -> None:
    story = Story()
    need, other = story.new_id(), story.new_id()
    story.clarified(shopping(need, lasting=True), shopping(other)).agreed().runs(need, story.new_id(), 2)
    story.reviewed(2).reviewed(2).runs(other, story.new_id(), 3)
    assert prompted(story, {LifeDomain.PRACTICAL: 2}) == []


def test_a_review_that_does_not_score_the_domain_proposes_no_step_down_for_it() -> None:
    story, _ = helped(3)
    story.reviewed(2).reviewed(2)
    story.rejects_change(story.plan.changes[-1]).reviewed(2)
    story.rejects_change(story.plan.changes[-1])
    assert prompted(story, {LifeDomain.SOCIAL: 2}) == []


def test_a_problem_that_stays_acute_is_not_built_down_on() -> None:
    story, _ = helped(4, score=1)
    story.reviewed(1).reviewed(1)
    assert [each for each in story.plan.changes if each.direction is Direction.DOWN] == []


def test_goals_that_were_met_before_support_began_say_nothing_of_it() -> None:
    story, need = helped(4)
    goal = story.plan.goals[0].id
    story.reviewed(4, goal)
    change = story.plan.changes[-1]
    assert change.grounds == (Ground.GOALS_MET,)
    story.accepts_change(change).runs(need, story.new_id(), 3).holds(change)
    assert prompted(story, {LifeDomain.PRACTICAL: 4}) == []


def test_goals_of_which_the_last_is_met_while_support_runs_make_it_step_down() -> None:
    story, need = helped(3)
    first = story.plan.goals[0].id
    story.reviewed(4, first)
    story.rejects_change(story.plan.changes[-1]).hears(What.DROPPED_OUT, need, story.item().proposal, 3)
    story.runs(need, story.new_id(), 3)
    second = further_goal(story)
    story.reviewed(4, second)
    assert story.plan.changes[-1].grounds == (Ground.GOALS_MET,)
    assert {first, second} <= set(story.plan.changes[-1].facts)


def further_goal(story: Story) -> UUID:
    """A further goal in the same domain."""
    goal = replace(story.plan.goals[0], id=story.new_id(), met=False, met_in=None)
    story.take(drafting.goal_set(story.plan, goal))
    return goal.id


def borne(story: Story, *burdens: Burden) -> Story:
    for burden in burdens:
        contact = CheckIn(story.new_id(), story.now.date(), carer=burden)
        story.take(reviewing.checked_in(story.plan, contact, story.now, story.new_id, story.policy))
    return story


@pytest.mark.parametrize("ground", [Ground.GOALS_MET, Ground.STABLE_REVIEWS, Ground.NEAR_END, Ground.CARER_RELIEVED])
def test_a_person_steps_down_on_a_ground_that_is_so(ground: Ground) -> None:
    story, _ = helped(3)
    borne(story, Burden.TOO_HEAVY)
    with pytest.raises(Refused, match=r"^ground-not-so: .* Grounds may be: lighter_offering, specialist_advice\.$"):
        story.proposes(story.item(), 2, ground)


def test_a_person_steps_down_since_the_goals_are_met_also_when_they_were_before() -> None:
    story, need = helped(4)
    story.reviewed(4, story.plan.goals[0].id)
    change = story.plan.changes[-1]
    story.accepts_change(change).runs(need, story.new_id(), 3).holds(change)
    assert story.proposes(story.item(), 2, Ground.GOALS_MET).undecided


def test_a_person_steps_down_on_stable_reviews_unless_the_support_is_lasting() -> None:
    for lasting in (False, True):
        story, _ = helped(3, lasting=lasting)
        story.reviewed(2).reviewed(2)
        for change in story.plan.changes:
            story.rejects_change(change)
        story.now += timedelta(weeks=6)
        if lasting:
            with refusal("ground-not-so"):
                story.proposes(story.item(), 2, Ground.STABLE_REVIEWS)
            assert story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING).undecided
        else:
            assert story.proposes(story.item(), 2, Ground.STABLE_REVIEWS, facts=(story.new_id(),)).undecided

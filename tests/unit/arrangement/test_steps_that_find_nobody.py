"""A step down for which nobody is found is no dead end: the support that runs can end, and there is a way on."""

from uuid import UUID

import pytest

from libs.contracts.words import Ground, ItemEnd, Rung
from services.arrangement.domain import lifecycle, moving
from services.arrangement.domain.change import Change
from services.arrangement.domain.heard import What
from tests.unit.arrangement.story import HOLDER, SON, Story, helped, refusal


def without_anybody() -> tuple[Story, UUID, Change]:
    story, need = helped(4)
    step = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    story.accepts_change(step).hears(What.RUNG_UNANSWERED, need, rung=2)
    return story, need, step


@pytest.mark.parametrize("by_matching", [False, True])
def test_when_the_goal_is_met_nothing_is_looked_for_any_more(by_matching: bool) -> None:
    story, need, step = without_anybody()
    heavy = story.item(0)
    if by_matching:
        story.hears(What.ENDED, need, heavy.proposal, 4, ground="goal_met")
    else:
        story.take(lifecycle.ended(story.plan, heavy.id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
    assert story.plan.change(step.id).lapsed
    assert story.states() == [(4, "ended")]


def test_when_the_supplier_stops_the_step_is_over_and_support_is_looked_for() -> None:
    story, need, step = without_anybody()
    heavy = story.item(0)
    story.take(lifecycle.ended(story.plan, heavy.id, ItemEnd.DROPPED_OUT, story.now, story.new_id, HOLDER))
    assert story.plan.change(step.id).lapsed
    assert story.plan.intended_for(need)


def test_the_way_back_is_a_step_of_what_runs_where_the_lighter_support_was_found_anew() -> None:
    story, need = helped(4)
    step = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    story.accepts_change(step).runs(need, light := story.new_id(), 2).holds(step)
    story.hears(What.DROPPED_OUT, need, light, 2).runs(need, story.new_id(), 2)
    with refusal("item-not-running"):
        moving.taken_back(story.plan, step.id, (), SON, story.now, story.new_id)
    assert story.proposes(story.item(), 4, Ground.NOT_ADEQUATE).to_rung is Rung.INDIVIDUAL_PROVISION

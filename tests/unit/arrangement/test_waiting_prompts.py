"""What would be proposed waits while another step is to be decided, and is neither lost nor asked in vain."""

from datetime import timedelta

from libs.contracts.words import Direction, Ground, Rung
from services.arrangement.domain import covering, prompts
from services.arrangement.domain.change import Change
from services.arrangement.domain.heard import What
from tests.unit.arrangement.story import Story, helped
from tests.unit.arrangement.test_prompts import relieved, worried


def undecided(story: Story) -> list[Change]:
    return [each for each in story.plan.changes if each.undecided]


def test_a_step_down_that_waited_is_not_proposed_for_what_dropped_out() -> None:
    story, need = helped(3)
    worried(story)
    relieved(story)
    story.hears(What.DROPPED_OUT, need, story.item().proposal)
    [up] = undecided(story)
    story.rejects_change(up)
    assert undecided(story) == []


def test_nor_at_once_when_the_step_down_in_its_way_is_over_with_that_support() -> None:
    story, need = helped(3)
    story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    relieved(story)
    story.hears(What.DROPPED_OUT, need, story.item().proposal)
    assert undecided(story) == []


def test_a_step_up_for_what_is_looked_for_again_is_over_once_other_support_runs() -> None:
    story, need = helped(2)
    worried(story)
    story.hears(What.DROPPED_OUT, need, story.item().proposal).runs(need, story.new_id(), 2)
    assert undecided(story) == []
    story.proposes(story.item(), 3, Ground.NOT_ADEQUATE)


def test_what_waited_for_support_that_never_came_waits_for_what_takes_its_place() -> None:
    story, need = helped(2)
    story.hears(What.DROPPED_OUT, need, story.item().proposal).unanswered(need)
    [up] = undecided(story)
    story.now += timedelta(days=200)
    story.take(covering.term_passed(story.plan, need, story.now, story.new_id))
    story.accepts(need, proposal := story.new_id(), 2).hears(What.TAKEN_BACK, need, proposal, 2)
    story.rejects_change(up)
    vacant = story.plan.intended_for(need)
    assert vacant and [each.item for each in undecided(story)] == [vacant.id]


def test_what_waited_is_proposed_when_whoever_filled_the_step_in_its_way_takes_that_back() -> None:
    story, need = helped(2)
    up = story.proposes(story.item(), 3, Ground.NOT_ADEQUATE)
    story.accepts_change(up).accepts(need, proposal := story.new_id(), 3)
    signal = worried(story)
    assert undecided(story) == []
    story.hears(What.TAKEN_BACK, need, proposal, 3)
    assert [each.facts for each in undecided(story)] == [(signal,)]


def test_a_worry_that_came_while_a_step_down_was_to_be_decided_is_asked_once_that_is_accepted() -> None:
    story, _ = helped(3)
    down = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    signal = worried(story)
    story.accepts_change(down)
    assert [(each.direction, each.facts) for each in undecided(story)] == [(Direction.UP, (signal,))]


def test_it_is_not_asked_twice_whether_support_steps_down() -> None:
    story, _ = helped(3)
    item = story.item()
    assert item.proposal
    story.accepts_change(story.proposes(item, 2, Ground.LIGHTER_OFFERING))
    found = prompts.after_lighter_offering(
        story.plan, item.proposal, Rung.VOLUNTEERS, story.new_id(), story.now, story.new_id
    )
    story.take(found)
    assert undecided(story) == []


def test_an_accepted_step_up_is_over_with_its_support_also_when_matching_says_that_the_goal_is_met() -> None:
    story, need = helped(2)
    up = story.proposes(story.item(), 3, Ground.NOT_ADEQUATE)
    story.accepts_change(up).hears(What.ENDED, need, story.item(0).proposal, 2, ground="goal_met")
    assert story.plan.change(up.id).lapsed
    assert story.states() == [(2, "ended")]

"""What would be proposed waits while another step is to be decided, and is neither lost nor asked in vain."""

from datetime import date, timedelta

from libs.contracts.words import Direction, Ground, Rung
from services.arrangement.domain import covering, triggers
from services.arrangement.domain.change import Change
from services.arrangement.domain.heard import What
from tests.unit.arrangement.story import Story, helped
from tests.unit.arrangement.test_prompts import granted_until, relieved, worried


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
    found = triggers.after_lighter_offering(
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


def test_a_step_up_for_want_of_support_is_not_proposed_once_support_runs() -> None:
    story, need = helped(3)
    story.hears(What.DROPPED_OUT, need, story.item().proposal).unanswered(need)
    story.now += timedelta(weeks=10)
    story.take(covering.term_passed(story.plan, need, story.now, story.new_id))
    story.runs(need, story.new_id(), 3)
    story.rejects_change(story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING))
    assert undecided(story) == []


def test_an_end_that_was_near_is_not_asked_about_once_the_grant_is_prolonged() -> None:
    story, need = granted_until(date(2026, 3, 29))
    step = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    story.now += timedelta(weeks=9)
    story.take(triggers.near_end(story.plan, story.item().id, story.now, story.new_id))
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 12, 29))
    story.rejects_change(step)
    assert undecided(story) == []


def test_reviews_that_were_stable_are_no_ground_once_the_score_fell() -> None:
    story, _ = helped(3, score=2)
    step = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    story.reviewed(3).reviewed(3).reviewed(2).rejects_change(step)
    [up] = undecided(story)
    assert up.direction is Direction.UP
    story.rejects_change(up)
    assert undecided(story) == []


def test_a_worry_that_waited_for_what_dropped_out_is_asked_of_what_runs_in_its_place() -> None:
    story, need = helped(2)
    story.unanswered(need).proposes(story.item(), 3, Ground.NOT_ADEQUATE)
    signal = worried(story)
    story.hears(What.DROPPED_OUT, need, story.item().proposal).runs(need, story.new_id(), 2)
    assert [(each.item, each.facts) for each in undecided(story)] == [(story.item().id, (signal,))]


def test_nothing_is_proposed_for_a_need_whose_goal_was_met_however_late_matching_tells_of_it() -> None:
    story, need = helped(2)
    story.hears(What.DROPPED_OUT, need, story.item().proposal).runs(need, story.new_id(), 2)
    story.hears(What.ENDED, need, story.item().proposal, 2, ground="goal_met").unanswered(need)
    assert undecided(story) == []

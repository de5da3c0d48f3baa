"""Whatever ends the heavier support while a lighter one is tried: somebody looks before the net is gone, or at once."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from libs.contracts.words import Ground
from services.arrangement.domain import lifecycle
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.heard import What
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import MANDATED, Story, helped, refusal, shopping


def tried(until: date) -> tuple[Story, UUID, Change]:
    """Help at home under a grant until this day, and a course beside it that may take its place."""
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=until)
    story.runs(need, story.new_id(), 4)
    change = story.proposes(story.item(), 3, Ground.LIGHTER_OFFERING)
    story.accepts_change(change).runs(need, story.new_id(), 3)
    return story, need, story.plan.change(change.id)


@pytest.mark.parametrize(
    ("until", "followed_up"),
    [
        (date(2026, 1, 5), date(2026, 1, 5)),
        (date(2026, 1, 20), date(2026, 1, 20)),
        (date(2026, 12, 31), date(2026, 2, 2)),
    ],
)
def test_the_follow_up_comes_no_later_than_the_last_day_of_the_grant(until: date, followed_up: date) -> None:
    assert tried(until)[2].follow_up_on == followed_up


def test_a_grant_that_ends_before_anybody_looked_puts_it_before_them_at_once() -> None:
    story, _, change = tried(date(2026, 1, 20))
    story.now += timedelta(days=16)
    story.take(lifecycle.expired(story.plan, story.item(0).id, story.now, story.new_id))
    assert story.told[-2:] == ["item-ended", "change-follow-up-began"]
    assert story.states() == [(4, "ended"), (3, "active")]
    with refusal("nothing-to-fall-back-on"):
        story.follows_up(change, passed=False)
    story.follows_up(change, passed=True)
    assert story.plan.change(change.id).state is ChangeState.CONFIRMED


@pytest.mark.parametrize("what", [What.ENDED, What.DROPPED_OUT])
def test_a_supplier_of_the_heavier_support_who_stops_puts_it_before_them_at_once(what: What) -> None:
    story, need, change = tried(date(2026, 12, 31))
    story.hears(what, need, story.item(0).proposal, 4)
    assert story.told[-2:] == ["item-ended", "change-follow-up-began"]
    waits = [(task.waits, task.part) for task in tasks([story.plan], story.now.date())]
    assert waits == [(Waits.FOLLOW_UP_DUE, change.id)]


def test_while_nothing_lighter_runs_yet_there_is_nothing_to_look_at_and_nothing_to_look_for() -> None:
    story, need = helped(4)
    story.accepts_change(story.proposes(story.item(), 3, Ground.LIGHTER_OFFERING))
    story.hears(What.ENDED, need, story.item(0).proposal, 4)
    assert story.told[-2:] == ["item-ended", "change-lapsed"]
    assert story.states() == [(4, "ended")]


def test_a_lighter_support_whose_own_grant_ends_first_has_not_held_and_the_heavier_goes_on() -> None:
    story, need = helped(5)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 1, 12))
    change = story.proposes(story.item(), 4, Ground.LIGHTER_OFFERING)
    story.accepts_change(change, by=MANDATED).runs(need, story.new_id(), 4)
    story.now += timedelta(days=9)
    story.take(lifecycle.expired(story.plan, story.item(1).id, story.now, story.new_id))
    assert story.told[-3:] == ["item-ended", "change-follow-up-began", "change-fallen-back"]
    assert story.states() == [(5, "active"), (4, "ended")]
    with refusal("change-state"):
        story.follows_up(change, passed=True)


def test_while_the_lighter_support_is_suspended_nobody_can_say_that_it_holds() -> None:
    story, _, change = tried(date(2026, 12, 31))
    story.take(lifecycle.suspended(story.plan, story.item(1).id))
    with refusal("lighter-not-running"):
        story.follows_up(change, passed=True)
    story.take(lifecycle.resumed(story.plan, story.item(1).id, story.now, story.new_id)).holds(change)
    assert story.states() == [(4, "ended"), (3, "active")]


@pytest.mark.parametrize("down", [True, False])
def test_what_does_not_hold_and_has_nothing_to_fall_back_on_is_mended_by_a_step_that_runs_first(down: bool) -> None:
    if down:
        story, need, change = tried(date(2026, 12, 31))
        story.hears(What.ENDED, need, story.item(0).proposal, 4)
    else:
        story, need = helped(2)
        change = story.proposes(story.item(), 3, Ground.SAFETY)
        story.accepts_change(change).runs(need, story.new_id(), 3).unanswered(need)
        story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED))
    with refusal("nothing-to-fall-back-on"):
        story.follows_up(change, passed=False)
    back = story.proposes(story.item(1), 4, Ground.NOT_ADEQUATE)
    with refusal("change-open"):
        story.proposes(story.item(1), 5, Ground.SAFETY)
    story.accepts_change(back)
    assert not story.plan.change(change.id).open and story.item(1).runs
    story.runs(need, story.new_id(), 4)
    assert story.states()[1:] == [(3, "ended"), (4, "active")]

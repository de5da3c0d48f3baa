"""What makes a step worth proposing: once for the same facts, by the numbers of the policy, decided by a person."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from libs.contracts.plans import PlanChangeLapsed, PlanItemChanged
from libs.contracts.words import Direction, Ground, ItemEnd, WhyLapsed
from services.arrangement.domain import covering, lifecycle, moving, reviewing, triggers
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.heard import What
from services.arrangement.domain.policy import Ladder
from services.arrangement.domain.review import CheckIn
from tests.unit.arrangement.story import HOLDER, MANDATED, MONDAY, SON, Story, helped, refusal, shopping

UNTIL = date(2026, 6, 30)


def granted_until(until: date = UNTIL, *, lasting: bool = False) -> tuple[Story, UUID]:
    """Support on rung 4 that runs, under a grant until then."""
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need, lasting=lasting)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=until)
    return story.runs(need, story.new_id(), 4), need


def comes_near(story: Story) -> list[Change]:
    """The steps that are open once the grant's end has come near."""
    story.take(triggers.near_end(story.plan, story.item().id, story.now, story.new_id))
    return [change for change in story.plan.changes if change.open]


def test_a_grant_that_comes_to_its_end_asks_whether_something_lighter_will_do() -> None:
    story, _ = granted_until()
    [change] = comes_near(story)
    assert (change.direction, change.to_rung, change.grounds) == (Direction.DOWN, 3, (Ground.NEAR_END,))
    story.rejects_change(change)
    assert comes_near(story) == []


def test_the_same_end_is_asked_about_once_whoever_gives_the_support() -> None:
    story, need = granted_until()
    [change] = comes_near(story)
    story.rejects_change(change).hears(What.DROPPED_OUT, need, story.item().proposal, 4)
    story.runs(need, story.new_id(), 4)
    assert comes_near(story) == []


def test_it_asks_again_when_the_next_grant_comes_to_its_end() -> None:
    story, need = granted_until()
    [change] = comes_near(story)
    story.rejects_change(change).grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 12, 31))
    assert len(comes_near(story)) == 1


def relieved(story: Story) -> Change:
    """The step down that policy proposes since the carer can go on again."""
    story.take(triggers.after_carer_relieved(story.plan, story.new_id(), story.now, story.new_id))
    return story.plan.changes[-1]


def worried(story: Story) -> UUID:
    """A new signal on the resident."""
    signal = story.new_id()
    story.take(triggers.after_signals(story.plan, [signal], story.now, story.new_id))
    return signal


def lapses(story: Story) -> list[tuple[UUID, WhyLapsed, UUID | None]]:
    """The steps that lapsed, why, and for which other one; the plan says the same of each."""
    told = [(each.change, each.ground, each.other) for each in story.events if isinstance(each, PlanChangeLapsed)]
    kept = {each.id: each.why_lapsed for each in story.plan.changes if each.lapsed}
    assert kept == {change: ground for change, ground, _ in told}
    return told


def test_a_step_that_nobody_decided_on_lapses_with_the_support_that_it_was_for() -> None:
    story, _ = helped(3)
    down = relieved(story)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
    assert lapses(story) == [(down.id, WhyLapsed.ITEM_ENDED, None)]


def test_a_step_that_nobody_decided_on_lapses_with_its_plan() -> None:
    story, _ = helped(3)
    down = relieved(story)
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    assert lapses(story) == [(down.id, WhyLapsed.PLAN_CLOSED, None)]


def test_a_step_that_nobody_decided_on_lapses_with_its_need() -> None:
    story, need = helped(3)
    down = relieved(story)
    story.hears(What.WITHDRAWN, need)
    assert lapses(story) == [(down.id, WhyLapsed.NEED_OVER, None)]


def test_what_drops_out_is_not_to_become_lighter_any_more_and_perhaps_heavier() -> None:
    story, need = helped(3)
    down = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    story.hears(What.DROPPED_OUT, need, story.item().proposal).unanswered(need)
    assert lapses(story) == [(down.id, WhyLapsed.ITEM_ENDED, None)]
    [up] = [each for each in story.plan.changes if each.open]
    assert (up.direction, up.to_rung) == (Direction.UP, 4)


def test_a_step_up_for_what_drops_out_stands_while_it_is_looked_for_again() -> None:
    story, need = helped(2)
    worried(story)
    story.hears(What.DROPPED_OUT, need, story.item().proposal)
    assert lapses(story) == []
    assert story.plan.changes[-1].undecided


def test_a_step_up_for_what_dropped_out_lapses_once_the_next_supplier_begins() -> None:
    story, need = helped(2)
    story.hears(What.DROPPED_OUT, need, story.item().proposal).unanswered(need)
    [up] = story.plan.changes
    story.runs(need, story.new_id(), 2)
    assert lapses(story) == [(up.id, WhyLapsed.ITEM_ENDED, None)]


def test_a_worry_about_whoever_goes_without_for_a_while_is_no_less_of_one() -> None:
    story, _ = helped(2)
    story.take(lifecycle.suspended(story.plan, story.item().id))
    signal = worried(story)
    assert (story.plan.changes[-1].direction, story.plan.changes[-1].facts) == (Direction.UP, (signal,))


def test_a_step_down_that_nobody_asked_for_gives_way_to_a_new_worry() -> None:
    story, _ = helped(3)
    down, signal = relieved(story), worried(story)
    assert lapses(story) == [(down.id, WhyLapsed.OTHER_STEP, story.plan.changes[-1].id)]
    assert (story.plan.changes[-1].direction, story.plan.changes[-1].facts) == (Direction.UP, (signal,))


def test_a_worry_while_a_person_asks_for_a_step_is_there_once_that_is_rejected() -> None:
    story, _ = helped(3)
    down = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    signals = [worried(story), worried(story)]
    assert [change.id for change in story.plan.changes] == [down.id]
    story.rejects_change(down)
    assert [(change.direction, change.facts) for change in story.plan.changes[1:]] == [(Direction.UP, tuple(signals))]
    story.rejects_change(story.plan.changes[-1])
    assert not [change for change in story.plan.changes if change.open]


def test_a_worry_while_a_step_is_followed_is_there_once_that_is_over() -> None:
    story, need = helped(3)
    down = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    story.accepts_change(down).runs(need, story.new_id(), 2)
    signal = worried(story)
    story.holds(down)
    up = story.plan.changes[-1]
    assert (up.direction, up.from_rung, up.facts) == (Direction.UP, 2, (signal,))


def test_a_worry_is_about_the_lightest_support_that_no_step_is_open_for() -> None:
    story, _ = helped(2)
    other = story.new_id()
    story.clarified(shopping(other)).runs(other, story.new_id(), 3)
    story.proposes(story.item(0), 3, Ground.ACUTE)
    worried(story)
    assert story.plan.changes[-1].need == other


def test_what_is_lasting_is_not_pressed() -> None:
    story, _ = granted_until(lasting=True)
    assert comes_near(story) == []
    story.take(triggers.after_carer_relieved(story.plan, story.new_id(), story.now, story.new_id))
    assert not story.plan.changes


def test_what_runs_goes_on_under_a_new_grant_instead_of_ending() -> None:
    story, need = granted_until()
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 12, 31))
    [changed] = [event for event in story.events if isinstance(event, PlanItemChanged)]
    assert (changed.item, changed.until) == (story.item().id, date(2026, 12, 31))
    story.now = MONDAY + timedelta(days=200)
    story.take(lifecycle.expired(story.plan, story.item().id, story.now, story.new_id))
    assert story.states() == [(4, "active")]


def test_a_carer_who_can_bear_it_again_makes_the_heaviest_support_step_down() -> None:
    story, _ = helped(3)
    fact = story.new_id()
    story.take(triggers.after_carer_relieved(story.plan, fact, story.now, story.new_id))
    [change] = story.plan.changes
    assert (change.to_rung, change.grounds, change.facts) == (2, (Ground.CARER_RELIEVED,), (fact,))


def test_a_carer_who_can_bear_it_again_makes_what_no_step_is_open_for_step_down_first() -> None:
    story, _ = helped(3)
    other = story.new_id()
    story.clarified(shopping(other), results=()).runs(other, story.new_id(), 2)
    story.proposes(story.item(0), 2, Ground.LIGHTER_OFFERING)
    assert relieved(story).need == other


def test_a_need_that_is_uncovered_anew_proposes_a_step_up_that_was_rejected_before() -> None:
    story, need = granted_until()
    for _ in range(2):
        story.now += timedelta(days=200)
        story.take(lifecycle.expired(story.plan, story.item().id, story.now, story.new_id)).unanswered(need)
        story.take(covering.term_passed(story.plan, need, story.now + timedelta(days=60), story.new_id))
        assert story.plan.changes[-1].undecided
        story.rejects_change(story.plan.changes[-1], by=MANDATED)
        story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=story.now.date())
        story.runs(need, story.new_id(), 4)


def test_a_need_uncovered_too_long_proposes_a_step_up_once_matching_has_found_nobody() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    story.take(covering.term_passed(story.plan, need, story.now, story.new_id))
    assert not story.plan.changes
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.take(covering.term_passed(story.plan, need, story.now, story.new_id))
    [change] = story.plan.changes
    assert (change.direction, change.to_rung, change.proposed_by) == (Direction.UP, 4, None)


@pytest.mark.parametrize(("fallen_by", "proposes"), [(1, True), (2, False)])
def test_how_far_a_score_must_fall_is_policy(fallen_by: int, proposes: bool) -> None:
    story, _ = helped(2, score=3)
    story.policy = replace(story.policy, ladder=Ladder(fallen_by=fallen_by))
    story.reviewed(2)
    assert bool(story.plan.changes) is proposes


@pytest.mark.parametrize(("stable", "after"), [(1, 1), (2, 2), (3, 3)])
def test_how_many_stable_reviews_it_takes_is_policy(stable: int, after: int) -> None:
    story, _ = helped(3)
    story.policy = replace(story.policy, ladder=Ladder(stable_reviews=stable))
    held = 0
    while not story.plan.changes:
        story.reviewed(2)
        held += 1
    assert held == after


def test_who_proposed_and_who_decided_and_when_stays() -> None:
    story, _ = helped(3)
    change = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    story.now += timedelta(days=3)
    story.accepts_change(change)
    kept = story.plan.change(change.id)
    assert (kept.proposed_by, kept.proposed_at) == (SON, MONDAY)
    assert (kept.decided_by, kept.decided_at) == (HOLDER, MONDAY + timedelta(days=3))


def stepped_down(until: date = UNTIL) -> tuple[Story, UUID, Change]:
    """From rung 4 to 3, followed up and confirmed."""
    story, need = granted_until(until)
    change = story.proposes(story.item(), 3, Ground.LIGHTER_OFFERING)
    story.accepts_change(change).runs(need, story.new_id(), 3).holds(change)
    return story, need, story.plan.change(change.id)


def takes_back(story: Story, change: Change, *facts: UUID) -> Change:
    story.take(moving.taken_back(story.plan, change.id, facts, HOLDER, story.now, story.new_id))
    return story.plan.changes[-1]


def test_there_is_a_way_back_that_needs_no_new_application_while_the_grant_holds() -> None:
    story, need, change = stepped_down()
    back = takes_back(story, change)
    assert (back.returns, back.direction, back.to_rung) == (change.id, Direction.UP, 4)
    with refusal("own-proposal"):
        story.accepts_change(back)
    story.accepts_change(back, by=MANDATED).runs(need, story.new_id(), 4)
    assert [state for state in story.states() if state[1] == "active"] == [(4, "active")]


def test_the_way_back_is_open_too_when_the_lighter_support_stopped_by_itself() -> None:
    story, need, change = stepped_down()
    lighter = next(item for item in story.plan.items if item.runs)
    story.hears(What.DROPPED_OUT, need, lighter.proposal, 3)
    story.accepts_change(takes_back(story, change), by=MANDATED).runs(need, story.new_id(), 4)
    assert [state for state in story.states() if state[1] != "ended"] == [(4, "active")]
    assert story.plan.changes[-1].returns == change.id


def rejected_way_back() -> tuple[Story, Change]:
    """Confirmed, asked back, and rejected by somebody with a mandate."""
    story, _, change = stepped_down(date(2099, 1, 1))
    story.rejects_change(takes_back(story, change), by=MANDATED)
    return story, change


def test_a_way_back_that_was_rejected_needs_something_new() -> None:
    story, change = rejected_way_back()
    with refusal("rejected-before"):
        takes_back(story, change)


def test_a_way_back_that_was_rejected_is_open_again_on_a_fact_that_is_named() -> None:
    story, change = rejected_way_back()
    signal = story.new_id()
    again = takes_back(story, change, signal)
    assert signal in again.facts
    story.rejects_change(again, by=MANDATED)
    with refusal("rejected-before"):
        takes_back(story, change, signal)


def test_a_way_back_that_was_rejected_is_open_again_after_a_review_also_when_its_own_step_up_was_rejected() -> None:
    story, change = rejected_way_back()
    story.now += timedelta(weeks=30)
    story.reviewed(1)
    story.rejects_change(story.plan.changes[-1], by=MANDATED)
    assert takes_back(story, change).returns == change.id


@pytest.mark.parametrize("worry", [True, False])
def test_a_way_back_that_was_rejected_is_open_again_after_a_worry_and_not_after_any_contact(worry: bool) -> None:
    story, change = rejected_way_back()
    contact = CheckIn(story.new_id(), story.now.date(), worry)
    story.take(reviewing.checked_in(story.plan, contact, story.now, story.new_id, story.policy))
    if worry:
        assert contact.id in takes_back(story, change).facts
    else:
        with refusal("rejected-before"):
            takes_back(story, change)


def test_once_the_grant_is_over_the_way_back_asks_for_a_new_one() -> None:
    story, _, change = stepped_down()
    story.now = MONDAY + timedelta(days=300)
    with refusal("no-grant"):
        story.accepts_change(takes_back(story, change), by=MANDATED)


def test_only_a_confirmed_step_down_whose_support_is_not_over_is_taken_back() -> None:
    story, _ = granted_until()
    change = story.proposes(story.item(), 3, Ground.LIGHTER_OFFERING)
    with refusal("nothing-to-take-back"):
        takes_back(story, change)
    story, _, change = stepped_down()
    assert change.state is ChangeState.CONFIRMED
    running = next(item for item in story.plan.items if item.runs)
    story.take(lifecycle.ended(story.plan, running.id, ItemEnd.GOAL_MET, story.now, story.new_id))
    with refusal("item-not-running"):
        takes_back(story, change)

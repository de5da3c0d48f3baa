"""Steps on the ladder: grounds, evidence, who decides, and the old support that stays until the new one holds."""

from datetime import timedelta
from uuid import UUID

import pytest

from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, ItemEnd, Rung, WhyLapsed
from services.arrangement.domain import lifecycle, moving, triggers
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.heard import What
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import HOLDER, MANDATED, SON, STRANGER, Story, helped, passed_over, refusal, shopping


def stepping_down() -> tuple[Story, UUID, Change]:
    """Household help that may become a course; the case holder accepted."""
    story, need = helped(4)
    change = story.proposes(story.item(), 3, Ground.LIGHTER_OFFERING)
    story.accepts_change(change)
    return story, need, change


def test_down_the_old_item_ends_only_after_the_follow_up() -> None:
    story, need, change = stepping_down()
    assert story.states() == [(4, "active"), (3, "intended")]
    story.runs(need, story.new_id(), 3)
    assert story.states() == [(4, "active"), (3, "active")]
    story.holds(change)
    assert story.states() == [(4, "ended"), (3, "active")]
    assert story.item(0).ended is ItemEnd.REPLACED
    assert story.told[-3:] == ["change-follow-up-began", "change-confirmed", "item-ended"]


def test_the_heavier_support_does_not_end_before_the_day_of_the_follow_up() -> None:
    story, need, change = stepping_down()
    story.runs(need, story.new_id(), 3)
    story.now += timedelta(weeks=4, days=-1)
    with pytest.raises(Refused, match=r"^follow-up-not-begun: .* on 2026-02-02"):
        story.follows_up(change, passed=True)
    story.now += timedelta(days=1)
    story.follows_up(change, passed=True)
    assert story.states() == [(4, "ended"), (3, "active")]


def test_down_and_it_does_not_hold_the_old_item_stays() -> None:
    story, need, change = stepping_down()
    story.runs(need, story.new_id(), 3).follows_up(change, passed=False)
    assert story.states() == [(4, "active"), (3, "ended")]
    assert story.told[-3:] == ["change-follow-up-began", "change-fallen-back", "item-ended"]


def test_whether_a_step_holds_is_said_by_who_may_decide_on_it_and_stays_with_it() -> None:
    story, need, change = stepping_down()
    story.runs(need, story.new_id(), 3)
    for by in (SON, MANDATED, STRANGER):
        with refusal("not-case-holder"):
            story.follows_up(change, passed=True, by=by)
    followed = story.holds(change).plan.change(change.id)
    assert (followed.followed_by, followed.followed_at) == (HOLDER, story.now)


def test_on_rungs_4_and_5_nobody_says_of_their_own_step_that_it_holds() -> None:
    story, need = helped(3)
    story.granted(need, 4)
    change = story.proposes(story.item(), 4, Ground.NOT_ADEQUATE, by=HOLDER)
    story.accepts_change(change, by=MANDATED).runs(need, story.new_id(), 4)
    with refusal("own-proposal"):
        story.follows_up(change, passed=True, by=HOLDER)
    assert story.follows_up(change, passed=True, by=MANDATED).plan.change(change.id).followed_by == MANDATED


def test_what_fell_back_by_itself_was_said_by_nobody() -> None:
    story, need, change = stepping_down()
    course = story.new_id()
    story.runs(need, course, 3).hears(What.DROPPED_OUT, need, course, 3)
    assert story.plan.change(change.id).followed_by is None


def test_down_and_the_lighter_supplier_drops_out_the_old_item_stays() -> None:
    story, need, _ = stepping_down()
    course = story.new_id()
    story.runs(need, course, 3).hears(What.DROPPED_OUT, need, course, 3)
    assert story.states() == [(4, "active"), (3, "ended")]
    assert story.plan.changes[-1].state == "fallen_back"


def test_the_lighter_supplier_who_leaves_before_starting_is_looked_for_anew() -> None:
    story, need, change = stepping_down()
    course = story.new_id()
    story.accepts(need, course, 3).hears(What.TAKEN_BACK, need, course, 3)
    assert story.states() == [(4, "active"), (3, "intended")]
    story.runs(need, story.new_id(), 3)
    assert story.plan.change(change.id).state == "effected"


def test_only_a_proposal_on_the_rung_that_was_decided_fills_the_new_item() -> None:
    story, need, _ = stepping_down()
    story.runs(need, story.new_id(), 2)
    assert story.states() == [(4, "active"), (3, "intended")]


def test_up_the_old_item_ends_when_the_new_one_runs() -> None:
    story, need = helped(2)
    story.accepts_change(story.proposes(story.item(), 3, Ground.NOT_ADEQUATE))
    assert story.states() == [(2, "active"), (3, "intended")]
    story.runs(need, story.new_id(), 3)
    assert story.states() == [(2, "ended"), (3, "active")]
    assert {each.rung for each in story.item().why_not_lower} == {0, 1, 2}


def test_up_there_is_nothing_to_fall_back_on() -> None:
    story, need = helped(2)
    change = story.proposes(story.item(), 3, Ground.NOT_ADEQUATE)
    story.accepts_change(change).runs(need, story.new_id(), 3)
    with refusal("nothing-to-fall-back-on"):
        story.follows_up(change, passed=False)


def test_after_a_drop_out_nobody_answered_the_way_up_goes_over_an_application() -> None:
    story, need = helped(2)
    story.hears(What.DROPPED_OUT, need, story.item().proposal, 2).unanswered(need)
    [change] = story.plan.changes
    with refusal("no-grant"):
        story.accepts_change(change)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED))
    story.accepts_change(change)
    assert story.states() == [(2, "ended"), (4, "intended")]
    story.runs(need, story.new_id(), 4)
    assert story.states() == [(2, "ended"), (4, "active")]
    assert story.plan.change(change.id).state == "effected"


def test_a_step_needs_a_ground_of_its_direction() -> None:
    story, _ = helped(3)
    with refusal("no-ground"):
        story.proposes(story.item(), 2, Ground.NOT_ADEQUATE)
    with refusal("no-ground"):
        story.proposes(story.item(), 4, Ground.GOALS_MET)


def test_a_step_over_a_rung_needs_evidence_of_it_or_an_exception() -> None:
    story, need = helped(2)
    with refusal("no-evidence"):
        story.proposes(story.item(), 4, Ground.NOT_ADEQUATE)
    with refusal("no-ground"):
        story.proposes(story.item(), 4, Ground.ALREADY_HELD)
    assert story.proposes(story.item(), 4, Ground.ACUTE).to_rung is Rung.INDIVIDUAL_PROVISION
    story.rejects_change(story.plan.changes[-1])
    story.unanswered(need)
    assert story.proposes(story.item(), 4, Ground.NOT_ADEQUATE).to_rung is Rung.INDIVIDUAL_PROVISION


def test_strangers_do_not_propose_and_only_the_case_holder_decides_on_rungs_0_to_3() -> None:
    story, _ = helped(3)
    with refusal("not-coordinator"):
        story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING, by=STRANGER)
    change = story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING, by=SON)
    for other in (SON, MANDATED, STRANGER):
        with refusal("not-case-holder"):
            story.accepts_change(change, by=other)
    story.accepts_change(change, by=HOLDER)


def test_nobody_decides_on_their_own_proposal_for_rung_4() -> None:
    story, need = helped(3)
    story.granted(need, 4)
    change = story.proposes(story.item(), 4, Ground.NOT_ADEQUATE, by=HOLDER)
    with refusal("own-proposal"):
        story.accepts_change(change, by=HOLDER)
    with refusal("not-mandated"):
        story.accepts_change(change, by=STRANGER)
    story.accepts_change(change, by=MANDATED)


def test_a_rejected_step_returns_only_on_new_facts() -> None:
    story, _ = helped(3)
    offering = story.new_id()
    story.rejects_change(story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING, facts=(offering,)))
    with refusal("rejected-before"):
        story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING, facts=(offering,))
    with refusal("rejected-before"):
        story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    assert story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING, facts=(story.new_id(),)).open


def test_a_rejected_step_does_not_return_with_the_next_supplier() -> None:
    story, need = helped(3)
    offering = story.new_id()
    story.rejects_change(story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING, facts=(offering,)))
    story.hears(What.DROPPED_OUT, need, story.item().proposal, 3).runs(need, story.new_id(), 3)
    with refusal("rejected-before"):
        story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING, facts=(offering,))


def test_one_step_at_a_time() -> None:
    story, _ = helped(3)
    story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)
    with refusal("change-open"):
        story.proposes(story.item(), 1, Ground.LIGHTER_OFFERING)


def test_only_what_runs_can_move() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    story.accepts(need, story.new_id(), 2)
    with refusal("item-not-running"):
        story.proposes(story.item(), 1, Ground.LIGHTER_OFFERING)


def test_what_nobody_answers_the_neighbour_may_turn_out_to_do_after_all() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    change = story.proposes(story.item(), 1, Ground.LIGHTER_OFFERING)
    story.accepts_change(change).runs(need, story.new_id(), 1).follows_up(change, passed=True)
    assert story.states() == [(1, "active")]
    assert story.plan.change(change.id).state is ChangeState.CONFIRMED


def test_what_was_looked_for_in_vain_goes_up_with_evidence_of_its_own_rung_as_well() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    with refusal("no-evidence"):
        story.proposes(story.item(), 4, Ground.LOWER_RUNGS_TRIED)
    story.granted(need, 4)
    change = story.proposes(story.item(), 4, Ground.LOWER_RUNGS_TRIED)
    story.accepts_change(change).runs(need, story.new_id(), 4)
    assert story.states() == [(4, "active")]
    assert {each.rung for each in story.item().why_not_lower} == {0, 1, 2, 3}


def test_a_step_that_was_decided_is_not_decided_again() -> None:
    story, _, change = stepping_down()
    with refusal("change-state"):
        story.accepts_change(change)
    with refusal("change-state"):
        story.follows_up(change, passed=True)


def test_a_step_that_finds_nobody_gives_way_to_the_next_decision() -> None:
    story, need, first = stepping_down()
    change = story.proposes(story.item(0), 2, Ground.LIGHTER_OFFERING)
    story.accepts_change(change)
    assert story.plan.change(first.id).why_lapsed is WhyLapsed.OTHER_STEP
    assert story.told[-3:] == ["change-lapsed", "item-intended", "change-accepted"]
    assert story.states() == [(4, "active"), (2, "intended")]
    story.runs(need, story.new_id(), 2).holds(change)
    assert story.states() == [(4, "ended"), (2, "active")]


def test_a_step_that_finds_nobody_waits_on_the_worklist_until_it_finds_somebody() -> None:
    story, need, first = stepping_down()
    today = story.now.date()
    assert tasks([story.plan], today) == []
    story.hears(What.RUNG_UNANSWERED, need, rung=3, record=passed_over(4))
    assert [(task.waits, task.part) for task in tasks([story.plan], today)] == [(Waits.STEP_FINDS_NOBODY, first.id)]
    story.runs(need, story.new_id(), 3)
    assert tasks([story.plan], today) == []


def test_a_step_that_found_somebody_does_not_give_way() -> None:
    story, need, _ = stepping_down()
    story.accepts(need, story.new_id(), 3)
    with refusal("change-open"):
        story.proposes(story.item(0), 2, Ground.LIGHTER_OFFERING)


def test_support_that_no_decision_asked_for_waits_on_the_worklist_until_one_does() -> None:
    story, need = helped(3)
    proposal = story.new_id()
    story.runs(need, proposal, 2)
    today = story.now.date()
    assert [(task.waits, task.part) for task in tasks([story.plan], today)] == [(Waits.SUPPORT_UNPLACED, proposal)]
    story.accepts_change(story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING))
    assert story.states() == [(3, "active"), (2, "active")]


def lighter_came(story: Story, offering: UUID, rung: int = 2) -> list[Change]:
    """Matching tells of a lighter offering for the item that runs; the changes that are open then."""
    running, to_rung = story.item().proposal, Rung(rung)
    assert running
    story.take(triggers.after_lighter_offering(story.plan, running, to_rung, offering, story.now, story.new_id))
    return [change for change in story.plan.changes if change.open]


def test_a_lighter_offering_nearby_makes_a_proposal_that_returns_with_another_offering_only() -> None:
    story, _ = helped(3)
    offering = story.new_id()
    [change] = lighter_came(story, offering)
    assert (change.to_rung, change.grounds, change.proposed_by) == (2, (Ground.LIGHTER_OFFERING,), None)
    assert [each.id for each in lighter_came(story, story.new_id())] == [change.id]
    story.rejects_change(change)
    assert lighter_came(story, offering) == []
    assert len(lighter_came(story, story.new_id())) == 1


def test_a_rejected_lighter_offering_does_not_return_with_the_next_supplier() -> None:
    story, need = helped(3)
    offering = story.new_id()
    [change] = lighter_came(story, offering)
    story.rejects_change(change).hears(What.DROPPED_OUT, need, story.item().proposal, 3)
    story.runs(need, story.new_id(), 3)
    assert lighter_came(story, offering) == []


def test_a_lighter_offering_that_came_while_support_was_suspended_is_proposed_once_it_runs_again() -> None:
    story, _ = helped(3)
    asked = story.proposes(story.item(), 4, Ground.ACUTE)
    story.take(lifecycle.suspended(story.plan, story.item().id))
    offering = story.new_id()
    lighter_came(story, offering)
    story.rejects_change(asked)
    assert [each for each in story.plan.changes if each.open] == [], "it is not needed for a while"
    story.take(lifecycle.resumed(story.plan, story.item().id, story.now, story.new_id))
    [change] = [each for each in story.plan.changes if each.open]
    assert (change.grounds, change.facts) == ((Ground.LIGHTER_OFFERING,), (offering,))


def test_a_lighter_offering_changes_nothing_for_what_lasts_or_is_as_light() -> None:
    lasting, _ = helped(3, lasting=True)
    assert lighter_came(lasting, lasting.new_id()) == []
    light, _ = helped(2)
    assert lighter_came(light, light.new_id()) == []


def test_an_exception_says_who_declared_it_and_evidence_says_nobody_did() -> None:
    story, _ = helped(2)
    declared = story.proposes(story.item(), 4, Ground.ACUTE, by=SON)
    assert (declared.declared_by, declared.proposed_at) == (SON, story.now)
    story.rejects_change(declared)
    assert story.proposes(story.item(), 3, Ground.NOT_ADEQUATE, by=SON).declared_by is None


def test_a_step_up_from_what_was_looked_for_does_not_end_something_heavier_that_came_meanwhile() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    change = story.proposes(story.item(), 3, Ground.ACUTE)
    story.granted(need, 4).runs(need, story.new_id(), 4)
    with refusal("rung-moved"):
        story.accepts_change(change)
    story.rejects_change(change)
    assert story.states() == [(4, "active")]


@pytest.mark.parametrize("rung", [3, 4])
def test_the_way_back_to_what_stood_there_by_an_exception_asks_for_no_evidence_either(rung: int) -> None:
    story, need = helped(0)
    if rung == 4:
        story.grants(story.applies(need, 4, Ground.ACUTE))
    up = story.proposes(story.item(), rung, Ground.ACUTE)
    story.accepts_change(up, by=MANDATED if rung == 4 else HOLDER)
    story.hears(What.ACCEPTED, need, first := story.new_id(), rung).hears(What.STARTED, need, first, rung)
    story.follows_up(up, passed=True)
    down = story.proposes(story.item(), 1, Ground.LIGHTER_OFFERING)
    story.accepts_change(down).hears(What.ACCEPTED, need, lighter := story.new_id(), 1)
    story.hears(What.STARTED, need, lighter, 1).holds(down)
    story.take(moving.taken_back(story.plan, down.id, (), SON, story.now, story.new_id))
    story.accepts_change(story.plan.changes[-1], by=HOLDER)
    story.hears(What.ACCEPTED, need, back := story.new_id(), rung).hears(What.STARTED, need, back, rung)
    assert story.states()[-2:] == [(1, "ended"), (rung, "active")]
    assert story.item().exception is Ground.ACUTE


def test_a_step_in_the_place_of_one_that_found_nobody_is_a_step_of_what_runs_and_ends_it() -> None:
    story, need = helped(2)
    story.accepts_change(story.proposes(story.item(), 3, Ground.ACUTE)).granted(need, 4)
    with refusal("item-not-running"):
        story.proposes(story.item(1), 4, Ground.ACUTE)
    story.accepts_change(story.proposes(story.item(0), 4, Ground.ACUTE), by=HOLDER)
    story.runs(need, story.new_id(), 4)
    assert story.states() == [(2, "ended"), (4, "active")]

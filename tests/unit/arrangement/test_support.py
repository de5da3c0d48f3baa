"""Items follow proposals: with a record of why not lower, a grant on rungs 4 and 5, and nobody left between."""

from datetime import date, timedelta

import pytest

from libs.contracts.words import Ground, ItemEnd, Rung, WhyNot
from services.arrangement.domain import covering, lifecycle
from services.arrangement.domain.heard import What
from tests.unit.arrangement.story import Story, helped, passed_over, refusal, shopping


def test_the_first_support_of_an_agreed_plan_makes_it_active() -> None:
    story, _ = helped(2)
    assert story.state == "active"
    assert story.told[-4:] == ["item-agreed", "item-started", "activated", "check-in-planned"]


def test_support_that_runs_before_the_plan_is_agreed_makes_it_active_when_it_is() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).runs(need, story.new_id(), 2)
    assert story.state == "draft"
    story.agreed()
    assert story.state == "active"
    assert "activated" in story.told


def test_an_item_above_the_lowest_rung_waits_for_the_record_of_why_not_lower() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).hears(What.ACCEPTED, need, story.new_id(), 3, record=passed_over(2))
    assert story.states() == [(2, "intended")], "nothing says why not rung 2"
    story.unanswered(need)
    assert story.states() == [(3, "agreed")], "matching said it of the need"
    assert {each.rung for each in story.item().why_not_lower} == {0, 1, 2}


def test_nothing_is_agreed_on_rung_4_before_the_grant_and_everything_that_waited_is_after_it() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need).runs(need, story.new_id(), 4)
    assert story.states() == [(2, "intended")]
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED))
    assert story.states() == [(4, "active")]
    assert story.item().until == date(2099, 1, 1)


def test_a_grant_that_has_ended_carries_nothing_new() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).unanswered(need)
    story.agreed().grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 2, 1))
    story.now = story.now.replace(month=2, day=3)
    story.accepts(need, story.new_id(), 4)
    assert story.states() == [(2, "intended")]


def test_professional_support_brings_the_review_forward_to_before_its_end() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 2, 27))
    story.accepts(need, story.new_id(), 4)
    assert story.plan.review_on == date(2026, 1, 30)


def test_a_drop_out_leaves_the_need_waiting_and_unanswered_it_makes_an_escalation_proposal() -> None:
    story, need = helped(2)
    story.hears(What.DROPPED_OUT, need, story.item().proposal, 2)
    assert story.states() == [(2, "ended"), (2, "intended")]
    assert story.item(0).ended is ItemEnd.DROPPED_OUT
    assert "change-proposed" not in story.told
    story.unanswered(need)
    [change] = story.plan.changes
    assert (change.direction, change.to_rung, change.proposed_by) == ("up", Rung.INDIVIDUAL_PROVISION, None)
    assert story.plan.item(change.item).ended is ItemEnd.DROPPED_OUT


def test_the_escalation_comes_also_when_the_gap_is_told_before_the_drop_out() -> None:
    story, need = helped(2)
    story.unanswered(need).hears(What.DROPPED_OUT, need, story.item().proposal, 2)
    assert [change.to_rung for change in story.plan.changes] == [4]


@pytest.mark.parametrize("what", [What.DROPPED_OUT, What.TAKEN_BACK, What.ENDED])
def test_what_was_agreed_and_never_came_is_intended_anew_in_its_place(what: What) -> None:
    story = Story()
    need, proposal = story.new_id(), story.new_id()
    story.clarified(shopping(need)).accepts(need, proposal, 2)
    lapsed = story.item().id
    story.hears(what, need, proposal, 2)
    assert story.states() == [(2, "intended")]
    assert story.item().replaces == lapsed


def test_a_step_that_waits_for_a_decision_outlives_an_agreement_that_never_came() -> None:
    story = Story()
    need, proposal = story.new_id(), story.new_id()
    story.clarified(shopping(need)).agreed()
    change = story.proposes(story.item(), 3, Ground.ACUTE)
    story.accepts(need, proposal, 2).hears(What.TAKEN_BACK, need, proposal, 2)
    story.accepts_change(change).runs(need, story.new_id(), 3)
    assert story.states() == [(3, "active")]


def test_the_next_supplier_is_heard_before_the_first_has_left_and_then_takes_over() -> None:
    story, need = helped(2)
    first, second = story.item().proposal, story.new_id()
    story.runs(need, second, 3)
    assert story.states() == [(2, "active")]
    story.hears(What.DROPPED_OUT, need, first, 2)
    assert story.states() == [(2, "ended"), (3, "active")]


def test_a_supplier_who_came_and_went_meanwhile_leaves_nothing_behind() -> None:
    story, need = helped(2)
    second = story.new_id()
    story.runs(need, second, 3).hears(What.DROPPED_OUT, need, second, 3)
    assert story.plan.waiting == ()
    assert story.states() == [(2, "active")]


def test_support_ends_with_matchings_word_for_it() -> None:
    story, need = helped(2)
    story.hears(What.ENDED, need, story.item().proposal, 2, ground="goal_met")
    assert story.item().ended is ItemEnd.GOAL_MET


def test_the_same_word_twice_changes_nothing() -> None:
    story, need = helped(2)
    before, proposal = list(story.events), story.item().proposal
    story.hears(What.STARTED, need, proposal, 2).hears(What.WITHDRAWN, story.new_id())
    assert story.events == before


def test_a_withdrawn_need_takes_its_intention_along() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).hears(What.WITHDRAWN, need)
    assert story.states() == []
    story.accepts(need, story.new_id(), 2)
    assert (story.states(), story.plan.waiting) == ([], ())


def test_a_withdrawn_need_takes_its_steps_along_and_what_runs_can_be_ended() -> None:
    story, need = helped(2)
    story.accepts_change(story.proposes(story.item(), 3, Ground.ACUTE)).hears(What.WITHDRAWN, need)
    assert not any(change.open for change in story.plan.changes)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id))
    assert story.states() == [(2, "ended")]


def test_no_step_is_proposed_for_a_need_that_is_over() -> None:
    story, need = helped(3, score=3)
    story.hears(What.WITHDRAWN, need).reviewed(1)
    assert story.plan.changes == ()
    with refusal("need-over"):
        story.proposes(story.item(), 2, Ground.LIGHTER_OFFERING)


def test_a_need_without_support_after_its_term_is_told_once() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need))
    story.take(covering.term_passed(story.plan, need, story.now, story.new_id)).take(
        covering.term_passed(story.plan, need, story.now, story.new_id)
    )
    assert story.told.count("need-uncovered") == 1
    story.runs(need, story.new_id(), 2)
    assert not story.plan.needs[0].uncovered


@pytest.mark.parametrize("first", ["term", "matching"])
def test_too_long_without_support_and_nobody_found_proposes_a_step_up_whichever_comes_first(first: str) -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    for each in ("term", "matching") if first == "term" else ("matching", "term"):
        assert story.plan.changes == ()
        if each == "term":
            story.take(covering.term_passed(story.plan, need, story.now, story.new_id))
        else:
            story.unanswered(need)
    [change] = story.plan.changes
    assert (change.direction, change.to_rung) == ("up", Rung.INDIVIDUAL_PROVISION)
    story.rejects_change(change).unanswered(need)
    assert len(story.plan.changes) == 1, "nothing new was said"


def test_the_term_passes_in_vain_for_a_need_that_is_covered() -> None:
    story, need = helped(2)
    assert covering.term_passed(story.plan, need, story.now, story.new_id) == (story.plan, [])


def test_a_term_that_was_left_to_run_tells_nothing_of_a_need_that_was_met() -> None:
    story, need = helped(2)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id))
    assert covering.term_passed(story.plan, need, story.now + timedelta(days=90), story.new_id) == (story.plan, [])


def test_what_a_rung_above_says_is_no_record_of_a_rung_below() -> None:
    story, _ = helped(1)
    assert [(each.rung, each.why_not) for each in story.item().why_not_lower] == [(Rung.OWN_STRENGTH, WhyNot.NOBODY)]


@pytest.mark.parametrize(("ground", "ended"), [("goal_met", "goal_met"), ("replaced", "expired"), ("moved", "expired")])
def test_nobody_says_through_matching_either_that_something_took_the_place_of_support(ground: str, ended: str) -> None:
    story, need = helped(4)
    story.hears(What.ENDED, need, story.item().proposal, 4, ground=ground)
    assert story.item().ended == ended

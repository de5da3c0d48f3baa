"""Why not lower: what matching said and what was tried speak for every rung below; an exception for its own needs."""

from datetime import timedelta

import pytest

from libs.contracts.needs import PassedOver
from libs.contracts.words import CaseOutcome, Direction, Ground, Rung, WhyNot
from services.arrangement.domain import lifecycle
from services.arrangement.domain.heard import What
from services.arrangement.domain.ladder import EXCEPTIONS, Record
from tests.unit.arrangement.story import Story, helped, passed_over, refusal, shopping


def reasons(record: Record, rung: int) -> set[WhyNot]:
    return {each.why_not for each in record if each.rung == rung}


def test_support_on_rung_3_that_was_tried_and_will_not_do_goes_up_to_rung_4_on_that_alone() -> None:
    story, need = helped(3)
    assert not story.plan.needs[0].evidence, "matching found rung 3, and never said more"
    story.reviewed(2).reviewed(1)
    [up] = [each for each in story.plan.changes if each.direction is Direction.UP]
    application = story.applies(need, 4, Ground.NOT_ADEQUATE)
    assert [each.rung for each in application.why_not_lower] == [0, 1, 2, 3]
    assert reasons(application.why_not_lower, 3) == {WhyNot.NOT_ADEQUATE}
    story.grants(application)
    story.accepts_change(up).runs(need, story.new_id(), 4)
    assert story.states() == [(3, "ended"), (4, "active")]
    assert reasons(story.item().why_not_lower, 3) >= {WhyNot.NOT_ADEQUATE}


def test_support_whose_supplier_stopped_was_tried_and_says_so() -> None:
    story, need = helped(3)
    story.hears(What.DROPPED_OUT, need, story.item().proposal, 3)
    assert reasons(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED).why_not_lower, 3) == {WhyNot.DECLINED}


def test_what_is_agreed_and_does_not_run_yet_was_not_tried() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().accepts(need, story.new_id(), 3)
    with refusal("no-evidence"):
        story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)


def test_what_did_until_something_lighter_took_its_place_is_not_passed_over_on_that() -> None:
    story, need = helped(4)
    story.accepts_change(story.proposes(story.item(), 3, Ground.LIGHTER_OFFERING)).runs(need, story.new_id(), 3)
    story.holds(story.plan.changes[-1])
    with refusal("no-evidence"):
        story.applies(need, 5, Ground.NOT_ADEQUATE)
    assert story.applies(need, 4, Ground.NOT_ADEQUATE).why_not_lower


def test_rung_5_asks_for_evidence_of_rung_4_as_well() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    with refusal("no-evidence"):
        story.applies(need, 5, Ground.LOWER_RUNGS_TRIED)
    story.granted(need, 4).runs(need, story.new_id(), 4)
    application = story.applies(need, 5, Ground.NOT_ADEQUATE)
    assert reasons(application.why_not_lower, 4) == {WhyNot.NOT_ADEQUATE}


def test_that_rung_4_was_not_granted_says_nothing_of_whether_it_would_do() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    not_granted = PassedOver(rung=Rung.INDIVIDUAL_PROVISION, why_not=WhyNot.NOT_GRANTED)
    story.hears(What.RUNG_UNANSWERED, need, rung=5, record=(*passed_over(4), not_granted))
    with refusal("no-evidence"):
        story.applies(need, 5, Ground.LOWER_RUNGS_TRIED)


@pytest.mark.parametrize("exception", sorted(EXCEPTIONS))
def test_specialist_care_after_an_exception_goes_around_all_lower_rungs(exception: Ground) -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    story.grants(story.applies(need, 5, exception))
    story.accepts(need, story.new_id(), 5, record=())
    assert (story.states(), story.item().exception) == ([(5, "agreed")], exception)


def test_what_was_granted_on_evidence_is_placed_on_it_whatever_matching_says_again() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().granted(need, 4).runs(need, story.new_id(), 4)
    story.grants(story.applies(need, 5, Ground.NOT_ADEQUATE))
    story.hears(What.DROPPED_OUT, need, story.item().proposal, 4)
    story.accepts(need, story.new_id(), 5, record=())
    assert story.states() == [(4, "ended"), (5, "agreed")]
    assert {each.rung for each in story.item().why_not_lower} == {0, 1, 2, 3, 4}


def test_an_acute_exception_excuses_the_needs_that_it_was_declared_for_and_none_that_come_later() -> None:
    story = Story()
    need, other = story.new_id(), story.new_id()
    story.transferred(shopping(need), Ground.ACUTE).agreed()
    story.now += timedelta(weeks=150)
    story.clarified(shopping(other))
    with refusal("no-evidence"):
        story.applies(other, 4, Ground.LOWER_RUNGS_TRIED)
    assert story.unanswered(other).applies(other, 4, Ground.LOWER_RUNGS_TRIED).grounds == (Ground.LOWER_RUNGS_TRIED,)
    assert story.applies(need, 4, Ground.ACUTE).grounds == (Ground.ACUTE,)
    story.accepts(other, story.new_id(), 3, record=())
    assert story.item().exception is None


@pytest.mark.parametrize("clarified_before", [True, False])
def test_an_exception_covers_what_the_plan_knew_and_else_what_is_clarified_first(clarified_before: bool) -> None:
    story = Story()
    need = story.new_id()
    if clarified_before:
        story.clarified(shopping(need)).transferred(None, Ground.ACUTE)
    else:
        story.transferred(None, Ground.ACUTE).clarified(shopping(need))
    story.agreed()
    assert story.applies(need, 4, Ground.NOT_ADEQUATE).grounds == (Ground.NOT_ADEQUATE, Ground.ACUTE)


def test_what_was_granted_or_tried_before_the_case_closed_carries_nothing_after_it_was_reopened() -> None:
    story = Story()
    need = story.new_id()
    story.transferred(shopping(need), Ground.ACUTE).agreed()
    story.grants(story.applies(need, 4, Ground.ACUTE))
    story.runs(need, story.new_id(), 4)
    story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.MOVED, story.now))
    story.now += timedelta(weeks=100)
    story.take(lifecycle.reopened(story.plan))
    story.clarified(shopping(need)).agreed()
    story.accepts(need, story.new_id(), 4)
    assert story.states() == [(4, "ended"), (2, "intended")]
    with refusal("no-evidence"):
        story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)

"""A case stays open until its plan closes, closes with an outcome, and can come back."""

from dataclasses import replace
from uuid import UUID

import pytest

from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome
from services.intake.domain.case import Case, CaseState
from services.intake.domain.contact import attempt
from services.intake.domain.conversation import clarify, converse
from services.intake.domain.ending import close, plan_agreed, plan_closed, reopen
from services.intake.domain.teams import Teams
from tests.unit.intake.test_conversation import WHAT
from tests.unit.intake.words import ANNA, BEN, NOW, POLICY, conversation, names, opened, signal, team

PLAN, OTHER = UUID(int=80_001), UUID(int=80_002)


def talked() -> Case:
    return converse(opened(), conversation(3), NOW)[0]


def clarified() -> Case:
    return clarify(talked(), WHAT, {}, POLICY, NOW)[0]


def planned() -> Case:
    return plan_agreed(clarified(), PLAN, NOW)[0]


def test_the_plan_makes_the_case_planned_and_ends_it() -> None:
    case, told = plan_agreed(clarified(), PLAN, NOW)
    assert (names(told), case.state, case.plan) == (["planned"], CaseState.PLANNED, PLAN)
    case, told = plan_closed(case, PLAN, NOW)
    assert (names(told), case.outcome) == (["closed"], CaseOutcome.COMPLETED)
    assert told[0].model_dump()["signals"] == signal().signals


@pytest.mark.parametrize("case", [opened(), planned(), close(opened(), CaseOutcome.DIED, "", NOW)[0]])
def test_an_agreed_plan_changes_nothing_where_none_is_due(case: Case) -> None:
    assert plan_agreed(case, OTHER, NOW) == (case, [])


def test_another_plans_end_changes_nothing() -> None:
    case = planned()
    assert plan_closed(case, OTHER, NOW) == (case, [])


def test_a_plan_that_ended_late_does_not_close_the_case_that_somebody_reopened() -> None:
    closed, _ = close(planned(), CaseOutcome.MOVED, "", NOW)
    again, _ = reopen(closed, team(10), NOW, POLICY, household_busy=False)
    assert plan_closed(again, PLAN, NOW) == (again, [])


def test_declined_and_not_reached_say_what_was_tried() -> None:
    for outcome in (CaseOutcome.DECLINED, CaseOutcome.NOT_REACHED):
        with pytest.raises(Refused, match="nothing-tried"):
            close(opened(), outcome, " ", NOW)
    with pytest.raises(Refused, match="no-attempt"):
        close(opened(), CaseOutcome.NOT_REACHED, "rang twice", NOW)
    tried, _ = attempt(opened(), ANNA, reached=False, now=NOW)
    assert close(tried, CaseOutcome.NOT_REACHED, "rang twice", NOW)[0].outcome is CaseOutcome.NOT_REACHED


@pytest.mark.parametrize("outcome", [CaseOutcome.ADVISED, CaseOutcome.COMPLETED])
def test_advised_and_completed_follow_by_themselves(outcome: CaseOutcome) -> None:
    with pytest.raises(Refused, match="outcome-not-by-hand"):
        close(opened(), outcome, "tried", NOW)


def test_a_reopened_case_goes_back_to_its_case_holder_or_to_whoever_has_room() -> None:
    closed, _ = close(opened(), CaseOutcome.MOVED, "", NOW)
    assert reopen(closed, team(10, 10), NOW, POLICY, household_busy=False)[0].case_holder == ANNA
    without_anna = Teams({BEN: team(10, 10).holders[BEN]})
    case, told = reopen(closed, without_anna, NOW, POLICY, household_busy=False)
    assert (names(told), case.case_holder) == (["reopened", "assigned"], BEN)
    nobody, told = reopen(closed, Teams(), NOW, POLICY, household_busy=False)
    assert (names(told), nobody.case_holder) == (["reopened"], None)


def test_reopening_is_refused_while_it_or_another_case_is_open() -> None:
    closed, _ = close(opened(), CaseOutcome.MOVED, "", NOW)
    with pytest.raises(Refused, match="household-has-open-case"):
        reopen(closed, team(10), NOW, POLICY, household_busy=True)
    with pytest.raises(Refused, match="case-open"):
        reopen(opened(), team(10), NOW, POLICY, household_busy=False)


def test_closing_forgets_a_handover_that_nobody_confirmed() -> None:
    closed, _ = close(replace(opened(), receiver=BEN), CaseOutcome.DIED, "", NOW)
    assert (closed.receiver, closed.waiting, closed.held_by) == (None, (), None)


def test_who_moved_within_the_municipality_is_told_with_the_new_neighbourhood() -> None:
    [told] = close(opened(), CaseOutcome.MOVED, "", NOW, "maartensdijk")[1]
    assert (told.neighbourhood, told.model_dump()["moved_to"]) == ("de-bilt-west", "maartensdijk")
    with pytest.raises(Refused, match="not-moved"):
        close(opened(), CaseOutcome.DIED, "", NOW, "maartensdijk")


@pytest.mark.parametrize("case", [opened(), talked(), clarified(), planned()])
def test_a_death_ends_everything_at_once_and_for_good(case: Case) -> None:
    case, told = close(case, CaseOutcome.DIED, "", NOW)
    assert (names(told), case.waiting, case.receiver, case.held_by) == (["closed"], (), None, None)
    with pytest.raises(Refused, match="case-closed"):
        attempt(case, ANNA, reached=False, now=NOW)
    with pytest.raises(Refused, match="resident-died"):
        reopen(case, team(10), NOW, POLICY, household_busy=False)
    assert plan_agreed(case, PLAN, NOW) == (case, [])
    assert plan_closed(case, PLAN, NOW) == (case, [])

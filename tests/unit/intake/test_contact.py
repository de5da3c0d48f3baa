"""Reaching the resident, the route, and a simple question."""

from dataclasses import replace
from uuid import UUID

import pytest

from libs.contracts.cases import MOST_SIGNALS
from libs.contracts.envelope import MAX_BYTES
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Route, SignalKind
from services.intake.domain.arrival import arrive
from services.intake.domain.case import CaseState
from services.intake.domain.contact import advise, attempt, triage
from services.intake.domain.conversation import converse
from tests.unit.intake.words import ANNA, NOW, POLICY, Ids, conversation, names, opened, signal, team

OFFERING = UUID(int=60_001)
NOTE = "on Tuesdays they eat along at the centre"


def test_the_first_attempt_picks_the_signals_up_also_when_nobody_opened_the_door() -> None:
    case, told = attempt(opened(), ANNA, reached=False, now=NOW)
    assert (names(told), case.state, case.waiting) == (["contact-attempted"], CaseState.OPENED, ())
    assert told[0].model_dump()["signals"] == signal().signals
    case, told = attempt(case, ANNA, reached=True, now=NOW)
    assert (names(told), case.state) == (["contact-attempted", "first-contact-made"], CaseState.FIRST_CONTACT)
    assert told[0].model_dump()["signals"] == ()


def test_who_does_not_come_goes_to_outreach_after_first_contact_never_before() -> None:
    case, told = triage(opened(), Route.OUTREACH, NOW, POLICY)
    assert (names(told), case.state) == (["triaged"], CaseState.OPENED)
    case, told = attempt(case, ANNA, reached=True, now=NOW)
    assert names(told) == ["contact-attempted", "first-contact-made", "sent-to-outreach"]
    assert case.state is CaseState.OUTREACH


def test_whom_policy_supposed_not_to_come_is_theirs_to_advise_who_reached_them() -> None:
    supposed, _ = arrive(None, replace(signal(), kind=SignalKind.SELF_NEGLECT), team(10), NOW, Ids(), POLICY)
    case, told = attempt(supposed, ANNA, reached=True, now=NOW)
    assert (case.route, case.state, names(told)) == (
        Route.OUTREACH,
        CaseState.FIRST_CONTACT,
        ["contact-attempted", "first-contact-made"],
    )
    assert advise(case, (), NOTE, ANNA, NOW, POLICY)[0].outcome is CaseOutcome.ADVISED
    assert triage(case, Route.OUTREACH, NOW, POLICY)[0].state is CaseState.OUTREACH


def test_after_first_contact_triage_sends_to_outreach_at_once() -> None:
    case, _ = attempt(opened(), ANNA, reached=True, now=NOW)
    case, told = triage(case, Route.OUTREACH, NOW, POLICY)
    assert (names(told), case.state) == (["triaged", "sent-to-outreach"], CaseState.OUTREACH)
    assert triage(case, Route.OUTREACH, NOW, POLICY) == (case, [])


def test_a_conversation_makes_outreach_needless() -> None:
    case, _ = converse(opened(), conversation(3), NOW)
    with pytest.raises(Refused, match="already-talking"):
        triage(case, Route.OUTREACH, NOW, POLICY)
    assert triage(case, Route.SPECIALIST, NOW, POLICY)[0].route is Route.SPECIALIST


def test_a_simple_question_is_answered_and_the_case_closes_with_what_was_advised() -> None:
    case, told = advise(opened(), (OFFERING,), "", ANNA, NOW, POLICY)
    assert names(told) == ["contact-attempted", "first-contact-made", "triaged", "closed"]
    assert (case.state, case.route) == (CaseState.CLOSED, Route.ADVICE)
    closed = told[-1].model_dump()
    assert (closed["outcome"], closed["advised_offerings"], closed["signals"]) == (
        "advised",
        (OFFERING,),
        signal().signals,
    )


def test_an_answer_that_advises_nothing_is_none() -> None:
    with pytest.raises(Refused, match="nothing-advised"):
        advise(opened(), (), " ", ANNA, NOW, POLICY)
    assert advise(opened(), (), NOTE, ANNA, NOW, POLICY)[0].outcome is CaseOutcome.ADVISED


def test_an_event_names_the_latest_signals_and_stays_small() -> None:
    many = tuple(UUID(int=number) for number in range(3 * MOST_SIGNALS))
    _, [told] = attempt(replace(opened(), signals=many, waiting=many), ANNA, reached=False, now=NOW)
    assert told.model_dump()["signals"] == many[-MOST_SIGNALS:]
    assert len(told.model_dump_json()) < MAX_BYTES / 1.5


def test_once_there_is_a_conversation_advice_does_not_close_the_case() -> None:
    case, _ = converse(opened(), conversation(3), NOW)
    with pytest.raises(Refused, match="past-first-contact"):
        advise(case, (), NOTE, ANNA, NOW, POLICY)


def test_a_closed_case_says_that_it_is_to_be_reopened() -> None:
    case, _ = advise(opened(), (), NOTE, ANNA, NOW, POLICY)
    with pytest.raises(Refused, match="Reopen it first"):
        attempt(case, ANNA, reached=True, now=NOW)
    with pytest.raises(Refused, match="Reopen it first"):
        triage(case, Route.TEAM, NOW, POLICY)
    with pytest.raises(Refused, match="Reopen it first"):
        advise(case, (), NOTE, ANNA, NOW, POLICY)


def test_without_a_named_person_a_met_resident_is_no_attempt() -> None:
    case, told = advise(replace(opened(), waiting=(), signals=()), (), NOTE, None, NOW, POLICY)
    assert (names(told), case.attempts) == (["first-contact-made", "triaged", "closed"], 0)

"""Consent, purpose by purpose: what stands, what is told of it, and what a referral rests on."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.cases import CaseConsentGiven
from libs.contracts.casework import LegalGround, Purpose
from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Ground, Route
from services.intake.domain import ending
from services.intake.domain.consent import (
    Answer,
    Consent,
    How,
    WithoutConsent,
    implied,
    permitted,
    record,
    referral_basis,
    refers,
)
from tests.unit.intake.words import ANNA, NOW, names, opened

TODAY = NOW.date()
REFERRAL = Purpose.REFERRAL_TO_SPECIALIST
COURT = WithoutConsent(LegalGround.COURT_ORDER, "rechterlijke machtiging")


def said(
    answer: Answer, days_ago: int = 0, number: int = 1, until: date | None = None, purpose: Purpose = REFERRAL
) -> Consent:
    return Consent(
        UUID(int=60_000 + number), purpose, answer, TODAY - timedelta(days=days_ago), How.SPOKEN, ANNA, until
    )


GIVEN, REFUSED, WITHDRAWN = said(Answer.GIVEN), said(Answer.REFUSED), said(Answer.WITHDRAWN, number=2)


def test_given_and_withdrawn_are_told_by_purpose_alone() -> None:
    case, told = record(opened(), GIVEN, (), TODAY)
    assert [each.model_dump(exclude={"caseid", "neighbourhood"}) for each in told] == [
        {"purpose": REFERRAL, "until": None}
    ]
    assert names(record(case, WITHDRAWN, (GIVEN,), TODAY)[1]) == ["consent-withdrawn"]


def test_a_refusal_takes_back_what_was_given_and_is_told_only_then() -> None:
    assert record(opened(), REFUSED, (), TODAY)[1] == []
    assert names(record(opened(), replace(REFUSED, id=UUID(int=60_009)), (GIVEN,), TODAY)[1]) == ["consent-withdrawn"]


def test_the_last_word_stands_by_the_day_it_was_said_not_by_when_it_was_written_down() -> None:
    late = said(Answer.GIVEN, days_ago=3, number=9)
    assert permitted([said(Answer.WITHDRAWN, days_ago=1), late], TODAY) == set()
    assert record(opened(), late, (said(Answer.GIVEN, 9), said(Answer.WITHDRAWN, 1, 2)), TODAY)[1] == []


def test_a_consent_holds_until_its_last_day_and_longer_when_it_is_given_anew() -> None:
    until = TODAY + timedelta(days=7)
    for_a_week = replace(GIVEN, until=until)
    assert REFERRAL in permitted([for_a_week], until)
    assert REFERRAL not in permitted([for_a_week], until + timedelta(days=1))
    again = replace(GIVEN, id=UUID(int=60_009), until=until + timedelta(days=7))
    [told] = record(opened(), again, (for_a_week,), TODAY)[1]
    assert isinstance(told, CaseConsentGiven) and told.until == again.until
    assert record(opened(), again, (for_a_week, again), TODAY)[1] == []


def test_who_agreed_may_withdraw_after_the_case_has_closed() -> None:
    case, _ = ending.close(opened(), CaseOutcome.MOVED, "", NOW)
    assert names(record(case, WITHDRAWN, (GIVEN,), TODAY)[1]) == ["consent-withdrawn"]


@pytest.mark.parametrize(
    ("what", "history", "slug"),
    [
        (said(Answer.GIVEN, days_ago=-1), (), "not-said-yet"),
        (WITHDRAWN, (), "nothing-to-withdraw"),
        (WITHDRAWN, (REFUSED,), "nothing-to-withdraw"),
    ],
)
def test_nothing_is_recorded_that_was_not_said(what: Consent, history: tuple[Consent, ...], slug: str) -> None:
    with pytest.raises(Refused, match=slug):
        record(opened(), what, history, TODAY)


@pytest.mark.parametrize(
    "history",
    [
        (),
        (REFUSED,),
        (GIVEN, WITHDRAWN),
        (replace(GIVEN, said_on=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1)),),
        (said(Answer.GIVEN, purpose=Purpose.SHARING_WITH_GP),),
    ],
)
def test_no_referral_without_a_consent_that_holds_unless_on_a_named_ground(history: tuple[Consent, ...]) -> None:
    with pytest.raises(Refused, match="no-consent"):
        referral_basis(history, None, TODAY)
    assert referral_basis(history, COURT, TODAY).without == COURT


def test_a_referral_rests_on_consent_where_there_is_one() -> None:
    assert referral_basis((GIVEN,), COURT, TODAY).consent == GIVEN.id


def test_acute_alone_implies_a_vital_interest() -> None:
    assert {ground for ground in Ground if implied(ground)} == {Ground.ACUTE}
    assert implied(Ground.ACUTE) == WithoutConsent(LegalGround.VITAL_INTEREST)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(Purpose),
            st.sampled_from(Answer),
            st.integers(0, 3),
            st.one_of(st.none(), st.integers(0, 4)),
        ),
        max_size=12,
    )
)
def test_who_sees_the_events_alone_knows_what_is_permitted(
    sayings: list[tuple[Purpose, Answer, int, int | None]],
) -> None:
    case, history, known = opened(), tuple[Consent, ...](), set[Purpose]()
    for number, (purpose, answer, days_ago, lasts) in enumerate(sayings):
        until = TODAY + timedelta(days=lasts) if lasts is not None and answer is Answer.GIVEN else None
        each = said(answer, days_ago, number, until, purpose)
        told: list[CaseEvent] = []
        try:
            case, told = record(case, each, history, TODAY)
        except Refused:
            continue
        history += (each,)
        for event in told:
            change = known.add if isinstance(event, CaseConsentGiven) else known.discard
            change(event.model_dump()["purpose"])
        assert known == permitted(history, TODAY)


def test_who_confirms_what_policy_suggested_refers_and_who_says_it_twice_does_not() -> None:
    suggested = replace(opened(), route=Route.SPECIALIST)
    assert suggested.rule is not None
    decided = replace(suggested, rule=None)
    assert [refers(each, Route.SPECIALIST) for each in (opened(), suggested, decided)] == [True, True, False]
    assert not refers(suggested, Route.OUTREACH)

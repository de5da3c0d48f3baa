"""What a partner may give and must have done before, and what is not refused because somebody may be in danger."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from libs.contracts.signals import Arrears, Effort
from libs.contracts.words import Mark, PartnerKind, RefusalReason, SignalKind, Urgency
from services.signalling.domain.admission import marks_of, objection
from services.signalling.domain.policy import Policy
from tests.unit.signalling.office import NOW, POLICY, Office, worry

TODAY = NOW.date()
CREDITORS = POLICY.preconditions[SignalKind.PAYMENT_ARREARS].partners
ARREARS = {"kind": SignalKind.PAYMENT_ARREARS, "partner": PartnerKind.ENERGY}


def only(kind: PartnerKind, *kinds: SignalKind) -> Policy:
    """The reference policy, in which this kind of partner may give nothing else."""
    rules = replace(POLICY.partners[kind], kinds=frozenset(kinds))
    return replace(POLICY, partners={**POLICY.partners, kind: rules})


@pytest.mark.parametrize("missing", Effort)
def test_a_creditor_that_left_out_one_effort_is_told_which(missing: Effort) -> None:
    made = tuple(effort for effort in Effort if effort is not missing)
    found = objection(POLICY, TODAY, worry(**ARREARS, efforts=made))
    assert found is not None
    assert found.reason is RefusalReason.PRECONDITION_MISSING
    assert found.detail.startswith(f"data.efforts: lacks {missing},")
    assert "same id" in found.detail


@pytest.mark.parametrize("partner", PartnerKind)
def test_with_all_efforts_and_from_who_is_no_creditor_arrears_are_taken(partner: PartnerKind) -> None:
    assert (
        objection(POLICY, TODAY, worry(kind=SignalKind.PAYMENT_ARREARS, partner=partner, efforts=tuple(Effort))) is None
    )
    bare = objection(POLICY, TODAY, worry(kind=SignalKind.PAYMENT_ARREARS, partner=partner))
    assert (bare is not None) == (partner in CREDITORS)


def test_a_kind_that_is_not_this_partners_to_give_is_refused_with_what_is() -> None:
    found = objection(only(PartnerKind.GP, SignalKind.DECLINING_HEALTH, SignalKind.CARE_AVOIDANCE), TODAY, worry())
    assert found is not None
    assert found.reason is RefusalReason.KIND_NOT_ALLOWED
    assert found.detail.endswith("may give care_avoidance, declining_health")


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.ACUTE])
def test_what_is_urgent_is_accepted_and_marked_for_a_person(urgency: Urgency) -> None:
    threatened = worry(**ARREARS, urgency=urgency)
    forbidden = worry(urgency=urgency)
    nothing = only(PartnerKind.GP)
    assert objection(POLICY, TODAY, threatened) is objection(nothing, TODAY, forbidden) is None
    assert marks_of(POLICY, threatened) == (Mark.PRECONDITION_MISSING,)
    assert marks_of(nothing, forbidden) == (Mark.KIND_NOT_ALLOWED,)


@pytest.mark.parametrize("kind", [SignalKind.HOME_SAFETY, SignalKind.DOMESTIC_WORRY, SignalKind.SELF_NEGLECT])
def test_a_worry_about_safety_is_accepted_and_marked_however_calmly_it_is_told(kind: SignalKind) -> None:
    told = worry(kind=kind, partner=PartnerKind.HEALTH_INSURER)
    assert objection(POLICY, TODAY, told) is None
    assert marks_of(POLICY, told) == (Mark.KIND_NOT_ALLOWED,)


def test_what_is_as_it_should_be_has_no_mark() -> None:
    assert marks_of(POLICY, worry(**ARREARS, efforts=tuple(Effort))) == marks_of(POLICY, worry()) == ()


def test_a_signal_keeps_the_mark_and_loses_it_when_its_partner_amends() -> None:
    office = Office()
    signal = office.take(worry(**ARREARS, urgency=Urgency.URGENT))
    assert Mark.PRECONDITION_MISSING in signal.marks
    amended = office.amend(signal, worry(**ARREARS, urgency=Urgency.URGENT, efforts=tuple(Effort)))
    assert Mark.PRECONDITION_MISSING not in amended.marks


@pytest.mark.parametrize("urgency", Urgency)
def test_a_fact_of_the_day_after_tomorrow_is_a_typing_error(urgency: Urgency) -> None:
    def found(day: date) -> list[RefusalReason | None]:
        told = [worry(urgency=urgency, seen_on=day), worry(urgency=urgency, arrears=Arrears(since=day))]
        return [against.reason if against else None for against in (objection(POLICY, TODAY, each) for each in told)]

    assert found(TODAY + timedelta(days=1)) == [None, None]
    assert found(TODAY + timedelta(days=2)) == [RefusalReason.IN_THE_FUTURE] * 2


def test_the_objection_names_the_field() -> None:
    found = objection(POLICY, TODAY, worry(arrears=Arrears(since=date(2062, 1, 1))))
    assert found is not None
    assert found.detail.startswith("data.arrears.since: ")
    assert "2062" not in found.detail


@pytest.mark.parametrize(
    ("partner", "may"),
    [(PartnerKind.GP, True), (PartnerKind.POLICE, True), (PartnerKind.ENERGY, False), (PartnerKind.RESIDENT, False)],
)
def test_who_may_ask_if_somebody_is_known_is_policy(partner: PartnerKind, may: bool) -> None:
    assert POLICY.may_ask_known(partner) is may

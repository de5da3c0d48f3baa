"""Where a case goes at first: by policy with its reasons, by a person with theirs, and no exception lost in silence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from libs.contracts.cases import CaseTriaged
from libs.contracts.casework import TriageReason
from libs.contracts.refusals import Refused
from libs.contracts.words import LifeDomain, Route, SignalKind, Urgency
from services.intake.domain.arrival import Arrival, arrive
from services.intake.domain.case import Case, CaseState
from services.intake.domain.contact import advise, attempt, triage
from services.intake.domain.triage import Facts, Suggestion, suggested
from tests.unit.intake.words import ANNA, NOW, POLICY, Ids, names, opened, signal, team

NEGLECT = replace(signal(2), kind=SignalKind.SELF_NEGLECT)
ACUTE = signal(3, Urgency.ACUTE)
TROUBLE = frozenset({LifeDomain.FINANCES, LifeDomain.MENTAL, LifeDomain.HOUSING})


def extended(case: Case, arrival: Arrival) -> Case:
    return arrive(case, arrival, team(10), NOW, Ids(), POLICY)[0]


@pytest.mark.parametrize(
    ("facts", "route", "reasons"),
    [
        (Facts(Urgency.SOON), Route.TEAM, {"ordinary"}),
        (Facts(Urgency.ROUTINE, simple=True), Route.ADVICE, {"simple_question"}),
        (Facts(Urgency.ACUTE, simple=True, palliative=True), Route.ACUTE, {"acute_urgency"}),
        (Facts(Urgency.SOON, palliative=True, comes_by_self=False), Route.PALLIATIVE, {"palliative"}),
        (Facts(Urgency.SOON, kind=SignalKind.CARE_AVOIDANCE), Route.OUTREACH, {"signal_kind"}),
        (
            Facts(Urgency.SOON, kind=SignalKind.SELF_NEGLECT, comes_by_self=False),
            Route.OUTREACH,
            {"signal_kind", "does_not_come"},
        ),
        (Facts(Urgency.SOON, kind=SignalKind.LONELINESS, comes_by_self=True), Route.TEAM, {"ordinary"}),
        (Facts(Urgency.SOON, simple=True, domains_in_trouble=TROUBLE), Route.SPECIALIST, {"several_domains"}),
    ],
)
def test_policy_suggests_the_strongest_way_that_there_is_a_reason_for(
    facts: Facts, route: Route, reasons: set[str]
) -> None:
    found = suggested(facts, POLICY)
    assert (found.route, set(found.reasons)) == (route, reasons)


def test_the_municipality_says_which_urgencies_and_kinds_those_are() -> None:
    other = replace(POLICY, acute_at_once=frozenset({Urgency.ACUTE, Urgency.URGENT}), outreach_kinds=frozenset())
    assert suggested(Facts(Urgency.URGENT), other).route is Route.ACUTE
    assert suggested(Facts(Urgency.SOON, SignalKind.SELF_NEGLECT), other) == Suggestion(
        Route.TEAM, (TriageReason.ORDINARY,)
    )


def test_the_route_is_told_with_its_reasons_and_the_version_that_decided() -> None:
    case, told = arrive(None, ACUTE, team(10), NOW, Ids(), POLICY)
    triaged = told[-1]
    assert isinstance(triaged, CaseTriaged)
    assert (triaged.reasons, triaged.policy) == ((TriageReason.ACUTE_URGENCY,), POLICY.reference)
    assert triaged.urgent_by == case.urgent_by == NOW + timedelta(hours=24)
    assert (case.reasons, case.rule) == (triaged.reasons, triaged.policy)


def test_new_facts_send_a_case_on_a_stronger_way_and_never_on_a_weaker_one() -> None:
    case = extended(opened(), NEGLECT)
    assert case.route is Route.OUTREACH
    acute = extended(case, ACUTE)
    assert acute.route is Route.ACUTE
    assert extended(acute, replace(NEGLECT, signal=signal(4).signal)).route is Route.ACUTE


def test_who_was_reached_is_not_sent_to_outreach_by_a_signal() -> None:
    reached, _ = attempt(opened(), ANNA, reached=True, now=NOW)
    case = extended(reached, NEGLECT)
    assert (case.route, case.state) == (Route.TEAM, CaseState.FIRST_CONTACT)


@pytest.mark.parametrize("state", [CaseState.OUTREACH, CaseState.CONVERSATION])
def test_what_turns_acute_or_palliative_later_on_is_an_exception_from_then_on(state: CaseState) -> None:
    case = replace(opened(NEGLECT), state=state)
    for worse, route in ((ACUTE, Route.ACUTE), (replace(signal(4), palliative=True), Route.PALLIATIVE)):
        found = extended(case, worse)
        assert (found.route, found.exception, found.state) == (route, True, state)
        assert found.urgent_by == POLICY.urgent_by(route, NOW)
    assert extended(case, replace(signal(5), domains_in_trouble=TROUBLE)).route is Route.OUTREACH
    clarified = replace(case, state=CaseState.CLARIFIED)
    assert extended(clarified, ACUTE).route is Route.OUTREACH


def test_a_persons_word_wins_of_policy_and_only_an_exception_goes_before_it() -> None:
    case, told = triage(opened(NEGLECT), Route.TEAM, NOW, POLICY, TriageReason.COMES_AFTER_ALL)
    [triaged] = told
    assert isinstance(triaged, CaseTriaged)
    assert (triaged.reasons, triaged.policy) == ((TriageReason.COMES_AFTER_ALL,), None)
    again = extended(case, replace(NEGLECT, signal=signal(4).signal))
    assert again.route is Route.TEAM
    assert extended(again, ACUTE).route is Route.ACUTE


def test_who_confirms_what_policy_suggested_has_decided_it() -> None:
    case, told = triage(opened(), Route.TEAM, NOW, POLICY)
    assert (names(told), case.rule, case.reasons) == (["triaged"], None, (TriageReason.ORDINARY,))
    assert extended(case, NEGLECT).route is Route.TEAM
    assert triage(case, Route.TEAM, NOW, POLICY) == (case, [])


def test_an_exception_goes_another_way_with_a_reason_only() -> None:
    acute = opened(ACUTE)
    assert acute.exception
    with pytest.raises(Refused, match="reason-needed"):
        triage(acute, Route.TEAM, NOW, POLICY)
    with pytest.raises(Refused, match="exception"):
        advise(acute, (), "it will pass", ANNA, NOW, POLICY)
    case, _ = triage(acute, Route.TEAM, NOW, POLICY, TriageReason.NOT_ACUTE)
    assert (case.exception, case.urgent_by) == (False, None)


def test_what_is_urgent_gets_no_more_time_by_another_name() -> None:
    acute = opened(ACUTE)
    later = NOW + timedelta(hours=10)
    case, _ = triage(acute, Route.PALLIATIVE, later, POLICY)
    assert (case.route, case.urgent_by) == (Route.PALLIATIVE, acute.urgent_by)
    palliative, _ = triage(opened(), Route.PALLIATIVE, NOW, POLICY)
    case, _ = triage(palliative, Route.ACUTE, later, POLICY)
    assert case.urgent_by == later + timedelta(hours=24)

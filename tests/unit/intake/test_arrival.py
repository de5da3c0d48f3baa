"""Whatever the way in, a household has one case at a time."""

from uuid import UUID

import pytest

from libs.contracts.words import Route, Urgency, WayIn
from services.intake.domain.arrival import Arrival, amend, arrive
from services.intake.domain.conversation import clarify, converse
from services.intake.domain.teams import Teams
from tests.unit.intake.test_conversation import WHAT
from tests.unit.intake.words import ANNA, HOUSEHOLD, NOW, POLICY, Ids, conversation, names, opened, signal, team


def test_the_first_signal_opens_a_case_that_somebody_holds() -> None:
    case, told = arrive(None, signal(), team(10), NOW, Ids(), POLICY)
    assert names(told) == ["opened", "assigned", "triaged"]
    assert (case.case_holder, case.signals, case.waiting) == (ANNA, signal().signals, signal().signals)


def test_a_further_signal_extends_it_and_the_highest_urgency_counts() -> None:
    case, told = arrive(opened(signal(1, Urgency.URGENT)), signal(2, Urgency.SOON), team(10), NOW, Ids(), POLICY)
    assert names(told) == ["extended"]
    assert (case.urgency, len(case.signals)) == (Urgency.URGENT, 2)
    assert told[0].model_dump()["signals"] == signal(2).signals


def test_what_its_partner_finds_more_urgent_is_told_and_may_become_acute() -> None:
    case, told = amend(opened(signal(1, Urgency.SOON)), signal(1, Urgency.ACUTE), NOW, POLICY)
    assert names(told) == ["extended", "triaged"]
    assert (case.urgency, case.route, len(case.signals)) == (Urgency.ACUTE, Route.ACUTE, 1)


@pytest.mark.parametrize("told", [signal(1, Urgency.ROUTINE), signal(1, Urgency.SOON), signal(2, Urgency.ACUTE)])
def test_what_is_no_more_urgent_or_of_another_signal_changes_nothing(told: Arrival) -> None:
    case = opened(signal(1, Urgency.SOON))
    assert amend(case, told, NOW, POLICY) == (case, [])


def test_the_same_signal_again_changes_nothing() -> None:
    case = opened()
    assert arrive(case, signal(), team(10), NOW, Ids(), POLICY) == (case, [])


@pytest.mark.parametrize(
    ("arrival", "route"),
    [
        (signal(urgency=Urgency.ACUTE), Route.ACUTE),
        (signal(urgency=Urgency.URGENT), Route.TEAM),
        (Arrival(HOUSEHOLD, "de-bilt-west", WayIn.HELPDESK, Urgency.ROUTINE, simple=True), Route.ADVICE),
        (Arrival(HOUSEHOLD, "de-bilt-west", WayIn.HELPDESK, Urgency.ACUTE, simple=True), Route.ACUTE),
    ],
)
def test_triage_at_opening_is_provisional_and_acute_comes_first(arrival: Arrival, route: Route) -> None:
    assert opened(arrival).route is route


def test_what_becomes_acute_before_it_is_clarified_is_sent_on_at_once() -> None:
    acute = signal(2, Urgency.ACUTE)
    case, told = arrive(opened(), acute, team(10), NOW, Ids(), POLICY)
    assert (names(told), case.route) == (["extended", "triaged"], Route.ACUTE)
    talking, _ = converse(opened(), conversation(3), NOW)
    case, told = arrive(talking, acute, team(10), NOW, Ids(), POLICY)
    assert (names(told), case.route, case.state) == (["extended", "triaged"], Route.ACUTE, talking.state)
    clarified, _ = clarify(talking, WHAT, {}, POLICY, NOW)
    case, told = arrive(clarified, acute, team(10), NOW, Ids(), POLICY)
    assert (names(told), case.route) == (["extended"], Route.TEAM)


def test_a_case_from_nowhere_is_placed_by_the_first_signal_that_knows_where() -> None:
    case = opened(signal(neighbourhood="unknown"), team(10))
    assert case.case_holder is None
    case, told = arrive(case, signal(2), team(10), NOW, Ids(), POLICY)
    assert names(told) == ["placed", "assigned", "extended"]
    assert (case.neighbourhood, case.case_holder) == ("de-bilt-west", ANNA)
    assert {event.neighbourhood for event in told} == {"de-bilt-west"}


def test_nobody_in_the_team_leaves_the_case_open_for_the_helpdesk() -> None:
    case, told = arrive(None, signal(), Teams(), NOW, Ids(), POLICY)
    assert (names(told), case.case_holder) == (["opened", "triaged"], None)
    assert case.id == UUID(int=1)

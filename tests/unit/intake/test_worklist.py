"""What waits for whom."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from libs.contracts.words import Route, Urgency
from services.intake.domain.case import Case, CaseState
from services.intake.domain.worklist import Wait, work_list
from tests.unit.intake.words import ANNA, BEN, NOW, opened, signal

PICKED_UP = replace(opened(), waiting=())


def waits(case: Case, *readers: UUID) -> list[Wait]:
    return [item.waits_for for item in work_list([case], NOW, frozenset(readers))]


@pytest.mark.parametrize(
    ("case", "wait"),
    [
        (opened(signal(neighbourhood="unknown")), Wait.PLACE),
        (replace(opened(), case_holder=None), Wait.ASSIGNMENT),
        (replace(PICKED_UP, receiver=ANNA, case_holder=BEN), Wait.HANDOVER_CONFIRMATION),
        (opened(), Wait.PICK_UP),
        (PICKED_UP, Wait.FIRST_CONTACT),
        (replace(PICKED_UP, state=CaseState.FIRST_CONTACT), Wait.ROUTE),
        (replace(PICKED_UP, state=CaseState.OUTREACH), Wait.OUTREACH),
        (replace(PICKED_UP, state=CaseState.CONVERSATION), Wait.CLARIFICATION),
        (replace(PICKED_UP, state=CaseState.DIRECT_TRANSFER), Wait.PLAN),
        (replace(opened(), state=CaseState.PLANNED), Wait.PICK_UP),
    ],
)
def test_a_case_waits_for_its_next_step(case: Case, wait: Wait) -> None:
    assert waits(case, ANNA) == [wait]


def test_nothing_waits_where_the_plan_runs_or_all_is_over() -> None:
    assert waits(replace(PICKED_UP, state=CaseState.PLANNED), ANNA) == []
    assert waits(replace(PICKED_UP, state=CaseState.CLOSED), ANNA) == []


def test_who_hands_over_goes_on_working_and_the_neighbourhood_sees_the_proposal() -> None:
    proposed = replace(PICKED_UP, receiver=BEN)
    assert (waits(proposed, ANNA), waits(proposed, BEN), waits(proposed)) == (
        [Wait.FIRST_CONTACT],
        [Wait.HANDOVER_CONFIRMATION],
        [Wait.HANDOVER_CONFIRMATION],
    )


def test_who_stands_in_sees_what_waits_for_the_absent() -> None:
    proposed = replace(PICKED_UP, case_holder=BEN, receiver=ANNA)
    assert waits(proposed, UUID(int=20_003), ANNA) == [Wait.HANDOVER_CONFIRMATION]


def test_by_day_what_the_night_team_holds_goes_on_to_the_neighbourhood() -> None:
    [item] = work_list([PICKED_UP], NOW, night=frozenset({ANNA}))
    assert item.waits_for is Wait.HANDOVER
    [item] = work_list([replace(PICKED_UP, neighbourhood="unknown")], NOW, night=frozenset({ANNA}))
    assert item.waits_for is Wait.PLACE
    assert waits(PICKED_UP) == [Wait.FIRST_CONTACT]


def test_exceptions_come_first_then_what_is_overdue_then_what_is_due_soonest() -> None:
    moments = {1: timedelta(days=2), 2: timedelta(days=-1), 3: timedelta(days=1), 4: timedelta(days=-3)}
    cases = [replace(PICKED_UP, id=UUID(int=number), due=NOW + later) for number, later in moments.items()]
    none = replace(PICKED_UP, id=UUID(int=5), urgency=Urgency.URGENT)
    palliative = replace(PICKED_UP, id=UUID(int=6), route=Route.PALLIATIVE, due=NOW + timedelta(days=9))
    items = work_list([none, *cases, palliative], NOW)
    assert [(item.case.id.int, item.overdue) for item in items] == [
        *((6, False), (4, True), (2, True), (3, False), (1, False), (5, False))
    ]


def test_of_what_is_due_alike_the_most_urgent_comes_first_then_the_longest_waiting() -> None:
    new = replace(PICKED_UP, id=UUID(int=1))
    old = replace(PICKED_UP, id=UUID(int=2), since=NOW - timedelta(days=1))
    acute = replace(PICKED_UP, id=UUID(int=3), urgency=Urgency.ACUTE)
    assert [item.case.id.int for item in work_list([new, old, acute], NOW)] == [3, 2, 1]


@pytest.mark.parametrize("wait", Wait)
def test_whatever_a_case_waits_for_is_asked_in_words(wait: Wait) -> None:
    assert wait.asks.endswith(".")

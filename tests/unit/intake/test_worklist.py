"""What waits for whom."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from libs.contracts.words import Urgency
from services.intake.domain.case import Case, CaseState
from services.intake.domain.worklist import Wait, work_list
from tests.unit.intake.words import ANNA, BEN, NOW, opened, signal

PICKED_UP = replace(opened(), waiting=())


def waits(case: Case, reader: UUID | None = ANNA) -> list[Wait]:
    return [item.waits_for for item in work_list([case], reader)]


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
    assert waits(case) == [wait]


def test_nothing_waits_where_the_plan_runs_or_all_is_over() -> None:
    assert waits(replace(PICKED_UP, state=CaseState.PLANNED)) == []
    assert waits(replace(PICKED_UP, state=CaseState.CLOSED)) == []


def test_who_hands_over_goes_on_working_and_the_neighbourhood_sees_the_proposal() -> None:
    proposed = replace(PICKED_UP, receiver=BEN)
    assert (waits(proposed, ANNA), waits(proposed, BEN), waits(proposed, None)) == (
        [Wait.FIRST_CONTACT],
        [Wait.HANDOVER_CONFIRMATION],
        [Wait.HANDOVER_CONFIRMATION],
    )


def test_the_most_urgent_comes_first_then_the_longest_waiting() -> None:
    new = replace(PICKED_UP, id=UUID(int=1))
    old = replace(PICKED_UP, id=UUID(int=2), since=NOW - timedelta(days=1))
    acute = replace(PICKED_UP, id=UUID(int=3), urgency=Urgency.ACUTE)
    assert [item.case.id.int for item in work_list([new, old, acute])] == [3, 2, 1]


@pytest.mark.parametrize("wait", Wait)
def test_whatever_a_case_waits_for_is_asked_in_words(wait: Wait) -> None:
    assert wait.asks.endswith(".")

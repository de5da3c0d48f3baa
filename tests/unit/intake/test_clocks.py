"""The clocks of the law: when they end, stand still, and are told of."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.contracts.calendar import after, morning_of
from libs.contracts.casework import SuspensionGround
from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import Refused
from libs.contracts.terms import is_working_day
from libs.contracts.words import CaseOutcome, Ground, Urgency
from services.intake.domain.case import Case
from services.intake.domain.clocks import (
    next_moment,
    receive_personal_plan,
    resume,
    suspend,
    tick,
    timed,
)
from services.intake.domain.conversation import clarify, converse, transfer_directly
from services.intake.domain.ending import close, reopen
from services.intake.requests import Suspension
from tests.unit.intake.test_conversation import NEED, WHAT
from tests.unit.intake.words import NOW, POLICY, conversation, names, opened, signal, team

#: NOW is a Monday, and the report came in on it.
PLAN_BY, INVESTIGATION_BY = date(2026, 1, 12), date(2026, 2, 16)
AWAITING = SuspensionGround.AWAITING_RESIDENT


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def told_until(case: Case, end: datetime) -> tuple[Case, list[tuple[str, datetime]]]:
    """Let the case's own timer run for as long as there is one before the end: what was told, and when."""
    told = []
    while (moment := next_moment(case, POLICY)) is not None and moment <= end:
        case, events = tick(case, POLICY, moment)
        told += [(f"{name} {data(event).get('term', '')}".strip(), moment) for name, event in named(events)]
    return case, told


def named(events: list[CaseEvent]) -> list[tuple[str, CaseEvent]]:
    return list(zip(names(events), events, strict=True))


def data(event: CaseEvent) -> dict[str, Any]:
    return event.model_dump(mode="json")


def test_a_report_starts_them_and_its_event_carries_their_last_days() -> None:
    case = opened()
    assert (case.reported_on, case.personal_plan_by, case.investigation_by) == (NOW.date(), PLAN_BY, INVESTIGATION_BY)
    assert timed(case).due == after(INVESTIGATION_BY)


def test_what_nobody_takes_up_is_told_near_once_and_overdue_once() -> None:
    case, told = told_until(opened(), days(400))
    assert told == [
        ("term-near personal_plan", morning_of(date(2026, 1, 10))),
        ("term-overdue personal_plan", after(PLAN_BY)),
        ("term-near investigation", morning_of(date(2026, 2, 2))),
        ("term-overdue investigation", after(INVESTIGATION_BY)),
    ]
    assert next_moment(case, POLICY) is None


def test_when_nobody_was_there_to_tell_it_only_what_is_overdue_is_told() -> None:
    case, events = tick(opened(), POLICY, days(100))
    assert [(name, data(event)["term"]) for name, event in named(events)] == [
        ("term-overdue", "personal_plan"),
        ("term-overdue", "investigation"),
    ]
    assert tick(case, POLICY, days(101)) == (case, [])


def test_a_timer_that_runs_too_early_tells_nothing() -> None:
    case = opened()
    assert tick(case, POLICY, days(1)) == (case, [])


def test_what_is_acute_has_hours_and_not_days() -> None:
    case, told = told_until(opened(signal(urgency=Urgency.ACUTE)), days(1))
    assert told == [
        ("term-near urgent_provision", NOW + timedelta(hours=20)),
        ("term-overdue urgent_provision", NOW + timedelta(hours=24)),
    ]
    assert timed(case).due == NOW + timedelta(hours=24)


def ended() -> list[Case]:
    talking, _ = converse(opened(), conversation(3), NOW)
    return [
        clarify(talking, WHAT, {}, POLICY, NOW)[0],
        transfer_directly(opened(), Ground.ACUTE, (NEED,), NOW)[0],
        close(opened(), CaseOutcome.DIED, "", NOW)[0],
    ]


@pytest.mark.parametrize("case", ended(), ids=lambda case: case.state)
def test_clarified_transferred_and_closed_stop_them_all(case: Case) -> None:
    assert (next_moment(case, POLICY), timed(case).due) == (None, None)
    assert tick(case, POLICY, days(100)) == (case, [])
    with pytest.raises(Refused):
        suspend(case, AWAITING, None, NOW)
    with pytest.raises(Refused):
        receive_personal_plan(case, NOW.date(), NOW)


def test_a_reopened_case_starts_anew() -> None:
    closed, _ = close(tick(opened(), POLICY, days(98))[0], CaseOutcome.MOVED, "", days(98))
    again, told = reopen(closed, team(10), days(98), POLICY, household_busy=False)
    assert data(told[0])["investigation_by"] == "2026-05-26", "the day after Whit Monday"
    assert [name for name, _ in told_until(again, days(400))[1]] == [
        *("term-near personal_plan", "term-overdue personal_plan"),
        *("term-near investigation", "term-overdue investigation"),
    ]


def test_a_personal_plan_stops_its_clock_and_no_other() -> None:
    case, told = receive_personal_plan(opened(), NOW.date(), NOW)
    assert names(told) == ["personal-plan-received"]
    assert [name for name, _ in told_until(case, days(400))[1]] == [
        "term-near investigation",
        "term-overdue investigation",
    ]
    for day, slug in ((days(1), "not-received-yet"), (days(-1), "before-the-report")):
        with pytest.raises(Refused, match=slug):
            receive_personal_plan(case, day.date(), NOW)


def test_the_clocks_stand_still_and_move_by_the_days_that_they_did() -> None:
    case, told = suspend(opened(), AWAITING, None, days(2))
    assert (names(told), next_moment(case, POLICY), timed(case).due) == (["term-suspended"], None, None)
    with pytest.raises(Refused, match="already-suspended"):
        suspend(case, AWAITING, None, days(2))
    case, told = resume(case, days(5))
    assert data(told[0])["days"] == 3
    assert (case.personal_plan_by, case.investigation_by) == (date(2026, 1, 15), date(2026, 2, 19))
    with pytest.raises(Refused, match="not-suspended"):
        resume(case, days(5))


def test_through_a_day_that_was_named_they_run_on_by_themselves() -> None:
    case, _ = suspend(opened(), SuspensionGround.RESIDENT_AGREED, days(4).date(), days(2))
    case, told = told_until(case, days(6))
    assert told == [("term-resumed", after(days(4).date()))]
    assert (case.investigation_by, case.suspended_for) == (date(2026, 2, 18), None)
    with pytest.raises(Refused, match="until-is-past"):
        suspend(case, AWAITING, days(6).date(), days(6))


def test_they_do_not_stand_still_until_the_end_of_the_calendar() -> None:
    for until in ("9999-12-31", "0001-01-01"):
        with pytest.raises(ValidationError):
            Suspension.model_validate({"ground": AWAITING, "until": until})
    farthest = Suspension.model_validate({"ground": AWAITING, "until": "2200-01-01"})
    case, _ = suspend(opened(), AWAITING, farthest.until, NOW)
    assert next_moment(case, POLICY) == after(date(2200, 1, 1))


def test_what_a_weekend_had_added_is_not_added_twice() -> None:
    saturday_report = replace(opened(), reported_on=date(2026, 1, 3), investigation_by=date(2026, 2, 16))
    case, _ = suspend(saturday_report, AWAITING, None, days(2))
    # six weeks end on Saturday 14 February, so on Monday; three days later is Tuesday
    assert resume(case, days(5))[0].investigation_by == date(2026, 2, 17)


def test_what_a_weekend_had_added_is_there_again_after_standing_still() -> None:
    # six weeks end on Saturday 14 February, so on Monday; on Sunday that one day is left
    saturday_report = replace(opened(), reported_on=date(2026, 1, 3), investigation_by=date(2026, 2, 16))
    case, _ = suspend(saturday_report, AWAITING, None, days(41))
    assert resume(case, days(44))[0].investigation_by == date(2026, 2, 19)
    at_once, _ = resume(case, days(41))
    assert at_once.investigation_by == date(2026, 2, 16)


def test_what_has_passed_does_not_come_back_by_standing_still() -> None:
    late, _ = told_until(opened(), days(10))
    case, _ = suspend(late, AWAITING, None, days(10))
    case, told = told_until(resume(case, days(20))[0], days(400))
    assert (case.personal_plan_by, case.investigation_by) == (PLAN_BY, date(2026, 2, 26))
    assert [name for name, _ in told] == ["term-near investigation", "term-overdue investigation"]


def test_no_ground_stops_the_clock_of_what_is_acute() -> None:
    case, _ = suspend(opened(signal(urgency=Urgency.ACUTE)), AWAITING, None, NOW)
    assert [name for name, _ in told_until(case, days(400))[1]] == [
        "term-near urgent_provision",
        "term-overdue urgent_provision",
    ]


@given(
    pauses=st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30)), max_size=6),
    report=st.integers(0, 2_000).map(days),
)
def test_however_often_they_stand_still_they_never_run_back_and_end_on_a_working_day(
    pauses: list[tuple[int, int]], report: datetime
) -> None:
    closed, _ = close(opened(), CaseOutcome.MOVED, "", NOW)
    case, now = reopen(closed, team(10), report, POLICY, household_busy=False)[0], report
    for wait, length in pauses:
        now += timedelta(days=wait)
        before = case
        case, _ = suspend(case, AWAITING, None, now)
        now += timedelta(days=length)
        case, _ = resume(case, now)
        for was, by in (
            (before.personal_plan_by, case.personal_plan_by),
            (before.investigation_by, case.investigation_by),
        ):
            assert was is not None and by is not None
            assert was <= by and is_working_day(by)
            assert was == by or was >= now.date() - timedelta(days=length), "what had passed has passed"
            assert by >= now.date() or was == by, "none ends while it stands still"

"""The legal clock of an application: two weeks, less what stood still; near and overdue are told once each."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.calendar import after, day_of, morning_of
from libs.contracts.casework import SuspensionGround
from libs.contracts.terms import is_working_day
from services.arrangement.domain.euros import granted_cents
from services.arrangement.domain.term import Term
from tests.unit.arrangement.story import refusal

NEAR, STILL = timedelta(days=3), timedelta(weeks=2)
WAITS = SuspensionGround.AWAITING_RESIDENT
MONDAY = date(2026, 1, 5)


def noon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)


def test_it_ends_two_weeks_after_the_day_of_receipt() -> None:
    assert Term.begins(MONDAY).decide_by == date(2026, 1, 19)


def test_it_does_not_end_in_a_weekend_or_on_a_holiday() -> None:
    assert Term.begins(date(2026, 1, 10)).decide_by == date(2026, 1, 26)  # from a Saturday: not on a Saturday


def test_what_stands_still_does_not_count() -> None:
    term = Term.begins(MONDAY).suspended(WAITS, None, date(2026, 1, 8)).resumed(date(2026, 1, 15))
    assert (term.decide_by, term.days_still, term.suspended_on) == (date(2026, 1, 26), 7, None)


def test_it_runs_on_by_itself_after_the_day_that_was_named() -> None:
    term = Term.begins(MONDAY).suspended(WAITS, date(2026, 1, 12), date(2026, 1, 8))
    assert term.next_look(NEAR, STILL) == after(date(2026, 1, 12))
    assert not term.runs_on(noon(date(2026, 1, 12)))
    assert term.runs_on(after(date(2026, 1, 12)))
    assert term.resumed(date(2026, 1, 14)).days_still == 4


def test_near_and_overdue_are_told_once() -> None:
    term, told = told_of(Term.begins(MONDAY), *range(30))
    assert told == [(11, "near"), (15, "overdue")]
    assert term.next_look(NEAR, STILL) is None


def test_nothing_is_told_of_its_end_while_it_stands_still() -> None:
    term = Term.begins(MONDAY).suspended(WAITS, MONDAY + timedelta(days=100), MONDAY)
    assert term.notices(noon(MONDAY + timedelta(days=100)), NEAR, STILL) == (term, None)
    assert not term.late(MONDAY + timedelta(days=100))


def told_of(term: Term, *days: int) -> tuple[Term, list[tuple[int, str]]]:
    told = []
    for day in days:
        term, what = term.notices(noon(MONDAY + timedelta(days=day)), NEAR, STILL)
        told += [(day, what)] if what else []
    return term, told


def test_that_it_stands_still_without_a_day_is_told_again_and_again() -> None:
    term = Term.begins(MONDAY).suspended(WAITS, None, MONDAY)
    assert term.next_look(NEAR, STILL) == morning_of(MONDAY + STILL)
    term, told = told_of(term, *range(30))
    assert told == [(14, "still"), (28, "still")]
    assert term.next_look(NEAR, STILL) == morning_of(MONDAY + 3 * STILL)
    runs = term.resumed(MONDAY + timedelta(days=30))
    again = runs.suspended(WAITS, None, MONDAY + timedelta(days=31))
    assert again.next_look(NEAR, STILL) == morning_of(MONDAY + timedelta(days=31) + STILL)


def test_that_it_stood_still_while_the_service_was_away_is_told_once() -> None:
    term, told = told_of(Term.begins(MONDAY).suspended(WAITS, None, MONDAY), 100, 101)
    assert told == [(100, "still")]
    assert term.next_look(NEAR, STILL) == morning_of(MONDAY + 8 * STILL)


def test_it_cannot_stand_still_twice_nor_run_on_twice_nor_in_the_past() -> None:
    term = Term.begins(MONDAY)
    with refusal("not-suspended"):
        term.resumed(MONDAY)
    with refusal("until-is-past"):
        term.suspended(WAITS, MONDAY, MONDAY)
    with refusal("term-passed"):
        term.suspended(WAITS, None, date(2026, 1, 20))
    with refusal("already-suspended"):
        term.suspended(WAITS, None, MONDAY).suspended(WAITS, None, MONDAY)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 20)), max_size=6))
def test_it_runs_fourteen_days_however_often_it_stands_still(stops: list[tuple[int, int]]) -> None:
    """And what a weekend or a holiday adds each time; never less."""
    term, today = Term.begins(MONDAY), MONDAY
    for runs, stands in stops:
        today += timedelta(days=runs)
        if today > term.decide_by:
            break
        term = term.suspended(WAITS, None, today)
        today += timedelta(days=stands)
        term = term.resumed(today)
    ran = (term.decide_by - MONDAY).days - term.days_still
    assert 14 <= ran <= 14 + 4 * (1 + len(stops))
    assert is_working_day(term.decide_by)
    assert not term.late(term.decide_by)
    assert term.late(day_of(after(term.decide_by)))


@pytest.mark.parametrize(
    ("per_week", "through", "comes_to"),
    [(700, date(2026, 1, 11), 700), (700, MONDAY, 100), (100, MONDAY, 14), (0, date(2030, 1, 1), 0)],
)
def test_what_a_grant_comes_to(per_week: int, through: date, comes_to: int) -> None:
    assert granted_cents(per_week, MONDAY, through) == comes_to

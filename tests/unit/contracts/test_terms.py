"""Terms in working days, as the law counts them."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.terms import (
    after_working_days,
    after_years,
    in_office_hours,
    is_working_day,
    last_day,
    month_after,
    next_working_day,
    put_off,
    working_days_between,
)
from libs.contracts.words import Urgency
from tests.unit.signalling.office import POLICY


def close_of(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_the_day_itself_does_not_count_and_a_weekend_neither() -> None:
    friday = datetime(2026, 1, 9, 11, 0, tzinfo=UTC)
    assert after_working_days(friday, 1) == close_of(2026, 1, 12, 16)
    assert after_working_days(friday + timedelta(days=1), 1) == close_of(2026, 1, 12, 16)
    assert after_working_days(friday, 5) == close_of(2026, 1, 16, 16)


def test_holidays_are_no_working_days_and_summer_time_keeps_the_hour() -> None:
    thursday_before_easter = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    assert after_working_days(thursday_before_easter, 1) == close_of(2026, 4, 7, 15)
    assert not is_working_day(date(2026, 4, 3)), "Good Friday, by the General Terms Act"
    assert not is_working_day(date(2026, 5, 5)), "Liberation Day, every year"
    assert not is_working_day(date(2026, 4, 27)), "King's Day"


def test_the_day_is_that_of_the_netherlands() -> None:
    sunday_night_in_utc = datetime(2026, 1, 11, 23, 30, tzinfo=UTC)  # Monday in De Bilt
    assert after_working_days(sunday_night_in_utc, 1) == close_of(2026, 1, 13, 16)


@given(st.dates(date(2024, 1, 1), date(2035, 1, 1)), st.integers(1, 30))
def test_a_term_ends_on_a_working_day_after_as_many_of_them(day: date, days: int) -> None:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    end = after_working_days(moment, days)
    assert end > moment
    assert is_working_day(end.date())
    assert after_working_days(moment, days + 1) > end


@given(st.dates(date(2024, 1, 1), date(2035, 1, 1)), st.integers(1, 100))
def test_a_term_that_ends_on_a_free_day_ends_on_the_first_working_day_after_it(day: date, days: int) -> None:
    end, written = last_day(day, days), day + timedelta(days=days)
    assert is_working_day(end)
    assert end == written or not is_working_day(written)
    assert not any(is_working_day(written + timedelta(days=each)) for each in range((end - written).days))
    assert last_day(day, days + 1) >= end


def test_free_days_in_a_row_are_passed_over_together() -> None:
    # Christmas is on a Friday and a Saturday, and then it is Sunday
    assert next_working_day(date(2026, 12, 25)) == date(2026, 12, 28)
    assert last_day(date(2026, 3, 27), 7) == date(2026, 4, 7), "Good Friday, Easter and Easter Monday"
    assert last_day(date(2026, 1, 5), 7) == date(2026, 1, 12)


def test_the_office_is_open_by_the_clock_in_the_kitchen() -> None:
    hours = time(8, 30), time(17, 0)
    monday_in_summer = datetime(2026, 7, 6, tzinfo=UTC)
    assert in_office_hours(monday_in_summer.replace(hour=6, minute=30), *hours)
    assert not in_office_hours(monday_in_summer.replace(hour=6, minute=29), *hours)
    assert not in_office_hours(monday_in_summer.replace(hour=15), *hours)
    assert not in_office_hours(monday_in_summer.replace(hour=12) - timedelta(days=1), *hours)


def test_a_pause_over_a_weekend_and_a_holiday_takes_the_working_days_only() -> None:
    thursday_before_easter = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    wednesday_after = datetime(2026, 4, 8, 9, 0, tzinfo=UTC)
    assert working_days_between(thursday_before_easter, wednesday_after) == 2, "Tuesday and Wednesday"
    due = after_working_days(thursday_before_easter, 1)
    assert put_off(due, thursday_before_easter, wednesday_after) == close_of(2026, 4, 9, 15)
    assert working_days_between(wednesday_after, thursday_before_easter) == 0


def test_a_pause_that_took_the_rest_of_the_last_day_leaves_the_next() -> None:
    wednesday_morning = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)
    due = close_of(2026, 1, 7, 16)
    assert put_off(due, wednesday_morning, wednesday_morning + timedelta(hours=2)) == due
    assert put_off(due, wednesday_morning, wednesday_morning + timedelta(hours=9)) == close_of(2026, 1, 8, 16)


MOMENTS = st.integers(0, 100_000).map(lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
HOURS = st.integers(0, 1_000)


@given(MOMENTS, st.integers(1, 30), HOURS, HOURS, HOURS)
def test_a_pause_never_shortens_a_term_and_a_longer_one_moves_it_no_less(
    began: datetime, days: int, wait: int, first: int, more: int
) -> None:
    due = after_working_days(began, days)
    since = began + timedelta(hours=wait)
    short, long = since + timedelta(hours=first), since + timedelta(hours=first + more)
    assert due <= put_off(due, since, short) <= put_off(due, since, long)
    assert put_off(due, since, short) > short
    assert working_days_between(since, long) == working_days_between(since, short) + working_days_between(short, long)


@given(MOMENTS, st.integers(1, 30), st.integers(0, 40))
def test_after_a_pause_as_many_working_days_are_left_as_before_it(began: datetime, days: int, pause: int) -> None:
    resumed = began + timedelta(days=pause)
    moved = put_off(after_working_days(began, days), began, resumed)
    assert working_days_between(resumed, moved) == days


def test_years_are_those_of_the_calendar() -> None:
    assert after_years(datetime(2026, 3, 1, 10, tzinfo=UTC), 15) == datetime(2041, 3, 1, 10, tzinfo=UTC)
    assert after_years(datetime(2024, 2, 29, 10, tzinfo=UTC), 15) == datetime(2039, 3, 1, 10, tzinfo=UTC)


def test_the_promise_follows_the_urgency() -> None:
    monday = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
    assert POLICY.pick_up_by(Urgency.ACUTE, monday) == monday + timedelta(hours=1)
    assert POLICY.pick_up_by(Urgency.URGENT, monday) == close_of(2026, 1, 6, 16)
    assert POLICY.pick_up_by(Urgency.SOON, monday) == close_of(2026, 1, 8, 16)
    assert POLICY.pick_up_by(Urgency.ROUTINE, monday) == close_of(2026, 1, 12, 16)


def test_a_month_ends_on_the_same_day_or_on_the_last_and_never_on_a_day_off() -> None:
    noon = {
        (2026, 1, 5): date(2026, 2, 5),
        (2026, 1, 30): date(2026, 3, 2),  # 28 February is a Saturday
        (2026, 3, 31): date(2026, 4, 30),
        (2026, 12, 25): date(2027, 1, 25),
        (2026, 4, 5): date(2026, 5, 6),  # Liberation Day
    }
    assert {day: month_after(datetime(*day, 12, tzinfo=UTC)) for day in noon} == noon


@given(st.dates(date(2024, 1, 1), date(2035, 1, 1)))
def test_a_term_that_would_end_on_a_day_off_ends_on_the_first_working_day_after_it(day: date) -> None:
    end = next_working_day(day)
    assert is_working_day(end)
    assert not any(is_working_day(day + timedelta(days=each)) for each in range((end - day).days))

"""A date of birth is read as it is written, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.birth import OLDEST, Birth, birth_of


@pytest.mark.parametrize(
    "written",
    [
        "1985-06-01",
        "1985-6-1",
        "01-06-1985",
        "1/6/1985",
        "1.6.1985",
        "01 06 1985",
        "19850601",
        "01061985",
        "1 juni 1985",
        "1 Juni 1985",
        "1-jun-1985",
        "1 jun. 1985",
        " 1985-06-01T00:00:00Z ",
        "1985-06-01T00:00",
    ],
)
def test_each_notation_gives_its_day(written: str) -> None:
    assert _day(written) == date(1985, 6, 1)


def test_the_day_comes_before_the_month() -> None:
    assert _day("01-02-1950") == _day("1 februari 1950") == date(1950, 2, 1)
    assert _day("02-13-1950") is None


def test_run_together_it_is_read_from_the_side_where_the_year_can_be() -> None:
    assert _day("20121950") == date(1950, 12, 20)
    assert _day("20101219") == date(2010, 12, 19)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "onbekend",
        "1985",
        "1985-02-30",
        "31 foo 1985",
        "31 februari 1985",
        "1985-06-01T23:00:00Z",
        "1899-12-31",
        "0000-00-00",
        "00000000",
        "1061985",
        "1٠-06-1985",
    ],
)
def test_what_is_no_day_is_none(written: str | None) -> None:
    assert birth_of(written) is None


@pytest.mark.parametrize("written", ["01-02-50", "50-02-01", "1 feb 50", "010250", "'50"])
def test_a_year_of_two_digits_is_of_two_centuries(written: str) -> None:
    assert birth_of(written) is None


@pytest.mark.parametrize("written", ["19500000", "00-00-1950", "1950-00-00", "0-0-1950", "1950-00-17", "17-00-1950"])
def test_of_what_is_partly_unknown_the_year_is_certain(written: str) -> None:
    assert birth_of(written) == Birth(date(1950, 1, 1), date(1950, 12, 31))


def test_a_month_may_be_certain_without_the_day() -> None:
    assert birth_of("00-02-1952") == birth_of("19520200") == Birth(date(1952, 2, 1), date(1952, 2, 29))
    assert _day("00-02-1952") is None
    assert birth_of("00-13-1952") is None


@given(st.dates(OLDEST))
def test_every_day_is_read_in_both_orders(day: date) -> None:
    together = [_day(f"{day:%Y%m%d}"), _day(f"{day:%d%m%Y}")] if day.year < 2100 else []
    apart = [_day(day.isoformat()), _day(f"{day:%d-%m-%Y}"), _day(f"{day.day}/{day.month}/{day.year}")]
    assert {*apart, *together} == {day}


@given(st.text(max_size=30))
def test_no_text_is_too_much_for_it(text: str) -> None:
    found = birth_of(text)
    assert found is None or found.earliest <= found.latest


def _day(written: str) -> date | None:
    found = birth_of(written)
    return found.day if found else None

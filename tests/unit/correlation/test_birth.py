"""A date of birth is read as it is written, and never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.correlation.birth import birth_date


@pytest.mark.parametrize(
    "written",
    [
        "1985-06-15",
        "15-06-1985",
        "15/6/1985",
        "15.06.1985",
        "19850615",
        "15061985",
        "15 juni 1985",
        "15-jun-1985",
        " 1985-06-15T00:00:00Z ",
    ],
)
def test_each_notation_gives_its_day(written: str) -> None:
    assert birth_date(written) == date(1985, 6, 15)


@pytest.mark.parametrize("written", ["", "onbekend", "1985", "1985-02-30", "15-06-85", "00-00-1985", "31 foo 1985"])
def test_what_is_no_day_is_none(written: str) -> None:
    assert birth_date(written) is None


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_every_day_is_read_in_both_orders(day: date) -> None:
    assert birth_date(day.isoformat()) == birth_date(f"{day:%d-%m-%Y}") == birth_date(f"{day:%Y%m%d}") == day


@given(st.text(max_size=30))
def test_no_text_is_too_much_for_it(text: str) -> None:
    birth_date(text)

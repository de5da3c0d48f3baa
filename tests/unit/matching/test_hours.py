"""Weekly hours: open or not, and which parts of the day they are."""

from datetime import time

import pytest

from libs.contracts.words import PartOfDay
from services.matching.domain.hours import Hours, parts_of

MONDAY, SUNDAY = 1, 7


def test_open_from_the_first_minute_to_the_last_but_not_at_closing_time() -> None:
    hours = Hours(MONDAY, time(9), time(17))
    assert [hours.covers(MONDAY, at) for at in (time(8, 59), time(9), time(16, 59), time(17))] == [0, 1, 1, 0]
    assert not hours.covers(SUNDAY, time(10))


def test_closing_at_midnight_is_open_until_the_day_ends() -> None:
    assert Hours(MONDAY, time(18), time(0)).covers(MONDAY, time(23, 59))
    assert Hours(MONDAY, time(0), time(0)).covers(MONDAY, time(0))


def test_hours_that_end_before_they_begin_are_no_hours() -> None:
    for opens, closes in ((time(17), time(9)), (time(9), time(9))):
        with pytest.raises(ValueError, match="end before they begin"):
            Hours(MONDAY, opens, closes)
    with pytest.raises(ValueError, match="weekday"):
        Hours(8, time(9), time(17))


def test_parts_of_the_day_follow_from_the_hours() -> None:
    office, dinner, mass = (
        Hours(MONDAY, time(9), time(17)),
        Hours(MONDAY, time(17), time(0)),
        Hours(7, time(9), time(11)),
    )
    assert parts_of([office]) == (PartOfDay.MORNING, PartOfDay.AFTERNOON)
    assert parts_of([dinner]) == (PartOfDay.AFTERNOON, PartOfDay.EVENING)
    assert parts_of([mass]) == (PartOfDay.WEEKEND,)

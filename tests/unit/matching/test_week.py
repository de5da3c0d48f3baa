"""The hours of the week that a search asks for."""

from datetime import time

import pytest

from libs.contracts.words import PartOfDay
from services.matching.domain.week import DAY, windows

TUESDAY = DAY


@pytest.mark.parametrize(
    ("weekday", "at", "part", "expected"),
    [
        (2, time(14, 30), None, ((TUESDAY + 870, TUESDAY + 871),)),
        (2, None, None, ((TUESDAY, TUESDAY + DAY),)),
        (2, None, PartOfDay.EVENING, ((TUESDAY + 1080, TUESDAY + DAY),)),
        (None, None, PartOfDay.WEEKEND, ((5 * DAY, 6 * DAY), (6 * DAY, 7 * DAY))),
        (6, None, PartOfDay.MORNING, ()),
        (2, time(14), PartOfDay.MORNING, ()),
        (7, time(23, 59), PartOfDay.WEEKEND, ((7 * DAY - 1, 7 * DAY),)),
    ],
)
def test_a_day_a_time_and_a_part_of_the_day_narrow_each_other(
    weekday: int | None, at: time | None, part: PartOfDay | None, expected: tuple[tuple[int, int], ...]
) -> None:
    assert windows(weekday, at, part) == expected


def test_a_time_without_a_day_is_that_time_on_any_day() -> None:
    assert windows(None, time(9), None) == tuple((day * DAY + 540, day * DAY + 541) for day in range(7))


def test_nothing_asked_is_not_the_same_as_hours_that_exclude_each_other() -> None:
    assert windows(None, None, None) is None

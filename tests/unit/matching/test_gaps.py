"""A gap is told from enough cases on, again when it grew, once when it closes; a broken promise is told too."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.gaps import GapClosed, GapEvent, GapGrown, GapOpened, GapPromiseOverdue, GapSize
from libs.contracts.refusals import Refused
from libs.contracts.words import Category
from services.matching.domain.gap import LATEST, Count, Gap, GapRules, counted, left_open, promise_over, taken_up
from tests.unit.matching.people import new_id, quick

TODAY = date(2026, 1, 5)
RULES = GapRules(enough=3, grows_by_percent=50, period=timedelta(weeks=6), certificate_ends=timedelta(days=60))
DAY = timedelta(days=1)


def a_gap() -> Gap:
    return Gap(id=new_id(), neighbourhood="west", category=Category.EATING)


def count(cases: int) -> Count:
    return Count(2 * cases, cases, TODAY if cases else None)


def told(*numbers: int) -> list[GapEvent]:
    """What is told of a gap of which these cases are counted, one after the other."""
    gap, events = a_gap(), list[GapEvent]()
    for cases in numbers:
        gap, more = counted(gap, count(cases), RULES, TODAY)
        events += more
    return events


@quick
@given(st.lists(st.integers(0, 40), max_size=30))
def test_it_opens_grows_and_closes_in_that_order_and_few_are_never_told(numbers: list[int]) -> None:
    events = told(*numbers)
    is_open, highest = False, 0
    for event in events:
        assert is_open != isinstance(event, GapOpened)
        is_open = not isinstance(event, GapClosed)
        if isinstance(event, GapSize):
            assert event.cases >= RULES.enough
            assert isinstance(event, GapOpened) or 2 * event.cases >= 3 * highest
            highest = event.cases
    enough = bool(numbers) and numbers[-1] >= RULES.enough
    assert is_open or not enough


@quick
@given(st.lists(st.integers(0, 40), max_size=30))
def test_counting_the_same_again_tells_nothing(numbers: list[int]) -> None:
    twice = [each for each in numbers for _ in range(2)]
    assert told(*twice) == told(*numbers)


def test_what_goes_up_and_down_is_not_told_each_time() -> None:
    events = told(4, 5, 4, 6, 4, 6, 1, 6, 9, 0, 3)
    assert [type(each) for each in events] == [GapOpened, GapGrown, GapGrown, GapClosed, GapOpened]


def test_a_promise_is_told_to_be_overdue_once_and_not_after_the_gap_closed() -> None:
    gap, _ = counted(a_gap(), count(1), RULES, TODAY)
    gap, _ = taken_up(gap, None, TODAY, TODAY)
    assert promise_over(gap, TODAY) == (gap, [])
    late, [overdue] = promise_over(gap, TODAY + DAY)
    assert isinstance(overdue, GapPromiseOverdue)
    assert promise_over(late, TODAY + DAY) == (late, [])
    again, _ = taken_up(late, None, TODAY + 7 * DAY, TODAY + DAY)
    assert promise_over(again, TODAY + DAY)[1] == []
    closed, _ = counted(gap, count(0), RULES, TODAY)
    assert promise_over(closed, TODAY + DAY)[1] == []
    given_up, _ = left_open(gap, "no_money")
    assert promise_over(given_up, TODAY + DAY)[1] == []


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + LATEST + DAY, date(2200, 1, 1)])
def test_a_promise_is_for_a_day_to_come_that_somebody_lives_to_see(day: date) -> None:
    gap, _ = counted(a_gap(), count(5), RULES, TODAY)
    with pytest.raises(Refused, match="promise-date"):
        taken_up(gap, None, day, TODAY)


def test_nothing_is_said_to_a_gap_that_closed() -> None:
    with pytest.raises(Refused, match="gap-closed"):
        taken_up(a_gap(), None, TODAY, TODAY)
    with pytest.raises(Refused, match="gap-closed"):
        left_open(a_gap(), "no_money")

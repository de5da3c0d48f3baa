"""Residents' own research: what may be answered, and that nobody is found in the results."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.refusals import Refused
from services.intake.domain.survey import FEWEST, Option, Question, Survey, check, require_over, shown

OPENS, UNTIL = date(2026, 3, 2), date(2026, 3, 31)


def question(code: str, *options: str, at_most: int = 1) -> Question:
    return Question(code, "", tuple(Option(each, "") for each in options), at_most)


KNOWS, MISSES = question("knows", "yes", "no", "some"), question("misses", "meals", "shop", "bench", at_most=2)
SURVEY = Survey(UUID(int=1), "", ("de-bilt-west",), OPENS, UNTIL, (KNOWS, MISSES))


@pytest.mark.parametrize("day", [OPENS, UNTIL])
def test_a_question_may_be_left_out_on_any_day_of_the_survey(day: date) -> None:
    check(SURVEY, "de-bilt-west", {"misses": ("meals", "bench")}, day)
    check(SURVEY, "de-bilt-west", {}, day)


@pytest.mark.parametrize(
    ("neighbourhood", "answers", "day", "slug"),
    [
        ("de-bilt-west", {}, OPENS - timedelta(days=1), "survey-not-open"),
        ("de-bilt-west", {}, UNTIL + timedelta(days=1), "survey-not-open"),
        ("maartensdijk", {}, OPENS, "not-asked-here"),
        ("de-bilt-west", {"lonely": ("yes",)}, OPENS, "question-unknown"),
        ("de-bilt-west", {"knows": ("perhaps",)}, OPENS, "option-unknown"),
        ("de-bilt-west", {"knows": ("yes", "no")}, OPENS, "too-many-options"),
        ("de-bilt-west", {"misses": ("shop", "shop")}, OPENS, "too-many-options"),
    ],
)
def test_what_the_survey_does_not_ask_is_refused(
    neighbourhood: str, answers: dict[str, Sequence[str]], day: date, slug: str
) -> None:
    with pytest.raises(Refused, match=slug):
        check(SURVEY, neighbourhood, answers, day)


def test_results_wait_until_the_last_answer_may_have_come() -> None:
    with pytest.raises(Refused, match="survey-open"):
        require_over(SURVEY, UNTIL)
    require_over(SURVEY, UNTIL + timedelta(days=1))


def test_one_small_count_hides_another_that_would_give_it_away() -> None:
    assert shown(KNOWS, 30, {"yes": 20, "no": 7, "some": 3}) == {"yes": 20, "no": None, "some": None}
    assert shown(KNOWS, 30, {"yes": 20, "no": 10}) == {"yes": 20, "no": 10, "some": None}
    assert shown(KNOWS, 30, {"yes": 20, "no": 7}) == {"yes": 20, "no": None, "some": None}
    assert shown(MISSES, 30, {"meals": 27, "shop": 25, "bench": 4}) == {"meals": None, "shop": 25, "bench": None}


@given(chosen=st.lists(st.integers(0, 30), min_size=3, max_size=3), silent=st.integers(0, 12))
def test_nobody_is_found_among_those_who_choose_one(chosen: list[int], silent: int) -> None:
    answers = sum(chosen) + silent
    counts = dict(zip(("yes", "no", "some"), chosen, strict=True))
    seen = [number for number in shown(KNOWS, answers, counts).values() if number is not None]
    left_over = answers - sum(seen)
    assert all(number >= FEWEST for number in seen)
    assert not seen or left_over == 0 or left_over >= FEWEST


@given(answers=st.integers(0, 40), data=st.data())
def test_nobody_is_found_among_those_who_choose_several_or_do_not(answers: int, data: st.DataObject) -> None:
    counts = {each.code: data.draw(st.integers(0, answers)) for each in MISSES.options}
    for number in shown(MISSES, answers, counts).values():
        assert number is None or (number >= FEWEST and (answers == number or answers - number >= FEWEST))

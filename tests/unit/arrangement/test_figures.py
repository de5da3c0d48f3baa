"""In what answers add up to nobody is recognised, whichever two figures are held beside each other."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.surveys import Group, Moment
from services.arrangement.domain.figures import FEWEST, Answer, Figures, Period, figures

DAY = date(2026, 1, 5)
DAYS = st.integers(0, 9).map(lambda days: DAY + timedelta(days=days))
ANSWERS = st.lists(
    st.builds(
        Answer,
        st.just(Group.RESIDENT),
        st.sampled_from(["de-bilt-west", "de-bilt-oost"]),
        st.sampled_from(Moment),
        DAYS,
        st.booleans(),
        st.none() | st.integers(1, 10),
    ),
    max_size=30,
)
PERIODS = st.builds(Period, st.none() | DAYS, st.none() | DAYS)


def shown(answers: list[Answer], period: Period | None = None) -> Figures:
    return figures(Counter(), answers, period or Period())[0]


def said(helped_well: bool, mark: int | None = None) -> Answer:
    return Answer(Group.RESIDENT, "de-bilt-west", Moment.ON_THE_WAY, DAY, helped_well, mark)


def test_of_fewer_than_five_answers_only_their_number_is_shown() -> None:
    few = shown([said(True, 8)] * 4)
    assert (few.answered, few.counted, few.helped_well, few.share, few.mean_mark) == (4, 0, None, None, None)
    assert few.too_few
    enough = shown([*[said(True, 8)] * 4, said(False, 6)])
    assert (enough.share, enough.mean_mark, enough.too_few) == (0.8, 7.6, False)


def test_the_mark_of_the_only_one_who_gave_one_is_not_shown() -> None:
    five = shown([*[said(True)] * 4, said(False, 3)])
    assert (five.helped_well, five.mean_mark) == (4, None)


def test_marks_are_of_the_same_fives_as_what_was_said() -> None:
    """Else the mark of whoever answers next would be what the mean moves by, while nothing else does."""
    ten = [said(True, 7)] * 4 + [said(True)] + [said(True, 8)] * 5
    for mark in range(1, 11):
        assert shown([*ten, said(True, mark)]).mean_mark == shown(ten).mean_mark == 8


def test_five_who_were_asked_at_two_moments_are_too_few_for_each() -> None:
    """The only one of five who was asked at the end would be known by that."""
    later = replace(said(False), moment=Moment.AT_THE_END)
    assert shown([*[said(True)] * 4, later]).too_few


@given(ANSWERS, st.tuples(PERIODS, PERIODS), st.integers(0, 30))
def test_two_figures_differ_by_nobodys_answer_or_that_of_five(
    answers: list[Answer], periods: tuple[Period, Period], before: int
) -> None:
    """Of other days, of one neighbourhood among all, and before and after somebody answers."""
    one, other = (shown(answers, period) for period in periods)
    place = [each for each in answers if each.neighbourhood == "de-bilt-west"]
    for here, there in (
        (one, other),
        (one, shown(place, periods[0])),
        (one, shown(answers[:before], periods[0])),
    ):
        assert here.counted % FEWEST == there.counted % FEWEST == 0
        if here.counted == there.counted and periods[0] == periods[1]:
            assert here.helped_well == there.helped_well
    assert all(each.too_few == (each.counted == 0) for each in (one, other))

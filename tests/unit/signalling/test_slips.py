"""One slip is one letter, and two are too many."""

from hypothesis import given
from hypothesis import strategies as st

from services.signalling.domain.slips import one_slip_apart

WORDS = st.text("abcd", max_size=6)


@given(WORDS, st.integers(0, 6), st.sampled_from("abcd"))
def test_one_slip_is_one_letter_missed_added_or_changed(word: str, at: int, letter: str) -> None:
    for slip in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]):
        assert one_slip_apart(word, slip) or abs(len(word) - len(slip)) > 1
        assert one_slip_apart(word, slip) == one_slip_apart(slip, word)


@given(WORDS, st.integers(0, 4))
def test_one_slip_is_two_neighbours_swapped(word: str, at: int) -> None:
    assert one_slip_apart(word, word[:at] + word[at : at + 2][::-1] + word[at + 2 :])


def test_two_slips_are_too_many() -> None:
    assert not one_slip_apart("jansen", "jonsem")
    assert not one_slip_apart("jansen", "jan")
    assert not one_slip_apart("abcd", "cbad")

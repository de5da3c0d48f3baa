"""Whom a signal is compared with: few, and the right ones."""

from uuid import UUID

from services.signalling.domain.register import MOST_COMPARED, likely

SHE, NAMESAKES = UUID(int=1), [UUID(int=2 + number) for number in range(50)]


def test_a_resident_is_found_again_however_many_namesakes_came_after_her() -> None:
    left_on = {b"name": NAMESAKES, b"year": NAMESAKES, b"day": NAMESAKES, b"door": [SHE]}
    compared = likely(left_on, left_on)
    assert compared[0] == SHE
    assert len(compared) == MOST_COMPARED


def test_of_as_likely_ones_the_latest_are_compared_and_never_the_signal_itself() -> None:
    left_on = {b"name": NAMESAKES}
    assert likely(left_on, left_on, but=NAMESAKES[-1]) == NAMESAKES[-2 : -2 - MOST_COMPARED : -1]

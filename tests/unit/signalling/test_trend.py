"""What rises in a neighbourhood is told to the service consultation; a small count is not."""

import pytest

from libs.contracts.words import SignalKind
from services.signalling.domain.trend import Trend, shown


@pytest.mark.parametrize(
    ("lately", "before", "rising"), [(6, 4, True), (5, 0, True), (4, 0, False), (7, 5, False), (30, 20, True)]
)
def test_half_as_many_again_rises_unless_it_is_few(lately: int, before: int, rising: bool) -> None:
    assert Trend("west", SignalKind.LONELINESS, lately, before).rising is rising


def test_a_small_count_is_not_told() -> None:
    assert [shown(number) for number in (0, 4, 5)] == [None, None, 5]

"""What a reporter is told of its own signal, and that it cannot see more than it may hear."""

import pytest

from services.signalling.domain.answers import AnswerState, told_to
from services.signalling.domain.signal import State, close, pick_up
from tests.unit.signalling.office import Office, worry

RECEIVED, PICKED_UP, CLOSED = AnswerState.RECEIVED, AnswerState.PICKED_UP, AnswerState.CLOSED
EVERY = frozenset({RECEIVED, PICKED_UP, CLOSED})


@pytest.mark.parametrize(
    ("state", "picked_up", "told"),
    [
        (State.HELD, False, RECEIVED),
        (State.RAISED, False, RECEIVED),
        (State.GAP_LISTED, False, RECEIVED),
        (State.YOUTH_ROUTED, False, RECEIVED),
        (State.PICKED_UP, True, PICKED_UP),
        (State.CLOSED, True, CLOSED),
        (State.CLOSED, False, CLOSED),
        (State.DISMISSED, False, CLOSED),
        (State.ERASED, False, CLOSED),
    ],
)
def test_who_may_hear_all_hears_how_far_it_came(state: State, picked_up: bool, told: AnswerState) -> None:
    assert told_to(EVERY, state, picked_up=picked_up) is told


def test_what_is_beyond_is_told_as_the_last_that_may_be_heard() -> None:
    first, second = frozenset({RECEIVED}), frozenset({RECEIVED, PICKED_UP})
    assert told_to(first, State.PICKED_UP, picked_up=True) is told_to(first, State.CLOSED, picked_up=True) is RECEIVED
    assert told_to(second, State.CLOSED, picked_up=True) is told_to(second, State.ERASED, picked_up=True) is PICKED_UP
    assert told_to(frozenset({RECEIVED, CLOSED}), State.PICKED_UP, picked_up=True) is RECEIVED


def test_what_nobody_picked_up_is_never_told_as_picked_up() -> None:
    assert told_to(frozenset({RECEIVED, PICKED_UP}), State.DISMISSED, picked_up=False) is RECEIVED


@pytest.mark.parametrize("more", [(), (PICKED_UP,), (CLOSED,), (PICKED_UP, CLOSED)])
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("picked_up", [True, False])
def test_nobody_hears_what_it_may_not(more: tuple[AnswerState, ...], state: State, picked_up: bool) -> None:
    may_hear = frozenset({RECEIVED, *more})
    assert told_to(may_hear, state, picked_up=picked_up) in may_hear


def test_a_signal_remembers_that_it_was_picked_up_when_it_is_closed() -> None:
    office = Office()
    signal = office.take(worry(urgency="acute"))
    picked_up, _ = pick_up(signal, signal.id)
    closed, _ = close(picked_up, signal.id)
    assert (signal.picked_up, picked_up.picked_up, closed.picked_up) == (False, True, True)

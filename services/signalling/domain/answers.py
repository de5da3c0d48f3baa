"""What a reporter is told of its own signal: how far it came, and never what was found."""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from services.signalling.domain.signal import OVER, State


class AnswerState(StrEnum):
    """In the order in which they follow each other; `refused` is told of what never became a signal."""

    RECEIVED = "received"
    PICKED_UP = "picked_up"
    CLOSED = "closed"
    REFUSED = "refused"


def told_to(may_hear: AbstractSet[AnswerState], state: State, *, picked_up: bool) -> AnswerState:
    """The last that happened of what this reporter may hear. That something beyond it happened cannot be seen in it."""
    happened = {
        AnswerState.PICKED_UP: picked_up,
        AnswerState.CLOSED: state in OVER,
    }
    heard = [answer for answer, has in happened.items() if has and answer in may_hear]
    return heard[-1] if heard else AnswerState.RECEIVED

"""What is due for a signal, and when: its timers follow from what it is."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID

from libs.contracts.terms import after_years
from services.signalling.domain.policy import Policy
from services.signalling.domain.signal import ENDED, Signal, State

HOLD_ENDING = "hold_ending"
OVERDUE = "overdue"
ERASURE = "erasure"
REFUSAL_ERASURE = "refusal_erasure"
QUESTION_ERASURE = "question_erasure"
#: Of a household that a signal has left.
VACATED = "vacated"


def moved(
    policy: Policy, now: datetime, before: Signal | None, after: Signal
) -> tuple[Mapping[str, datetime], AbstractSet[str]]:
    """What is to be set or moved and to when, and what is no longer due. Nothing held ends unseen."""
    was = _due(before, policy, now) if before else {}
    due = _due(after, policy, now)
    return {kind: moment for kind, moment in due.items() if moment != was.get(kind)}, was.keys() - due.keys()


def vacated(before: Signal | None, after: Signal) -> UUID | None:
    """The household that a signal has left, about which there may be no signal any more.

    Not one that intake was told of: it may be about to refer to it.
    """
    left = before is not None and before.state is State.HELD and before.household != after.household
    return before.household if before is not None and left else None


def _due(signal: Signal, policy: Policy, now: datetime) -> dict[str, datetime]:
    if signal.state is State.HELD and signal.hold_until:
        return {HOLD_ENDING: signal.hold_until - policy.notice}
    if signal.state is State.RAISED and signal.pick_up_by and not signal.pause:
        return {OVERDUE: signal.pick_up_by}
    if signal.state in ENDED:
        return {ERASURE: _erased_at(signal.state, policy, now)}
    return {}


def _erased_at(state: State, policy: Policy, ended: datetime) -> datetime:
    """Of what ended at this moment."""
    if state is State.CLOSED:
        return after_years(ended, policy.case_years)
    keep = {
        State.DISMISSED: policy.keep_dismissed,
        State.GAP_LISTED: policy.keep_gap,
        State.YOUTH_ROUTED: policy.keep_youth,
    }
    return ended + keep[state]

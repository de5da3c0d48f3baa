"""What is due for a signal: its timers follow from what it is."""

from datetime import datetime

from libs.delivery.work import Work
from services.signalling.domain.policy import Policy
from services.signalling.domain.signal import Signal, State
from services.signalling.settings import Settings

HOLD_ENDING = "hold_ending"
OVERDUE = "overdue"
ERASURE = "erasure"
REFUSAL_ERASURE = "refusal_erasure"


def keep(work: Work[Settings], policy: Policy, before: Signal | None, after: Signal) -> None:
    """Set, move and cancel timers for a change. Nothing held ends unseen, nothing raised is forgotten."""
    was = _due(before, policy, work.now) if before else {}
    now = _due(after, policy, work.now)
    for kind in was.keys() - now.keys():
        work.cancel(after.id, kind)
    for kind, moment in now.items():
        if moment != was.get(kind):
            work.schedule(after.id, kind, moment)


def _due(signal: Signal, policy: Policy, now: datetime) -> dict[str, datetime]:
    if signal.state is State.HELD and signal.hold_until:
        return {HOLD_ENDING: signal.hold_until - policy.notice}
    if signal.state is State.RAISED and signal.pick_up_by:
        return {OVERDUE: signal.pick_up_by}
    if signal.state is State.DISMISSED:
        return {ERASURE: now + policy.keep_dismissed}
    if signal.state is State.CLOSED:
        return {ERASURE: now + policy.keep_closed}
    return {}

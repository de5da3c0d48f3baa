"""What is due for a signal: its timers follow its state."""

from libs.delivery.work import Work
from services.signalling.domain.signal import Signal, State
from services.signalling.settings import Settings

HOLD_ENDING = "hold_ending"
OVERDUE = "overdue"
ERASURE = "erasure"


def keep(work: Work[Settings], before: Signal | None, after: Signal) -> None:
    """Set and cancel timers for a change. Nothing held ends unseen, nothing raised is forgotten."""
    was = before.state if before else State.ACCEPTED
    if after.state is was:
        return
    if was is State.HELD:
        work.cancel(after.id, HOLD_ENDING)
    if was is State.RAISED:
        work.cancel(after.id, OVERDUE)
    policy = work.settings.policy
    if after.state is State.HELD and after.hold_until:
        work.schedule(after.id, HOLD_ENDING, after.hold_until - policy.notice)
    elif after.state is State.RAISED and after.pick_up_by:
        work.schedule(after.id, OVERDUE, after.pick_up_by)
    elif after.state is State.DISMISSED:
        work.schedule(after.id, ERASURE, work.now + policy.keep_dismissed)
    elif after.state is State.CLOSED:
        work.schedule(after.id, ERASURE, work.now + policy.keep_closed)

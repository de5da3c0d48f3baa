"""The clock of a promise stands still for a while: never to make it shorter, never for what is acute."""

from datetime import datetime

from libs.contracts.refusals import Refused
from libs.contracts.words import Urgency
from services.signalling.domain.policy import Policy
from services.signalling.domain.signal import Change, Signal, State, pause, resume


def pause_by_person(signal: Signal, ground: str, now: datetime) -> Change:
    """Nobody can be reached for a while, a person says. Raises Refused when there is no promise that can wait."""
    if signal.state is not State.RAISED:
        raise Refused(
            "signal-not-raised", f"Only a raised signal has a term to be paused; this one is {signal.state.value}."
        )
    if signal.pause:
        raise Refused("signal-paused", "It is paused already; resume it first.")
    if signal.urgency is Urgency.ACUTE:
        raise Refused("acute-not-paused", "An acute signal is picked up at once: it cannot wait.")
    if signal.late(now):
        raise Refused("signal-late", "Its term is over: a promise that is broken is not mended by a pause. Pick it up.")
    return pause(signal, ground, now)


def resume_by_person(policy: Policy, signal: Signal, now: datetime) -> Change:
    """The clock runs again. Raises Refused when it never stood still."""
    if not signal.pause:
        raise Refused("signal-not-paused", "It is not paused.")
    return running(policy, signal, now)


def running(policy: Policy, signal: Signal, now: datetime) -> Change:
    """The same signal with its clock running; the promise later by what a pause took. Nothing when it runs already."""
    if not signal.pause or not signal.pick_up_by:
        return signal, []
    return resume(signal, policy.put_off(signal.urgency, signal.pick_up_by, signal.pause.since, now))

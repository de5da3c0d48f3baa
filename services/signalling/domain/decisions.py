"""What happens to a signal, and to those that wait beside it: accepted, amended, raised, dismissed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from libs.contracts.refusals import Refused
from libs.contracts.signals import MOST_BESIDE, SignalSubmitted
from libs.contracts.words import SignalKind
from services.signalling.domain.admission import marks_of
from services.signalling.domain.household import Household
from services.signalling.domain.identity import Identity, is_minor
from services.signalling.domain.judgement import OPEN_CASE, PERSON, judge, weigh
from services.signalling.domain.pausing import running
from services.signalling.domain.policy import Policy
from services.signalling.domain.register import Register
from services.signalling.domain.reporters import way_in_of
from services.signalling.domain.resolving import resolve
from services.signalling.domain.signal import (
    OVER,
    Beside,
    Change,
    Decision,
    Signal,
    State,
    accepted,
    amended,
    correlated,
    dismiss,
    hold,
    list_gap,
    part,
    raise_,
    resume,
    route_youth,
)

#: What intake has not been told yet can still be judged anew when the partner amends it.
OPEN_TO_JUDGEMENT = frozenset({State.HELD, State.GAP_LISTED, State.YOUTH_ROUTED})


@dataclass(frozen=True)
class Desk:
    """What every decision leans on: the policy, the present moment, new ids."""

    policy: Policy
    now: datetime
    new_id: Callable[[], UUID]


def accept(
    desk: Desk, register: Register, id_: UUID, source: str, told: SignalSubmitted, identity: Identity
) -> list[Change]:
    """A new signal, and what follows for it and for those held beside it. The register is brought up to date."""
    household, neighbourhood = _place(desk, register, told, identity)
    signal = Signal(
        id=id_,
        source=source,
        partner=told.partner,
        kind=told.kind,
        urgency=told.urgency,
        certainty=told.certainty,
        marks=(*identity.marks, *marks_of(desk.policy, told)),
        discretion=told.discretion,
        points=desk.policy.points_of(told.kind, told.urgency, told.certainty),
        way_in=way_in_of(told),
        accepted_at=desk.now,
        neighbourhood=neighbourhood,
        household=household,
    )
    signal = _recognised(register, signal, identity)
    return _kept(register, [(signal, [accepted(signal), *correlated(signal)]), *_settle(desk, register, signal)])


def amend(desk: Desk, register: Register, before: Signal, told: SignalSubmitted, identity: Identity) -> list[Change]:
    """The partner's own record again with other content. What is raised stays on the household that intake knows.

    Raises ValueError when the signal is over: then it is to be accepted as a new one.
    """
    if before.state in OVER:
        raise ValueError(f"{before.id} is {before.state.value}")
    signal = replace(
        before,
        partner=told.partner,
        kind=told.kind,
        urgency=told.urgency,
        certainty=told.certainty,
        marks=(*identity.marks, *marks_of(desk.policy, told)),
        discretion=told.discretion,
        points=desk.policy.points_of(told.kind, told.urgency, told.certainty),
        way_in=way_in_of(told),
    )
    if before.state not in OPEN_TO_JUDGEMENT:
        register.leave(before.id, identity)
        return _kept(register, [_hastened(desk, before, signal)])
    household, neighbourhood = _place(desk, register, told, identity, before)
    signal = _recognised(register, replace(signal, household=household, neighbourhood=neighbourhood), identity)
    news = correlated(signal) if signal.beside != before.beside else []
    return _kept(register, [(signal, [amended(signal), *news]), *_settle(desk, register, signal)])


def raise_by_person(desk: Desk, register: Register, signal: Signal) -> list[Change]:
    """An adviser decides to act. Raises Refused when there is nothing left to decide."""
    _waits_for_decision(signal)
    return _kept(register, _raise_held(desk, register, signal.household, PERSON))


def dismiss_by_person(register: Register, signal: Signal, ground: str) -> list[Change]:
    """An adviser found it unfounded or already answered. Raises Refused when there is nothing left to decide."""
    _waits_for_decision(signal)
    return _kept(register, [dismiss(signal, ground)])


def part_by_person(desk: Desk, register: Register, signal: Signal, ground: str) -> list[Change]:
    """An adviser finds that it is not about the household that it was put with. Raises Refused when it stands alone.

    It is weighed by itself, as if it had just come; the others stay what they are, less this one.
    """
    at = signal.household
    if not signal.active or at is None:
        raise Refused("signal-not-active", f"Only an active signal can be parted; this one is {signal.state.value}.")
    if len(register.active_at(at)) == 1 and (signal.apart or register.households[at].open_case is None):
        raise Refused("signal-alone", "It was put together with no other signal and no case.")
    home = Household(desk.new_id(), signal.neighbourhood)
    register.households[home.id] = home
    # what was promised holds for what it is from now on, with what a pause took
    signal, resumed = running(desk.policy, signal, desk.now)
    alone, news = part(signal, home.id, ground)
    register.put(alone)
    return _kept(register, [(alone, [*resumed, *news]), *_settle(desk, register, alone)])


def tell_open_case(desk: Desk, register: Register, household: UUID) -> list[Change]:
    """A case is open now: what was held for its household is for its case holder to know."""
    return _kept(register, _raise_held(desk, register, household, OPEN_CASE))


def _place(
    desk: Desk, register: Register, told: SignalSubmitted, identity: Identity, before: Signal | None = None
) -> tuple[UUID | None, str]:
    """The household and the neighbourhood that it is about; a gap in services and a minor are on no household."""
    if told.kind is SignalKind.SERVICE_GAP or is_minor(told.person, desk.now):
        return None, identity.neighbourhood
    known = register.households[before.household] if before and before.household else None
    if before and before.apart and known:
        return known.id, known.neighbourhood
    household = resolve(register, identity, desk.new_id, known, before.id if before else None)
    return household.id, household.neighbourhood


def _recognised(register: Register, signal: Signal, identity: Identity) -> Signal:
    """With what it stands beside, and why. What is about nobody of a household is found by no trace."""
    if signal.household is None:
        register.leave_none(signal.id)
        return replace(signal, beside=())
    found = register.beside(signal, identity)
    register.leave(signal.id, identity)
    return replace(signal, beside=tuple(Beside(other.id, how.told, how.strength) for other, how in found))


def _settle(desk: Desk, register: Register, signal: Signal) -> list[Change]:
    """What the policy makes of a signal that intake does not know of yet; nothing new when it stays what it was."""
    if signal.household is None:
        gap = signal.kind is SignalKind.SERVICE_GAP
        wanted, change = (State.GAP_LISTED, list_gap) if gap else (State.YOUTH_ROUTED, route_youth)
        return [] if signal.state is wanted else [change(signal)]
    others = [other for other in register.active_at(signal.household) if other.id != signal.id]
    held = [other for other in others if other.state is State.HELD]
    in_care = register.households[signal.household].open_case is not None or len(held) < len(others)
    decision = judge(desk.policy, signal, held, in_care=in_care, now=desk.now)
    if decision.grounds:
        return _raise(desk, register, [signal, *held], decision)
    if signal.state is State.HELD:
        return [(replace(signal, decision=decision), [])]
    return [hold(signal, decision, desk.now + desk.policy.window)]


def _raise_held(desk: Desk, register: Register, household: UUID | None, ground: str) -> list[Change]:
    held = register.held_at(household)
    weight = weigh(held, desk.policy.repeat_percent)
    counted = tuple(signal.id for signal in held)
    policy = desk.policy
    decision = Decision((ground,), weight.points, policy.threshold, weight.partners, counted, policy.reference)
    return _raise(desk, register, held, decision)


def _raise(desk: Desk, register: Register, signals: Sequence[Signal], decision: Decision) -> list[Change]:
    """All that waits goes to intake together: nothing is left lying beside an open case."""
    changes = []
    for signal in signals:
        here = replace(signal, neighbourhood=register.neighbourhood_of(signal))
        others = [other.id for other in signals if other.id != signal.id][-MOST_BESIDE:]
        due = desk.policy.pick_up_by(signal.urgency, desk.now)
        # one that was parted has been promised something already
        changes.append(raise_(here, decision, others, min(due, signal.pick_up_by or due)))
    return changes


def _hastened(desk: Desk, before: Signal, signal: Signal) -> Change:
    """The promise becomes shorter when the worry turns out to be more urgent, never longer; and it waits no more."""
    news = [amended(signal)]
    if signal.state is not State.RAISED or signal.pick_up_by is None:
        return signal, news
    sooner = desk.policy.pick_up_by(signal.urgency, desk.now)
    if signal.pause and signal.urgency.weight > before.urgency.weight:
        # the pause was of the longer term
        running_on = running(desk.policy, before, desk.now)[0].pick_up_by or sooner
        hastened, resumed = resume(signal, min(running_on, sooner))
        return hastened, [*news, *resumed]
    return replace(signal, pick_up_by=min(signal.pick_up_by, sooner)), news


def _waits_for_decision(signal: Signal) -> None:
    if signal.state is not State.HELD:
        raise Refused(
            "signal-not-held", f"Only a held signal waits for your decision; this one is {signal.state.value} already."
        )


def _kept(register: Register, changes: Sequence[Change]) -> list[Change]:
    """One change per signal, with all its events in order; the register holds its last state."""
    together: dict[UUID, Change] = {}
    for signal, events in changes:
        earlier = together[signal.id][1] if signal.id in together else []
        together[signal.id] = signal, [*earlier, *events]
        register.put(signal)
    return list(together.values())

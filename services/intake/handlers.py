"""What intake does when another service tells something. Each: load, decide, save, record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from libs.contracts.confirmations import ConfirmationGiven
from libs.contracts.offerings import OfferingChanged, OfferingEvent, OfferingRegistered, OfferingWithdrawn
from libs.contracts.plans import PlanAgreed, PlanClosed
from libs.contracts.signals import SignalAmended, SignalParted, SignalRaised
from libs.contracts.words import WayIn
from libs.delivery.received import Received
from libs.delivery.service import Handlers, TimerHandler
from libs.delivery.timers import Timer
from services.intake import rights, store
from services.intake.domain import clocks, ending
from services.intake.domain.arrival import Arrival, amend, arrive, choosing_in, part
from services.intake.domain.case import Case, Decision
from services.intake.domain.catalogue import Offering
from services.intake.store import IntakeWork


async def open_or_extend(work: IntakeWork, events: Sequence[Received[SignalRaised]]) -> None:
    """One open case per household, however many signals come at once."""
    arrivals = [_arrival(received) for received in events]
    policy = work.settings.policies.at(work.now)
    before, former = await store.lock_households_and_former(work, (each.household for each in arrivals))
    choosing = (choosing_in(before.get(each.household), each, policy, work.now) for each in arrivals)
    teams = await store.lock_teams(work, chain.from_iterable(choosing))
    cases = dict(before)
    for received, arrival in zip(events, arrivals, strict=True):
        known = cases.get(arrival.household)
        held = former.get(arrival.household)
        case, told = arrive(known, arrival, teams, work.now, work.new_id, policy, held)
        teams = teams.after(known, case)
        cases[arrival.household] = work.record(case, told, cause=received.cause)
    await store.save(work, before.values(), cases.values())


async def heed(work: IntakeWork, events: Sequence[Received[SignalAmended]]) -> None:
    """A partner told more of a signal: what turns out to be more urgent does not wait."""
    arrivals = [_arrival(received) for received in events]
    before = await store.lock_households(work, (each.household for each in arrivals))
    cases, policy = dict(before), work.settings.policies.at(work.now)
    for received, arrival in zip(events, arrivals, strict=True):
        if known := cases.get(arrival.household):
            case, told = amend(known, arrival, work.now, policy)
            cases[case.household] = work.record(case, told, cause=received.cause)
    await store.save(work, before.values(), cases.values())


async def let_go(work: IntakeWork, events: Sequence[Received[SignalParted]]) -> None:
    """A signal turned out to be about somebody else: it belongs to the case of its old household no more."""
    before = await store.lock_households(work, (received.data.parted_from for received in events))
    cases = dict(before)
    for received in events:
        if known := cases.get(received.data.parted_from):
            case, told = part(known, received.subject_id)
            cases[case.household] = work.record(case, told, cause=received.cause)
    await store.save(work, before.values(), cases.values())


def _arrival(received: Received[SignalRaised] | Received[SignalAmended]) -> Arrival:
    signal = received.data
    way_in = signal.way_in if isinstance(signal, SignalRaised) else None
    return Arrival(
        # a signal on nobody known to signalling still gets its case, and is never put with another one's
        household=signal.household or received.subject_id,
        neighbourhood=signal.neighbourhood,
        way_in=way_in or WayIn.SIGNAL,
        urgency=signal.urgency,
        signal=received.subject_id,
        kind=signal.kind,
    )


async def plan_agreed(work: IntakeWork, events: Sequence[Received[PlanAgreed]]) -> None:
    await _follow_plan(work, events, ending.plan_agreed)


async def plan_closed(work: IntakeWork, events: Sequence[Received[PlanClosed]]) -> None:
    """The echo of a case that closed says nothing: a person may have reopened that case since."""
    await _follow_plan(work, [each for each in events if not each.data.with_case], ending.plan_closed)


async def _follow_plan(
    work: IntakeWork,
    events: Sequence[Received[PlanAgreed] | Received[PlanClosed]],
    decide: Callable[[Case, UUID, datetime], Decision],
) -> None:
    before = await store.lock_cases(work, (received.data.caseid for received in events))
    cases = dict(before)
    for received in events:
        if known := cases.get(received.data.caseid):
            case, told = decide(known, received.subject_id, work.now)
            cases[case.id] = work.record(case, told, cause=received.cause)
    await store.save(work, before.values(), cases.values())


async def tell_terms(work: IntakeWork, timers: Sequence[Timer]) -> None:
    """A term of a case is near or has passed, or its clocks run on by themselves."""
    before = await store.lock_cases(work, (timer.aggregate for timer in timers))
    policy = work.settings.policies.at(work.now)
    after = [work.record(*clocks.tick(case, policy, work.now)) for case in before.values()]
    await store.save(work, before.values(), after)
    # also where there was nothing to tell: the timer has run, and the next term still needs one
    store.keep_time(work, {}, after)


async def keep_offerings(work: IntakeWork, events: Sequence[Received[OfferingEvent]]) -> None:
    """Intake's own copy of the catalogue, so that a simple question is answered without asking matching."""
    await store.keep_offerings(work, map(_offering, events))


async def drop_offerings(work: IntakeWork, events: Sequence[Received[OfferingWithdrawn]]) -> None:
    await store.drop_offerings(work, (received.subject_id for received in events))


def _offering(received: Received[OfferingEvent]) -> Offering:
    told = received.data
    return Offering(received.subject_id, told.rung, told.categories, told.serves, told.capacity)


HANDLERS: Handlers = {
    SignalRaised: open_or_extend,
    SignalAmended: heed,
    SignalParted: let_go,
    PlanAgreed: plan_agreed,
    PlanClosed: plan_closed,
    OfferingRegistered: keep_offerings,
    OfferingChanged: keep_offerings,
    OfferingWithdrawn: drop_offerings,
    ConfirmationGiven: rights.confirm,
}
TIMERS: dict[str, TimerHandler] = {
    clocks.TERM: tell_terms,
    rights.NEARING_TERM: rights.tell_nearing_term,
    rights.OVERDUE: rights.tell_overdue,
}

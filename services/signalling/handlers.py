"""What signalling does with each message: partners' signals, intake's cases, and its own timers."""

from collections.abc import Sequence

from libs.contracts.cases import (
    CaseClosed,
    CaseContactAttempted,
    CaseDataRequestCarriedOut,
    CaseExtended,
    CaseFirstContactMade,
    CaseOpened,
    CasePlaced,
    CaseReopened,
)
from libs.contracts.payload import CaseEvent
from libs.delivery.raw import RawMessage
from libs.delivery.received import Received
from libs.delivery.service import Handlers
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.signalling import journal, rights, store
from services.signalling.domain import cases, promises
from services.signalling.domain.register import Register
from services.signalling.domain.signal import end_hold, miss_term
from services.signalling.erasing import erase_signals, forget_left
from services.signalling.reception import take_in
from services.signalling.settings import Settings

Opened = CaseOpened | CaseExtended | CaseReopened


async def receive(work: Work[Settings], messages: Sequence[RawMessage]) -> None:
    """Everything that partners send: accepted once, or refused with a reason that they can read back."""
    await take_in(work, messages)


async def link_to_case(work: Work[Settings], events: Sequence[Received[Opened]]) -> None:
    """The household has a case: its signals belong to it, and what is still held for it is raised."""
    register = await store.lock_register(
        work.connection,
        households=[event.data.household for event in events],
        signals=[id_ for event in events for id_ in event.data.signals],
    )
    desk = journal.desk(work)
    for event in events:
        told = event.data
        changes = cases.opened(desk, register, told.household, told.caseid, told.signals)
        journal.tell(work, register, changes, event.cause)
    await journal.keep(work, register)


async def pick_up(work: Work[Settings], events: Sequence[Received[CaseContactAttempted]]) -> None:
    """A named person tried to reach the resident: the promise to the reporters is kept."""
    register = await _of_cases(work, events)
    for event in events:
        changes = cases.contacted(register, event.data.caseid, event.data.signals)
        journal.tell(work, register, changes, event.cause)
    await journal.keep(work, register)


async def pick_up_in_person(work: Work[Settings], events: Sequence[Received[CaseFirstContactMade]]) -> None:
    """The question was picked up with the resident, who may have come by themselves."""
    register = await _of_cases(work, events)
    for event in events:
        journal.tell(work, register, cases.contacted(register, event.data.caseid, ()), event.cause)
    await journal.keep(work, register)


async def close(work: Work[Settings], events: Sequence[Received[CaseClosed]]) -> None:
    """The reporters are answered; a next worry about the household is weighed anew."""
    register = await _of_cases(work, events)
    for event in events:
        changes = cases.closed(register, event.data.caseid, event.data.signals)
        journal.tell(work, register, changes, event.cause)
    await journal.keep(work, register)


async def place(work: Work[Settings], events: Sequence[Received[CasePlaced]]) -> None:
    """Intake found out where the household lives."""
    register = await _of_cases(work, events)
    for event in events:
        cases.placed(register, event.data.caseid, event.data.neighbourhood)
    await journal.keep(work, register)


async def warn_adviser(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """The window of a held signal is about to end: the adviser decides now."""
    register = await _of_timers(work, timers)
    journal.tell(work, register, [end_hold(signal) for signal in register.of(t.aggregate for t in timers)])
    await journal.keep(work, register)


async def tell_overdue(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """Nobody picked it up in the promised term."""
    register = await _of_timers(work, timers)
    journal.tell(work, register, [miss_term(signal) for signal in register.of(t.aggregate for t in timers)])
    await journal.keep(work, register)


async def forget(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """Its retention period is over: who, where and what was seen are gone, and what led to the household."""
    await erase_signals(work, dict.fromkeys(timer.aggregate for timer in timers))


async def forget_vacated(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """Households that a signal has left: what it alone had led there by leads there no more."""
    await forget_left(work, {timer.aggregate for timer in timers})


async def forget_refused(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """The partner has had its time to read it back."""
    await store.erase_refused(work.connection, [timer.aggregate for timer in timers])


async def forget_questions(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """Whoever guards privacy has had its time to look."""
    await store.erase_known_questions(work.connection, [timer.aggregate for timer in timers])


async def _of_cases(work: Work[Settings], events: Sequence[Received[CaseEvent]]) -> Register:
    signals = {id_ for event in events for id_ in getattr(event.data, "signals", ())}
    return await store.lock_register(work.connection, cases={event.data.caseid for event in events}, signals=signals)


async def _of_timers(work: Work[Settings], timers: Sequence[Timer]) -> Register:
    return await store.lock_register(work.connection, signals=[timer.aggregate for timer in timers])


HANDLERS: Handlers = {
    CaseOpened: link_to_case,
    CaseExtended: link_to_case,
    CaseReopened: link_to_case,
    CasePlaced: place,
    CaseContactAttempted: pick_up,
    CaseFirstContactMade: pick_up_in_person,
    CaseClosed: close,
    CaseDataRequestCarriedOut: rights.carry_out,
}
TIMERS = {
    promises.HOLD_ENDING: warn_adviser,
    promises.OVERDUE: tell_overdue,
    promises.ERASURE: forget,
    promises.VACATED: forget_vacated,
    promises.REFUSAL_ERASURE: forget_refused,
    promises.QUESTION_ERASURE: forget_questions,
}

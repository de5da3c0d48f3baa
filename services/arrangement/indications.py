"""Running indications: taken over from the municipality's list, and followed until they are over."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from libs.delivery.received import Cause
from libs.delivery.service import TimerHandler
from libs.delivery.timers import Timer
from services.arrangement import store
from services.arrangement.domain import indication as decisions
from services.arrangement.domain.indication import Decision, Indication
from services.arrangement.indication_requests import IndicationRow
from services.arrangement.indication_views import ImportedIndication, Outcome
from services.arrangement.recording import W, policy

#: Something is to be done or told about an indication.
LOOK = "indication_look"

Row = dict[str, Any]


async def take_over(work: W, rows: Sequence[Row]) -> list[ImportedIndication]:
    """A result per row, in order: one wrong row does not refuse the list. The same list again changes nothing."""
    readable: dict[int, IndicationRow] = {}
    results: dict[int, ImportedIndication] = {}
    for number, row in enumerate(rows, start=1):
        try:
            readable[number] = IndicationRow.read(row, work.settings.places)
        except ValidationError as error:
            # without the input: it may hold a name
            faults = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'row'}: {each['msg']}" for each in error.errors())
            results[number] = ImportedIndication(row=number, refused="invalid-row", detail=faults)
    known = await store.lock_references(work.connection, (row.reference for row in readable.values()))
    for number, wanted in readable.items():
        results[number] = _take(work, known, number, wanted)
    await store.save_indications(work.connection, known.values())
    return [results[number] for number in sorted(results)]


def _take(work: W, known: dict[str, Indication], number: int, row: IndicationRow) -> ImportedIndication:
    old = known.get(row.reference)
    if old is None:
        decision = decisions.registered(Indication(work.new_id(), row.reference, row.terms()))
        outcome = Outcome.REGISTERED
    else:
        decision = decisions.listed(old, row.terms())
        outcome = Outcome.CHANGED if decision[1] else Outcome.UNCHANGED
    known[row.reference] = told(work, decision)
    return ImportedIndication(row=number, id=known[row.reference].id, outcome=outcome)


async def unlink(work: W, closed: Mapping[UUID, Cause]) -> None:
    """These cases have closed: what they talked about, and no plan answers, is due again."""
    found = await store.lock_indications_of_cases(work.connection, closed)
    unlinked = [told(work, decisions.unlinked(each), closed[each.caseid]) for each in found if each.caseid]
    await store.save_indications(work.connection, unlinked)


def told(work: W, decision: Decision, cause: Cause | None = None) -> Indication:
    """Record what was decided, and set its clock: always, since by another policy the moment may have moved."""
    indication, events = decision
    indication = work.record(indication, events, cause)
    look = decisions.next_look(indication, policy(work).transition)
    if look is None:
        work.cancel(indication.id, LOOK)
    else:
        work.schedule(indication.id, LOOK, look)
    return indication


async def look(work: W, timers: Sequence[Timer]) -> None:
    """A conversation is due, or the last day is over."""
    found = await store.lock_indications(work.connection, (timer.aggregate for timer in timers))
    transition = policy(work).transition
    await store.save_indications(
        work.connection, [told(work, decisions.looked_at(each, work.now, transition)) for each in found]
    )


TIMERS: Mapping[str, TimerHandler] = {LOOK: look}

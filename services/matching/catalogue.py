"""How the catalogue changes: load, decide, save, record, for many offerings in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from libs.contracts.refusals import Refused, not_found
from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.matching import away, store
from services.matching.decide import supply_came
from services.matching.domain import offering as decisions
from services.matching.domain.offering import Change, Offering
from services.matching.domain.terms import USUAL
from services.matching.settings import Settings

Decision = Callable[[Offering], Change]


class Outcome(StrEnum):
    """What became of one entry that was put in."""

    REGISTERED = "registered"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


async def register(work: Work[Settings], wanted: Sequence[tuple[Offering, Cause | None]]) -> None:
    """New entries; one that is there already stays as it is."""
    known = await store.lock_offerings(work.connection, (each.id for each, _ in wanted))
    new = {each.id: (each, cause) for each, cause in wanted if each.id not in known}
    await store.save_offerings(
        work.connection, [_tell(work, decisions.register(each), cause) for each, cause in new.values()]
    )
    await store.list_offerings(work.connection, new, work.now)


async def put(work: Work[Settings], wanted: Sequence[Offering], by: UUID | None = None) -> list[Outcome | Refused]:
    """Entries as their owners want them, an outcome each. The same list again changes nothing.

    `by`: the organisation that wants it so; None for the keeper of the whole catalogue.
    """
    known = await store.lock_offerings(work.connection, (each.id for each in wanted))
    found = frozenset(known)
    outcomes: list[Outcome | Refused] = []
    changed: dict[UUID, Offering] = {}
    for each in wanted:
        old = known.get(each.id)
        try:
            for entry in (old, each):
                decisions.require_keeper(entry.organisation if entry else by, by)
            change = decisions.change(old, each) if old else decisions.register(each)
        except Refused as refused:
            outcomes.append(refused)
            continue
        if not change[1]:
            outcomes.append(Outcome.UNCHANGED)
            continue
        known[each.id] = changed[each.id] = _tell(work, change)
        away.changed(work, old.terms if old else USUAL, change[0])
        outcomes.append(Outcome.CHANGED if old else Outcome.REGISTERED)
    await store.save_offerings(work.connection, list(changed.values()))
    await store.list_offerings(work.connection, changed.keys() - found, work.now)
    return outcomes


async def decide(work: Work[Settings], id_: UUID, decision: Decision) -> Offering:
    """Decide on one entry, locked. Raises Refused (missing) when there is none."""
    found = (await store.lock_offerings(work.connection, [id_])).get(id_)
    if found is None:
        raise not_found("offering", id_)
    change = decision(found)
    if not change[1]:
        return found
    offering = _tell(work, change)
    away.changed(work, found.terms, offering)
    await store.save_offerings(work.connection, [offering])
    if offering.withdrawn:
        await store.forget_names(work.connection, [offering.id])
    return offering


async def withdraw_contributions(work: Work[Settings], cases: Mapping[UUID, Cause]) -> list[Offering]:
    """What the residents of these cases gave leaves the catalogue; gives what did."""
    if not cases:
        return []
    ids = await store.contributions_of(work.connection, list(cases))
    found = await store.lock_offerings(work.connection, ids)
    withdrawn = [_tell(work, decisions.withdraw(each), cases[each.caseid]) for each in found.values() if each.caseid]
    await store.save_offerings(work.connection, withdrawn)
    return withdrawn


async def place_contributions(work: Work[Settings], homes: Mapping[UUID, tuple[str, Cause]]) -> None:
    """What the residents of these cases give is given in this neighbourhood from now on."""
    ids = await store.contributions_of(work.connection, list(homes))
    found = await store.lock_offerings(work.connection, ids)
    placed = []
    for each in found.values():
        if each.caseid and not each.withdrawn:
            neighbourhood, cause = homes[each.caseid]
            change = decisions.place(each, neighbourhood)
            if change[1]:
                placed.append(_tell(work, change, cause))
    await store.save_offerings(work.connection, placed)


def _tell(work: Work[Settings], change: Change, cause: Cause | None = None) -> Offering:
    """Record; needs that found nothing are looked at again afterwards, in a transaction of their own."""
    offering, events = change
    if events:
        supply_came(work, [offering.id])
    return work.record(offering, events, cause)

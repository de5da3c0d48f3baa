"""Erasing signals: the text, and everything that led to whom they were about, with a proof that stays."""

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.signals import SignalSubmitted
from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.signalling import journal, store
from services.signalling.domain import cases
from services.signalling.domain.erasure import Place
from services.signalling.domain.identity import identify
from services.signalling.domain.signal import Signal, erase
from services.signalling.settings import Settings

Destroyed = Mapping[UUID, Counter[Place]]


async def erase_signals(
    work: Work[Settings], signals: Mapping[UUID, Cause | None], left: Collection[UUID] = ()
) -> set[UUID]:
    """Those of them that are at an end, each for its cause; gives those. The others stay as they are.

    `left`: households to which intake refers no more, as far as it has no open case there; their keys go with the last
    signal that uses them. Locks in the order of who takes in: messages, partners' numbers, keys, households.
    """
    await store.lock_messages_of(work.connection, signals)
    await store.lock_keys_of(work.connection, signals, left)
    register = await store.lock_register(work.connection, signals=signals, households=left)
    cases.leave(register, left)
    changes = [(before, erase(before)) for before in register.of(signals)]
    # one that was erased while we waited for the lock has its proof already
    gone = {before.id: before for before, (_, news) in changes if news}
    known = {id_ for id_, household in register.households.items() if household.known_to_intake}
    for before, change in changes:
        journal.tell(work, register, [change], signals[before.id])
    await journal.keep(work, register)
    destroyed = await _destroy(work, gone, known, left)
    if gone:
        kept = {id_ for id_, before in gone.items() if before.household in known}
        policy = work.settings.policies.at(work.now).reference
        await store.prove_erasures(
            work.connection, destroyed, kept, f"{policy.version} {policy.content_hash}", work.now
        )
    return set(gone)


async def forget_left(work: Work[Settings], households: Collection[UUID]) -> None:
    """These were left by a signal: the keys that no other uses are gone, and with the last of them the household."""
    await store.lock_keys_of(work.connection, [], households)
    register = await store.lock_register(work.connection, households=households)
    await store.forget_households(work.connection, households)
    await _forget_keys(work, {id_ for id_, each in register.households.items() if not each.known_to_intake})


async def _destroy(
    work: Work[Settings], gone: Mapping[UUID, Signal], known: Collection[UUID], left: Collection[UUID]
) -> Destroyed:
    """What was there of each, and is not any more. A household's keys count for the last that was about it."""
    db = work.connection
    destroyed = {
        id_: Counter({Place.TEXT: 1, Place.HOUSEHOLD: int(s.household is not None)}) for id_, s in gone.items()
    }
    counted = {
        Place.TRACES: await store.forget_traces(db, gone),
        Place.CONTENTS: await store.forget_contents(db, gone),
        Place.NUMBERS: await store.forget_numbers(db, gone),
    }
    for place, numbers in counted.items():
        for id_, number in numbers.items():
            destroyed[id_][place] += number
    last_at = {signal.household: signal.id for signal in gone.values() if signal.household}
    await store.forget_among(db, gone, last_at)
    households = {*last_at, *left}
    for keys in (
        await store.forget_households(db, households),
        await _forget_keys(work, households.difference(known)),
    ):
        for household in keys.keys() & last_at.keys():
            destroyed[last_at[household]][Place.HOUSEHOLD_KEYS] += keys[household]
    return destroyed


async def _forget_keys(work: Work[Settings], households: Collection[UUID]) -> Mapping[UUID, int]:
    """The keys of these households that no signal uses any more: also those of what a partner has mended since."""
    settings, today = work.settings, day_of(work.now)
    used: set[bytes] = set()
    for sealed in await store.sealed_at(work.connection, households):
        told = SignalSubmitted.model_validate_json(settings.sealer.open(sealed))
        used.update(identify(told.person, told.address, settings.places, settings.sealer.lookup, today).keys)
    return await store.forget_keys(work.connection, households, used)

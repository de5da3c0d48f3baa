"""Erasing signals: the text, and everything that led to whom they were about, with a proof that stays."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.signals import SignalSubmitted
from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.signalling import journal, store
from services.signalling.domain import cases
from services.signalling.domain.erasure import Place, keys_of_one_alone
from services.signalling.domain.identity import identify
from services.signalling.domain.signal import Signal, State, erase
from services.signalling.settings import Settings

Destroyed = Mapping[UUID, Counter[Place]]


async def erase_signals(
    work: Work[Settings], signals: Mapping[UUID, Cause | None], left: Collection[UUID] = ()
) -> Collection[UUID]:
    """Those of them that are at an end, each for its cause; the others stay as they are. Gives which are gone.

    `left`: households to which intake refers no more, as far as it has no open case there; their keys go with the last
    signal about them. Locks in the order of who takes in: messages, partners' numbers, keys, households.
    """
    await store.lock_messages_of(work.connection, signals)
    await store.lock_keys_of(work.connection, signals, left)
    register = await store.lock_register(work.connection, signals=signals, households=left)
    cases.leave(register, left)
    changes = [(before, erase(before)) for before in register.of(signals)]
    gone = {before.id: before for before, (after, _) in changes if after.state is State.ERASED}
    known = {id_ for id_, household in register.households.items() if household.known_to_intake}
    keys = await _keys(work, gone, known)
    for before, change in changes:
        journal.tell(work, register, [change], signals[before.id])
    await journal.keep(work, register)
    destroyed = await _destroy(work, gone, keys, left)
    if not gone:
        return ()
    kept = {id_ for id_, before in gone.items() if before.household in known}
    policy = work.settings.policies.at(work.now).reference
    await store.prove_erasures(work.connection, destroyed, kept, f"{policy.version} {policy.content_hash}", work.now)
    return gone


async def _keys(work: Work[Settings], gone: Mapping[UUID, Signal], known: set[UUID]) -> dict[tuple[bytes, UUID], UUID]:
    """The keys, with their household, that only signals which go have used; and by which of them."""
    settings = work.settings
    at: dict[UUID, dict[UUID, tuple[bytes, ...]]] = defaultdict(dict)
    wanted = {signal.household for signal in gone.values() if signal.household} - known
    for id_, household, sealed in await store.sealed_at(work.connection, wanted):
        told = SignalSubmitted.model_validate_json(settings.sealer.open(sealed))
        found = identify(told.person, told.address, settings.places, settings.sealer.lookup, day_of(work.now))
        at[household][id_] = found.keys
    return {
        (key, household): signal
        for household, used in at.items()
        for key, signal in keys_of_one_alone(used, gone.keys()).items()
    }


async def _destroy(
    work: Work[Settings],
    gone: Mapping[UUID, Signal],
    keys: Mapping[tuple[bytes, UUID], UUID],
    left: Collection[UUID],
) -> Destroyed:
    """What was there of each, and is not any more."""
    db = work.connection
    destroyed = {
        id_: Counter({Place.TEXT: 1, Place.HOUSEHOLD: int(s.household is not None)}) for id_, s in gone.items()
    }
    counted = {
        Place.TRACES: await store.forget_traces(db, gone),
        Place.CONTENTS: await store.forget_contents(db, gone),
        Place.NUMBERS: await store.forget_numbers(db, gone),
        Place.HOUSEHOLD_KEYS: Counter(keys[led] for led in await store.forget_keys(db, keys)),
    }
    for place, numbers in counted.items():
        for id_, number in numbers.items():
            destroyed[id_][place] += number
    last_at = {signal.household: signal.id for signal in gone.values() if signal.household}
    for household, number in (await store.forget_households(db, {*last_at, *left})).items():
        if household in last_at:
            destroyed[last_at[household]][Place.HOUSEHOLD_KEYS] += number
    return destroyed

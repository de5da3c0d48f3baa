"""What decisions lean on: keys, households and signals, locked in one order and saved at once."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from libs.delivery.work import in_key_order
from services.signalling.domain.household import Household
from services.signalling.domain.register import Register, likely
from services.signalling.domain.signal import Signal
from services.signalling.rows import row_of, signal_of
from services.signalling.store.base import SQL, Database, columns


async def lock_register(
    db: Database,
    *,
    keys: Collection[bytes] = (),
    signals: Collection[UUID] = (),
    households: Collection[UUID] = (),
    cases: Collection[UUID] = (),
    traces: Collection[bytes] = (),
    compared: Iterable[Collection[bytes]] = (),
) -> Register:
    """What these keys, signals, households and cases lead to, locked: keys first, then households, each in order.

    What was left on a trace is read once the trace is locked, as a key is: nobody leaves another one meanwhile.
    `compared`: of each who is looked up by their traces, which are among them; the likeliest signals are read.
    """
    leads = await _lock_keys(db, {*keys, *traces})
    traced = await _traced(db, traces)
    signals = {*signals, *(id_ for each in compared for id_ in likely(each, traced))}
    wanted = {*households, *(at for at in leads.values() if at)}
    if cases:
        wanted |= {row["household"] for row in await db.fetch(SQL.households_of_cases, list(cases), list(signals))}
    elif signals:
        wanted |= {row["household"] for row in await db.fetch(SQL.households_of_signals, list(signals))}
    found: dict[UUID, Household] = {}
    while wanted:
        rows = await db.fetch(SQL.lock_households, in_key_order(wanted))
        found |= {row["id"]: Household(**row) for row in rows}
        read = await _signals(db, found, signals, cases)
        # an amendment may have moved one of them while we waited for the lock
        wanted = {s.household for s in read.values() if s.household} - found.keys()
        if not wanted:
            return Register(leads, found, read, traced)
    return Register(leads, found, await _signals(db, found, signals, cases), traced)


async def read_register(db: Database, keys: Collection[bytes], traces: Collection[bytes]) -> Register:
    """The same, without a lock and without a trace of having been asked for. Not to be saved."""
    leads: dict[bytes, UUID | None] = dict.fromkeys([*keys, *traces])
    leads |= {row["key"]: row["household"] for row in await db.fetch(SQL.read_keys, list(leads))}
    traced = await _traced(db, traces)
    signals = likely(traces, traced)
    led = {row["household"] for row in await db.fetch(SQL.households_of_signals, signals)}
    wanted = led | {at for at in leads.values() if at}
    found = {row["id"]: Household(**row) for row in await db.fetch(SQL.read_households, list(wanted))}
    # one that was forgotten between two of these questions is not there any more
    leads = {key: at if at in found else None for key, at in leads.items()}
    return Register(leads, found, await _signals(db, found, signals, ()), traced)


async def save(db: Database, register: Register, sealed: Mapping[UUID, bytes] | None = None) -> None:
    """What the decisions changed. `sealed`: who, where and what was seen, of new and amended signals."""
    signals = [row_of(signal, (sealed or {}).get(signal.id)) for _, signal in register.changed_signals()]
    households = [
        (each.id, each.neighbourhood, each.addressed, each.open_case, each.known_to_intake)
        for each in register.changed_households()
    ]
    keys = list(register.changed_keys().items())
    left = register.left_traces()
    if again := [before.id for before, after in register.changed_signals() if before and after.id in left]:
        await db.execute(SQL.leave_anew, again)
    traces = sorted((trace, signal) for signal, leaves in left.items() for trace in leaves)
    if signals or households or keys:
        await db.execute(
            SQL.save_register,
            *columns(signals, 24),
            *columns(households, 5),
            *columns(keys, 2),
            *columns(traces, 2),
        )
    if unused := register.unused_keys():
        await db.execute(SQL.forget_unused, unused)


async def _lock_keys(db: Database, keys: Collection[bytes]) -> dict[bytes, UUID | None]:
    if not keys:
        return {}
    leads: dict[bytes, UUID | None] = {}
    # again for those that were forgotten between the two
    while wanted := sorted(set(keys) - leads.keys()):
        # a new one is ours until this work ends, and leads nowhere
        leads |= {row["key"]: None for row in await db.fetch(SQL.touch_keys, wanted)}
        if known := [key for key in wanted if key not in leads]:
            leads |= {row["key"]: row["household"] for row in await db.fetch(SQL.lock_keys, known)}
    return leads


async def _traced(db: Database, traces: Collection[bytes]) -> dict[bytes, list[UUID]]:
    traced: dict[bytes, list[UUID]] = {trace: [] for trace in traces}
    if traces:
        for row in await db.fetch(SQL.traced, sorted(traces)):
            traced[row["key"]].append(row["signal"])
    return traced


async def traces_of(db: Database, signals: Collection[UUID]) -> set[bytes]:
    """What these signals have left, to be locked with the rest."""
    return {row["key"] for row in await db.fetch(SQL.traces_of, list(signals))} if signals else set()


async def _signals(
    db: Database, households: Collection[UUID], signals: Collection[UUID], cases: Collection[UUID]
) -> dict[UUID, Signal]:
    if not households and not signals and not cases:
        return {}
    rows = await db.fetch(SQL.signals_at, list(households), list(signals), list(cases))
    return {row["id"]: signal_of(row) for row in rows}


async def sealed_of(db: Database, signals: Collection[UUID]) -> dict[UUID, bytes]:
    """Who, where and what was seen, sealed, of those that are not erased."""
    if not signals:
        return {}
    return {row["id"]: row["sealed"] for row in await db.fetch(SQL.sealed_of, list(signals))}

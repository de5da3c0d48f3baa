"""The only place with SQL. Everything is read and written for a whole batch at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Union
from uuid import UUID

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

from libs.contracts.words import (
    Mark,
    PartnerKind,
    Urgency,
)
from libs.delivery.statements import Statements
from libs.delivery.work import in_key_order
from services.signalling.domain.household import Household
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.register import Register
from services.signalling.domain.signal import Signal, State
from services.signalling.reading import EventKey, RecordKey
from services.signalling.recognition import Receipt
from services.signalling.rows import refusal_of, row_of, signal_of

SQL = Statements.read(Path(__file__).parent / "sql")

Database = Union["Connection[Any]", "PoolConnectionProxy[Any]"]


async def lock_register(
    db: Database,
    *,
    keys: Collection[bytes] = (),
    signals: Collection[UUID] = (),
    households: Collection[UUID] = (),
    cases: Collection[UUID] = (),
    traces: Collection[bytes] = (),
) -> Register:
    """What these keys, signals, households and cases lead to, locked: keys first, then households, each in order.

    What was left on a trace is read once the trace is locked, as a key is: nobody leaves another one meanwhile.
    """
    leads = await _lock_keys(db, {*keys, *traces})
    traced = await _traced(db, traces)
    signals = {*signals, *(id_ for left_on in traced.values() for id_ in left_on)}
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
            *_columns(signals, 20),
            *_columns(households, 5),
            *_columns(keys, 2),
            *_columns(traces, 2),
        )
    if unused := register.unused_keys():
        await db.execute(SQL.forget_unused, unused)


async def claim_receipts(db: Database, claims: Mapping[EventKey, Receipt], now: datetime) -> Mapping[EventKey, Receipt]:
    """The claims, each replaced by the receipt that was there before, if any. Waits for other claims of the same."""
    if not claims:
        return claims
    rows = [(*key, claim.content, claim.signal) for key, claim in sorted(claims.items())]
    new = {(row["source"], row["event_id"]) for row in await db.fetch(SQL.claim_receipts, *_columns(rows), now)}
    known = [key for key in claims if key not in new]
    if not known:
        return claims
    earlier = await db.fetch(SQL.receipts, *_columns(known))
    return {**claims, **{(r["source"], r["event_id"]): Receipt(r["content"], r["signal"], False) for r in earlier}}


async def count_repeats(db: Database, repeats: Mapping[EventKey, int]) -> None:
    """These came again, so many times."""
    if repeats:
        await db.execute(SQL.count_repeats, *_columns([(*key, times) for key, times in repeats.items()]))


async def turn_into_amendments(db: Database, amendments: Mapping[EventKey, UUID]) -> None:
    """These ids amended a signal instead of making one."""
    if amendments:
        await db.execute(SQL.turn_into_amendments, *_columns([(*key, id_) for key, id_ in amendments.items()]))


async def lock_records(db: Database, proposed: Mapping[RecordKey, UUID]) -> dict[RecordKey, UUID]:
    """The signals that stand for partners' own numbers; the proposed ones where the number is new."""
    if not proposed:
        return {}
    rows = [(*key, id_) for key, id_ in sorted(proposed.items())]
    await db.execute(SQL.touch_records, *_columns(rows))
    found = await db.fetch(SQL.lock_records, *_columns([row[:2] for row in rows]))
    return {(row["source"], row["reference"]): row["signal"] for row in found}


async def renew_records(db: Database, renewed: Mapping[RecordKey, UUID]) -> None:
    """Another signal stands for these numbers: the one before is over."""
    if renewed:
        await db.execute(SQL.renew_records, *_columns([(*key, id_) for key, id_ in renewed.items()]))


async def keep_refusals(
    db: Database, refusals: Mapping[bytes, tuple[Refusal, bytes]], now: datetime
) -> Mapping[bytes, UUID]:
    """Refusals with their sealed messages, by fingerprint; gives their ids, the earlier one of what is not new."""
    if not refusals:
        return {}
    rows = [
        (r.id, fingerprint, r.source, r.event_id, ",".join(r.reasons), r.detail, sealed)
        for fingerprint, (r, sealed) in sorted(refusals.items())
    ]
    new = {row["id"] for row in await db.fetch(SQL.keep_refusals, *_columns(rows), now)}
    ids = {fingerprint: refusal.id for fingerprint, (refusal, _) in refusals.items()}
    known = [fingerprint for fingerprint, id_ in ids.items() if id_ not in new]
    if known:
        ids |= {row["fingerprint"]: row["id"] for row in await db.fetch(SQL.refusals_in_words, known)}
    return ids


async def erase_refused(db: Database, refusals: Collection[UUID]) -> None:
    """The messages are gone; that they were refused and why stays."""
    await db.execute(SQL.erase_refused, list(refusals))


async def lock_keys_of(db: Database, signals: Collection[UUID]) -> None:
    """The keys of these signals' households: before the households, as everywhere."""
    await db.execute(SQL.lock_keys_of, list(signals))


async def forget_traces(db: Database, signals: Collection[UUID]) -> None:
    """What led to these signals leads nowhere."""
    await db.execute(SQL.forget_traces, list(signals))


async def forget_households(db: Database, households: Collection[UUID]) -> None:
    """Those of them that no signal is about any more and that intake does not refer to, with their keys."""
    await db.execute(SQL.forget_households, list(households))


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


async def sealed_of(db: Database, signals: Collection[UUID]) -> dict[UUID, bytes]:
    """Who, where and what was seen, sealed, of those that are not erased."""
    if not signals:
        return {}
    return {row["id"]: row["sealed"] for row in await db.fetch(SQL.sealed_of, list(signals))}


async def _signals(
    db: Database, households: Collection[UUID], signals: Collection[UUID], cases: Collection[UUID]
) -> dict[UUID, Signal]:
    if not households and not signals and not cases:
        return {}
    rows = await db.fetch(SQL.signals_at, list(households), list(signals), list(cases))
    return {row["id"]: signal_of(row) for row in rows}


def _columns(rows: Sequence[tuple[Any, ...]], width: int = 0) -> list[list[Any]]:
    """`width`: how many there are, where there may be no rows."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


@dataclass(frozen=True)
class Answer:
    """What a partner may know of a message of its own. `signal` is None when it was refused."""

    signal: UUID | None
    state: State | None
    marks: tuple[Mark, ...]
    refusals: tuple[Refusal, ...]


async def answer_to(db: Database, source: str, event_id: str) -> Answer | None:
    """None when nothing came under this source and id."""
    row = await db.fetchrow(SQL.receipt, source, event_id)
    refusals = tuple(refusal_of(each) for each in await db.fetch(SQL.refusals_of, source, event_id))
    if row is None:
        return Answer(None, None, (), refusals) if refusals else None
    return Answer(row["signal"], State(row["state"]), tuple(map(Mark, row["marks"])), refusals)


async def refusals(db: Database, source: str | None, after: UUID, limit: int) -> list[Refusal]:
    """Oldest first, those included that name neither source nor id."""
    return [refusal_of(row) for row in await db.fetch(SQL.refusals, source, after, limit)]


#: Where a page of the work list begins: (not held, due, id).
Place = tuple[bool, datetime, UUID]


async def work_list(
    db: Database, neighbourhood: str | None, state: State | None, marked: bool | None, after: Place, limit: int
) -> list[Signal]:
    """Held ones first, by the end of their window; then by the promised term."""
    rows = await db.fetch(SQL.work_list, neighbourhood, state.value if state else None, marked, *after, limit)
    return [signal_of(row) for row in rows]


async def find_signal(db: Database, id_: UUID) -> tuple[Signal, bytes | None] | None:
    """The signal and its sealed submission, which is None when it was erased."""
    row = await db.fetchrow(SQL.signal, id_)
    return (signal_of(row), (await sealed_of(db, [id_])).get(id_)) if row else None


@dataclass(frozen=True)
class Gap:
    """A gap in services, with its sealed submission."""

    id: UUID
    neighbourhood: str
    urgency: Urgency
    partner: PartnerKind
    accepted_at: datetime
    sealed: bytes


async def gaps(db: Database, neighbourhood: str | None, after: UUID, limit: int) -> list[Gap]:
    """Oldest first."""
    return [
        Gap(**dict(row) | {"urgency": Urgency(row["urgency"]), "partner": PartnerKind(row["partner"])})
        for row in await db.fetch(SQL.gaps, neighbourhood, after, limit)
    ]


async def counts(db: Database) -> dict[str, int]:
    """Signals by state; and what was refused, what came again, what amended."""
    states = {row["state"]: row["count"] for row in await db.fetch(SQL.count_states)}
    return states | dict(await db.fetchrow(SQL.count_others) or {})

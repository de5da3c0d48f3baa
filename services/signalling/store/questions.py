"""What is only read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.contracts.words import (
    Mark,
    PartnerKind,
    Urgency,
)
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.signal import Signal, State
from services.signalling.rows import refusal_of, signal_of
from services.signalling.store.base import SQL, Database
from services.signalling.store.register import sealed_of


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


@dataclass(frozen=True)
class Brief:
    """A message of a partner, and the signal that it made or amended. None of both: it was refused."""

    event_id: str
    signal: UUID | None
    state: State | None


async def answers(db: Database, source: str, after: str, limit: int) -> list[Brief]:
    """Every message of a source, by its id."""
    return [
        Brief(row["event_id"], row["signal"], State(row["state"]) if row["state"] else None)
        for row in await db.fetch(SQL.answers, source, after, limit)
    ]


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

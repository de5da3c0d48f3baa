"""What is only read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from libs.contracts.signals import Discretion
from libs.contracts.words import (
    Mark,
    PartnerKind,
    RefusalReason,
    Urgency,
)
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.signal import Signal, State
from services.signalling.rows import refusal_of, signal_of
from services.signalling.store.base import SQL, Database
from services.signalling.store.register import sealed_of


@dataclass(frozen=True)
class Answer:
    """What became of a message of a partner. `became` is None when it was refused only."""

    became: "Became | None"
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Became:
    """The signal that a message made or amended, and how far that came."""

    signal: UUID
    partner: PartnerKind
    state: State
    picked_up: bool
    marks: tuple[Mark, ...]

    @classmethod
    def of(cls, signal: Signal) -> "Became":
        return cls(signal.id, signal.partner, signal.state, signal.picked_up, signal.marks)


async def answer_to(db: Database, source: str, event_id: str) -> Answer | None:
    """None when nothing came under this source and id."""
    row = await db.fetchrow(SQL.receipt, source, event_id)
    refusals = tuple(refusal_of(each) for each in await db.fetch(SQL.refusals_of, source, event_id))
    if row is None:
        return Answer(None, refusals) if refusals else None
    return Answer(_became(row), refusals)


def _became(row: Mapping[str, Any]) -> Became:
    marks = tuple(map(Mark, row["marks"]))
    return Became(row["signal"], PartnerKind(row["partner"]), State(row["state"]), row["picked_up"], marks)


@dataclass(frozen=True)
class Outcome:
    """What became of one id of a partner. `signal` is None when it made none; `reasons`: of its latest refusal."""

    event_id: str
    signal: UUID | None
    amends: bool
    marks: tuple[Mark, ...]
    reasons: tuple[RefusalReason, ...]
    detail: str | None


async def outcomes_of(db: Database, source: str, event_ids: Sequence[str]) -> list[Outcome]:
    """In the order of the ids. Nothing is known of one without signal and reasons."""
    return [
        Outcome(
            row["event_id"],
            row["signal"],
            bool(row["amends"]),
            tuple(map(Mark, row["marks"] or ())),
            tuple(map(RefusalReason, row["reasons"] or ())),
            row["detail"],
        )
        for row in await db.fetch(SQL.outcomes, source, list(event_ids))
    ]


@dataclass(frozen=True)
class Brief:
    """A message of a partner, and what it made or amended; None: it was refused."""

    event_id: str
    became: Became | None


async def answers(db: Database, source: str, after: str, limit: int) -> list[Brief]:
    """Every message of a source, by its id."""
    return [
        Brief(row["event_id"], _became(row) if row["signal"] else None)
        for row in await db.fetch(SQL.answers, source, after, limit)
    ]


async def refusals(db: Database, source: str | None, after: UUID, limit: int) -> list[Refusal]:
    """Oldest first, those included that name neither source nor id."""
    return [refusal_of(row) for row in await db.fetch(SQL.refusals, source, after, limit)]


#: Where a page of the work list begins: (not held, due, id).
Place = tuple[bool, datetime, UUID]


async def work_list(
    db: Database,
    neighbourhood: str | None,
    state: State | None,
    marked: bool | None,
    after: Place,
    limit: int,
    case: UUID | None = None,
) -> list[Signal]:
    """Held ones first, by the end of their window; then by the promised term."""
    rows = await db.fetch(SQL.work_list, neighbourhood, state.value if state else None, marked, *after, limit, case)
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
    discretion: Discretion
    accepted_at: datetime
    sealed: bytes


async def gaps(db: Database, neighbourhood: str | None, after: UUID, limit: int) -> list[Gap]:
    """Oldest first."""
    return [
        Gap(
            **dict(row)
            | {
                "urgency": Urgency(row["urgency"]),
                "partner": PartnerKind(row["partner"]),
                "discretion": Discretion(row["discretion"]),
            }
        )
        for row in await db.fetch(SQL.gaps, neighbourhood, after, limit)
    ]


async def counts(db: Database) -> dict[str, int]:
    """Signals by state; and what was refused, what came again, what amended."""
    states = {row["state"]: row["count"] for row in await db.fetch(SQL.count_states)}
    return states | dict(await db.fetchrow(SQL.count_others) or {})

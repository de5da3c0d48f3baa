"""Durable timers: rows that are claimed in the transaction of their effect, so that each runs exactly once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

from libs.delivery.statements import Statements

SQL = Statements.read(Path(__file__).parent / "sql")


class Key(NamedTuple):
    """What makes a timer unique."""

    aggregate: UUID
    kind: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class Timer:
    """`due` is the moment promised, also when the service ran late."""

    aggregate: UUID
    kind: str
    occurrence: int
    due: datetime
    data: Mapping[str, Any]


async def save(
    connection: "Connection[Any] | PoolConnectionProxy[Any]", timers: Sequence[Timer], cancelled: Sequence[Key]
) -> None:
    """Cancel first, then schedule: a decision that moves a timer does both."""
    if cancelled:
        await connection.execute(SQL.cancel_timers, *map(list, zip(*cancelled, strict=True)))
    latest = {(timer.aggregate, timer.kind, timer.occurrence): timer for timer in timers}
    if latest:
        rows = [latest[key] for key in sorted(latest)]
        await connection.execute(
            SQL.schedule_timers,
            [row.aggregate for row in rows],
            [row.kind for row in rows],
            [row.occurrence for row in rows],
            [row.due for row in rows],
            [dict(row.data) for row in rows],
        )


async def due(connection: "Connection[Any] | PoolConnectionProxy[Any]", now: datetime, limit: int) -> list[Key]:
    """Which timers are due; they stay in the table."""
    return [Key(**row) for row in await connection.fetch(SQL.due_timers, now, limit)]


async def claim_one(connection: "Connection[Any] | PoolConnectionProxy[Any]", key: Key, now: datetime) -> list[Timer]:
    """Take this one out of the table, unless another process has it."""
    return [Timer(**row) for row in await connection.fetch(SQL.claim_timer, *key, now)]


async def put_off(connection: "Connection[Any] | PoolConnectionProxy[Any]", key: Key, until: datetime) -> None:
    """Not before then. Its `due` stays what was promised."""
    await connection.execute(SQL.put_off_timer, *key, until)


async def claim(connection: "Connection[Any] | PoolConnectionProxy[Any]", now: datetime, limit: int) -> list[Timer]:
    """Take the timers that are due out of the table; they are back if the transaction does not commit."""
    rows = await connection.fetch(SQL.claim_timers, now, limit)
    return sorted((Timer(**row) for row in rows), key=lambda timer: timer.due)

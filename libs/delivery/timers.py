"""Durable timers: rows that are deleted in the transaction of their effect, so that each runs exactly once."""

from collections.abc import Collection, Mapping, Sequence
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

    @property
    def key(self) -> Key:
        return Key(self.aggregate, self.kind, self.occurrence)


class TimersMoved(Exception):
    """A timer that was read as due was moved or cancelled before its handler had its aggregate."""


async def cancel(connection: "Connection[Any] | PoolConnectionProxy[Any]", keys: Collection[Key]) -> None:
    """These will not run, if they have not yet."""
    if keys:
        await connection.execute(SQL.cancel_timers, *map(list, zip(*sorted(keys), strict=True)))


def columns(timers: Mapping[Key, Timer]) -> list[list[Any]]:
    """As the statement `flush` takes them, sorted so that two transactions cannot deadlock."""
    rows = [timers[key] for key in sorted(timers)]
    return [
        [row.aggregate for row in rows],
        [row.kind for row in rows],
        [row.occurrence for row in rows],
        [row.due for row in rows],
        [dict(row.data) for row in rows],
    ]


async def due(connection: "Connection[Any] | PoolConnectionProxy[Any]", now: datetime, limit: int) -> list[Timer]:
    """The timers that are due, the earliest first. Empty while another process of the service runs them.

    They are not locked: a handler locks its aggregate first, as whoever moves or cancels a timer does, and two
    transactions that lock in opposite order deadlock.
    """
    if not await connection.fetchval(SQL.lead_here, "timers"):
        return []
    return [Timer(**row) for row in await connection.fetch(SQL.due_timers, now, limit)]


async def spend(connection: "Connection[Any] | PoolConnectionProxy[Any]", timers: Sequence[Timer]) -> None:
    """They have run, if the transaction commits. Raises TimersMoved when one was moved or cancelled meanwhile."""
    if timers:
        columns = zip(*((each.aggregate, each.kind, each.occurrence, each.due) for each in timers), strict=True)
        if len(await connection.fetch(SQL.spend_timers, *map(list, columns))) < len(timers):
            raise TimersMoved


async def put_off(connection: "Connection[Any] | PoolConnectionProxy[Any]", timer: Timer, until: datetime) -> None:
    """Not before then. Its `due` stays what was promised."""
    await connection.execute(SQL.put_off_timer, timer.aggregate, timer.kind, timer.occurrence, until)

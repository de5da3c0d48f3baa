"""The inbox: which events a consumer has seen. Rows live in daily partitions by UUIDv7, dropped when old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

from libs.delivery.order import Subject
from libs.delivery.outbox import SQL
from libs.delivery.wire import Envelope

#: Days for which partitions are made ahead; ids from a clock that runs further ahead go to the default partition.
AHEAD = 3


@dataclass(frozen=True)
class News:
    """What of a batch a consumer had not seen. `events`: their (source, id). `subjects`: it had no event of them."""

    events: set[tuple[str, str]]
    subjects: set[Subject]


async def receive(
    connection: "Connection[Any] | PoolConnectionProxy[Any]", consumer: str, events: Sequence[Envelope]
) -> News:
    """They count as seen once the transaction commits. Nobody else comes to the new subjects until it ends."""
    keys = sorted({(event.source, UUID(event.id)) for event in events})
    subjects = sorted({(event.source, event.subject) for event in events})
    rows = await connection.fetch(
        SQL.receive,
        consumer,
        [key[0] for key in keys],
        [key[1] for key in keys],
        [subject[0] for subject in subjects],
        [subject[1] for subject in subjects],
    )
    return News(
        {(row["source"], str(row["id"])) for row in rows if row["id"]},
        {(row["source"], row["subject"]) for row in rows if row["subject"]},
    )


async def forget(
    connection: "Connection[Any] | PoolConnectionProxy[Any]", consumer: str, events: Sequence[Envelope]
) -> None:
    """These will count as new when they come again."""
    await connection.execute(
        SQL.forget, consumer, [event.source for event in events], [UUID(event.id) for event in events]
    )


def boundary(day: datetime) -> UUID:
    """The smallest UUIDv7 of that day (UTC)."""
    milliseconds = int(day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1_000)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62))


async def keep_partitions(connection: "Connection[Any] | PoolConnectionProxy[Any]", now: datetime, days: int) -> None:
    """Partitions for today and the days ahead; those older than `days` are dropped.

    An event that comes later than that is still refused by its position, which is kept for ever.
    """
    existing = {row["name"] for row in await connection.fetch(SQL.inbox_partitions)}
    today = now.astimezone(UTC)
    for offset in range(AHEAD + 1):
        day = today + timedelta(days=offset)
        name = f"inbox_{day:%Y%m%d}"
        if name not in existing:
            start, end = boundary(day), boundary(day + timedelta(days=1))
            async with connection.transaction():
                await connection.execute(f"create table {name} (like inbox including all)")
                # rows of a clock that ran ahead would stand in the way of the new partition
                await connection.execute(  # the name is made of a date
                    f"with moved as (delete from inbox_default where id >= $1 and id < $2 returning *) "  # noqa: S608
                    f"insert into {name} select * from moved",
                    start,
                    end,
                )
                await connection.execute(
                    f"alter table inbox attach partition {name} for values from ('{start}') to ('{end}')"
                )
    oldest = f"inbox_{today - timedelta(days=days):%Y%m%d}"
    for name in existing - {"inbox_default"}:
        if name < oldest:
            await connection.execute(f"drop table {name}")

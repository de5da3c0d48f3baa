"""What a pipeline has written and told: to wait until it is done, and to see that rivals do the same work."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import asyncpg
from aiormq.abc import DeliveredMessage

from bench.load import PATIENCE
from deploy.local.places import Place
from libs.contracts.topology import EVENTS

_SETTLED = """\
select (select count(*) from signalling.inbox) >= 2 * (select count(*) from signalling.receipt)
    and (select count(*) from signalling.outbox) + (select count(*) from intake.outbox) = 0
"""
_TABLES = """\
select schemaname || '.' || tablename from pg_tables
where schemaname in ('signalling', 'intake') and tablename !~ '^inbox_|migration|catch_up' -- a note of the first start
"""
_SENT = "select last_value from {schema}.outbox_position_seq"
_WRITTEN = "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"


@asynccontextmanager
async def _database(where: Place) -> "AsyncIterator[asyncpg.Connection[Any]]":
    connection = await asyncpg.connect(where.admin_url)
    try:
        yield connection
    finally:
        await connection.close()


async def settled(where: Place) -> None:
    """Returns when nothing is left to do: both services have heard of everything, and told everything.

    A case's events also go back to signalling, and nobody shall begin a round with another one's remains.
    """
    deadline = time.monotonic() + PATIENCE
    async with _database(where) as database:
        while not await database.fetchval(_SETTLED):
            if time.monotonic() > deadline:
                raise TimeoutError("signals were left half done")
            await asyncio.sleep(0.05)


async def rows(where: Place) -> dict[str, int]:
    """How many rows stand in each table; of the outboxes, how many ever stood there."""
    async with _database(where) as database:
        tables = [row[0] for row in await database.fetch(_TABLES)]
        counts = {table: await database.fetchval(f"select count(*) from {table}") for table in tables}  # noqa: S608
        for schema in ("signalling", "intake"):
            counts[f"{schema}.outbox"] = await database.fetchval(_SENT.format(schema=schema))
    return {table: count for table, count in counts.items() if count}


async def written(where: Place) -> int:
    """Bytes of the database server's log so far."""
    async with _database(where) as database:
        found: int = await database.fetchval(_WRITTEN)
        return found


@dataclass
class Told:
    """Which events went out: how many of each, and how large they were together."""

    counts: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)

    def mean_sizes(self) -> Mapping[str, float]:
        """Bytes per event, by routing key."""
        return {key: self.sizes[key] / count for key, count in self.counts.items()}


@asynccontextmanager
async def overhearing(where: Place) -> AsyncIterator[Told]:
    """Every event for as long as it is open."""
    told = Told()

    async def hear(message: DeliveredMessage) -> None:
        told.counts[message.routing_key or ""] += 1
        told.sizes[message.routing_key or ""] += len(message.body)

    async with await aio_pika.connect(where.amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS, "#")
        await (await channel.get_underlay_channel()).basic_consume(queue.name, hear, no_ack=True)
        yield told

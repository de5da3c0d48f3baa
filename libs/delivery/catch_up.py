"""What a queue has lost comes back from the stream of all events, without anybody's doing.

A queue that is not there has lost what was in it, and what came since. That is written down before it is declared
anew, so that it outlives the process that saw it. An event that waits too long for the one before it says the same.
Then the stream is read, from a day before the last event that was taken, and what the service has not had is put
on its queue again: from there it goes the ordinary way, which takes each once and in order.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import aio_pika
import asyncpg
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from aiormq.exceptions import ChannelNotFoundEntity

from libs.contracts.topology import EVENT_LOG, EVENTS, Inlet
from libs.delivery.connections import connected
from libs.delivery.database import open_connection
from libs.delivery.errors import Stopping, Unreadable
from libs.delivery.outbox import SQL
from libs.delivery.transactions import happens
from libs.delivery.wire import CONTENT_TYPE, Envelope, read_event

log = structlog.get_logger("omzien.catch_up")

#: Clocks may be off, and a message may have waited on the ladder of delays while later ones were taken.
MARGIN = timedelta(days=1)

#: Seconds that a parked event waits for the one before it until that is looked for; each time in vain, twice as long.
PATIENCE, LONGEST_PATIENCE = 30.0, 3_600.0

#: Seconds between two looks at what is parked.
LOOK = 10.0

#: Seconds until the next try after one that went wrong, each time twice as many, at most LOOK.
AGAIN = 1.0

#: Messages read at once, and seconds in which the broker has to confirm.
READ, CONFIRM = 500, 15.0

#: Seconds of silence that end a reading, and for how many it goes on past what was the newest chunk at its beginning:
#: the rest of that chunk comes within them, and under load there is no silence.
SILENCE, PAST = 1.0, 3.0

#: Seconds in which what was read off the connection has come to its consumer.
SETTLED = 0.05

#: Everything that a stream may still hold.
EVER = datetime(2000, 1, 1, tzinfo=UTC)


async def _exists(connection: AbstractConnection, queue: str) -> bool:
    channel = await connection.channel()  # of its own: the broker closes it when there is no such queue
    try:
        await channel.declare_queue(queue, passive=True)
    except ChannelNotFoundEntity:
        return False
    await channel.close()
    return True


async def _last_taken(database: "asyncpg.Connection[Any]", queue: str) -> datetime | None:
    latest = await database.fetchval(SQL.latest_taken, queue)
    # the first 48 bits of a UUIDv7 are milliseconds
    return datetime.fromtimestamp((latest.int >> 80) / 1_000, UTC) if latest else None


class CatchUp:
    """One for a service. Start it, stop it, and ask it before a queue is declared."""

    def __init__(self, database_url: str, amqp_url: str, service: str, inlets: Sequence[Inlet]) -> None:
        self._database_url, self._amqp_url, self._service = database_url, amqp_url, service
        self._inlets = [inlet for inlet in inlets if inlet.exchange == EVENTS]
        self._patience = dict.fromkeys((inlet.queue for inlet in self._inlets), PATIENCE)
        self._stopping, self._woken = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="catch up")

    async def stop(self) -> None:
        """At once: what was not read to its end is begun anew by the next process."""
        self._stopping.set()
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.wait({self._loop})

    async def before_declaring(self, connection: AbstractConnection, inlets: Sequence[Inlet]) -> None:
        """Write down which of the queues are not there: once they are declared, nobody could tell."""
        for inlet in inlets:
            if inlet.exchange == EVENTS and not await _exists(connection, inlet.queue):
                database = await open_connection(self._database_url, self._service)
                try:
                    latest = await _last_taken(database, inlet.queue)
                    since = latest - MARGIN if latest else EVER
                    await database.execute(SQL.want_catch_up, inlet.queue, since)
                finally:
                    await database.close(timeout=2)
                log.info("queue_missing", queue=inlet.queue, since=since)
                if latest:  # else it starts for the first time, and there is no hurry to hear of the past
                    self._woken.set()

    async def _run(self) -> None:
        again_in = AGAIN
        # not for ever: a cancellation may come out of the drivers as an error of theirs
        while not self._stopping.is_set():
            await happens(self._woken, LOOK)
            self._woken.clear()
            try:
                await self._turn()
                again_in = AGAIN
            except Exception as error:
                # database or broker are away, or the queue is not there yet: what is wanted stays written down
                log.warning("catch_up_waiting", error=type(error).__name__)
                await happens(self._stopping, again_in)
                again_in = min(2 * again_in, LOOK)
                self._woken.set()

    async def _turn(self) -> None:
        database = await open_connection(self._database_url, self._service)
        try:
            for inlet in self._inlets:
                await self._notice_gap(database, inlet.queue)
                wanted = await database.fetchrow(SQL.wanted_catch_up, inlet.queue)
                # several processes of a service have noticed; one of them reads
                if wanted and await database.fetchval(SQL.lead, f"catch up {inlet.queue}"):
                    again = await self._read(database, inlet, wanted["since"])
                    await database.execute(SQL.caught_up, inlet.queue, wanted["version"])
                    log.info("caught_up", queue=inlet.queue, since=wanted["since"], again=again)
        finally:
            await database.close(timeout=2)

    async def _notice_gap(self, database: "asyncpg.Connection[Any]", queue: str) -> None:
        parked = await database.fetchval(SQL.longest_parked, queue)
        if parked is None:
            self._patience[queue] = PATIENCE
        elif datetime.now(UTC) - parked > timedelta(seconds=self._patience[queue]):
            # the one before it may be a dead letter: then only a person brings it back, and reading is in vain
            self._patience[queue] = min(2 * self._patience[queue], LONGEST_PATIENCE)
            await database.execute(SQL.want_catch_up, queue, parked - MARGIN)

    async def _read(self, database: "asyncpg.Connection[Any]", inlet: Inlet, since: datetime) -> int:
        """Put on the queue again what the stream has and the service has not had; how many.

        Raises ConnectionError when it was not read to its end, and ChannelNotFoundEntity when there is no queue.
        """
        async with connected(self._amqp_url) as connection:
            await _bind(connection, inlet)
            last = await _last(connection)
            arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
            channel, out = await connection.channel(), await connection.channel(on_return_raises=True)
            await channel.set_qos(prefetch_count=2 * READ)
            stream = await channel.get_queue(EVENT_LOG, ensure=False)
            await stream.consume(arrived.put, arguments={"x-stream-offset": since})
            again, seen, reached, now = 0, None, None, asyncio.get_running_loop().time
            while batch := await _waiting(channel, arrived):
                if self._stopping.is_set():
                    raise Stopping
                await batch[-1].ack(multiple=True)
                wanted = await self._not_had(database, inlet, batch)
                await _put(out, inlet.queue, wanted)
                again += len(wanted)
                seen = _offset(batch[-1])
                if last is None or seen >= last:
                    reached = reached or now()
                    if now() > reached + PAST:
                        break
            # nothing at all: the stream ends before that moment
            if seen is not None and reached is None:
                raise ConnectionError("the stream fell silent before its end")
            return again

    async def _not_had(
        self, database: "asyncpg.Connection[Any]", inlet: Inlet, batch: Sequence[AbstractIncomingMessage]
    ) -> list[Envelope]:
        events = []
        for message in batch:
            if any((message.routing_key or "").startswith(key.removesuffix("#")) for key in inlet.bindings):
                with contextlib.suppress(Unreadable):
                    events.append(read_event(message.body))
        rows = await database.fetch(
            SQL.positions, inlet.queue, [event.source for event in events], [event.subject for event in events]
        )
        positions = {(row["source"], row["subject"]): row["sequence"] for row in rows}
        missing = [event for event in events if event.sequence > positions.get((event.source, event.subject), 0)]
        # what is a dead letter was not lost: a person brings it back
        dead = await database.fetch(SQL.dead_among, inlet.queue, [event.id for event in missing])
        known = {row["message_id"] for row in dead}
        return [event for event in missing if event.id not in known]


async def _bind(connection: AbstractConnection, inlet: Inlet) -> None:
    """As its consumer does. Who reads binds first: an event that finds no binding then is one that will be read."""
    channel = await connection.channel()
    queue = await channel.declare_queue(inlet.queue, passive=True)
    for key in inlet.bindings:
        await queue.bind(inlet.exchange, key)
    await channel.close()


async def _last(connection: AbstractConnection) -> int | None:
    """The number of an event in the stream's newest chunk; None when the stream is empty."""
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=1)
    stream = await channel.get_queue(EVENT_LOG, ensure=False)
    arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    await stream.consume(arrived.put, arguments={"x-stream-offset": "last"})
    batch = await _waiting(channel, arrived)
    await channel.close()
    return _offset(batch[0]) if batch else None


def _offset(message: AbstractIncomingMessage) -> int:
    return int(str(message.headers["x-stream-offset"]))


async def _waiting(
    channel: AbstractChannel, arrived: "asyncio.Queue[AbstractIncomingMessage]"
) -> list[AbstractIncomingMessage]:
    """What has arrived, at most READ; waits for the first. Nothing: there was silence, and the broker is there."""
    try:
        batch = [await asyncio.wait_for(arrived.get(), SILENCE)]
    except TimeoutError:
        # a lost connection is silent too: this raises then, and its answer comes after all that was sent before it
        await channel.set_qos(prefetch_count=2 * READ)
        await asyncio.sleep(SETTLED)
        if arrived.empty():
            return []
        batch = [arrived.get_nowait()]
    while not arrived.empty() and len(batch) < READ:
        batch.append(arrived.get_nowait())
    return batch


async def _put(channel: AbstractChannel, queue: str, events: Sequence[Envelope]) -> None:
    async with asyncio.timeout(CONFIRM):
        await asyncio.gather(*(channel.default_exchange.publish(_message(event), queue) for event in events))


def _message(event: Envelope) -> aio_pika.Message:
    # as the relay sent it: a poison that comes again must be known as the dead letter that it is
    return aio_pika.Message(event.body, content_type=CONTENT_TYPE, delivery_mode=2, message_id=event.id)

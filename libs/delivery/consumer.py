"""A hot queue, consumed in batches: what waits is taken at once, one transaction each, acknowledged after commit."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

import structlog
from aio_pika import Message
from aio_pika.abc import AbstractIncomingMessage, AbstractQueue, AbstractRobustConnection
from aiormq.exceptions import AMQPError, ChannelInvalidStateError
from faststream.rabbit import RabbitQueue

from libs.delivery import dead_letters
from libs.delivery.clock import new_id
from libs.delivery.errors import AWAY, COLLISION, Stopping, Unreadable
from libs.delivery.failpoints import failpoint
from libs.delivery.metrics import BATCH, BATCH_SECONDS, MESSAGES
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.taker import Taker
from libs.delivery.topology import delayed
from libs.delivery.work import Work

log = structlog.get_logger("omzien.consumer")

#: Which attempt this is. Counted by us: what the broker counts differs by version.
ATTEMPT = "omzien-attempt"

#: Tries at once when two transactions stood in each other's way.
COLLISIONS = 5

T = TypeVar("T")


class Runs(Protocol):
    """What a consumer needs of the process that it runs in."""

    def transaction(self, cause: Cause) -> AbstractAsyncContextManager[Work[Any]]: ...

    async def send(self, message: Message, queue: str) -> None:
        """Confirmed when it returns. Waits while the broker is away; raises Stopping when the service stops."""


class Consumer:
    """One channel, one uncommitted batch at a time: `multiple` would acknowledge another batch, not committed yet."""

    def __init__(
        self, runs: Runs, queue: RabbitQueue, take: Taker, batch: int, delays: Sequence[int], patience: float = 0.5
    ) -> None:
        self._runs, self._declared, self._take = runs, queue, take
        self._batch, self._delays, self._patience = batch, delays, patience
        self._waiting: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        self._stopping = asyncio.Event()
        self._queue: AbstractQueue | None = None
        self._tag: str | None = None
        self._loop: asyncio.Task[None] | None = None
        self.name = queue.name

    async def start(self, connection: AbstractRobustConnection) -> None:
        """Consume until stopped. The queue is declared, so that a reconnect restores it with its consumer."""
        channel = await connection.channel(publisher_confirms=False)
        await channel.set_qos(prefetch_count=2 * self._batch)
        self._queue = await channel.declare_queue(self._declared.name, durable=True, arguments=self._declared.arguments)
        self._loop = asyncio.create_task(self._run(), name=f"consumer {self.name}")
        self._tag = await self._queue.consume(self._waiting.put)

    async def stop(self) -> None:
        """Take nothing new, then finish what has come: what is dropped would come back out of order."""
        if self._queue is not None and self._tag is not None:
            try:
                await self._queue.cancel(self._tag)
            except (AMQPError, ChannelInvalidStateError, RuntimeError) as error:
                log.warning("consumer_cancel_failed", queue=self.name, error=type(error).__name__)
        self._stopping.set()
        if self._loop is not None:
            await self._loop

    @property
    def alive(self) -> bool:
        """Whether it would take a message that came now."""
        return self._loop is not None and not self._loop.done() and not self._stopping.is_set()

    async def _run(self) -> None:
        while True:
            messages = await self._next()
            if not messages:
                return
            try:
                await self._settle(messages)
            except Stopping:
                return

    async def _next(self) -> list[AbstractIncomingMessage]:
        """What waits, without lingering for more. Empty when stopping and nothing is left."""
        if self._waiting.empty():
            getting, stopping = asyncio.create_task(self._waiting.get()), asyncio.create_task(self._stopping.wait())
            done, _ = await asyncio.wait({getting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if getting not in done:
                getting.cancel()
                return []
            messages = [getting.result()]
        else:
            messages = [self._waiting.get_nowait()]
        while len(messages) < self._batch and not self._waiting.empty():
            messages.append(self._waiting.get_nowait())
        return messages

    async def _settle(self, messages: list[AbstractIncomingMessage]) -> None:
        BATCH.labels(self.name).observe(len(messages))
        raw = [_raw(message) for message in messages]
        try:
            await self._effect(raw)
        except Stopping:
            raise
        except Exception as error:
            log.warning(
                "batch_failed", queue=self.name, messages=len(raw), error=type(error).__name__, exc_info=len(raw) == 1
            )
            for each in raw:
                await self._alone(each)
        await failpoint("consumer.before_ack")
        try:
            await messages[-1].ack(multiple=True)
        except (AMQPError, ChannelInvalidStateError, RuntimeError) as error:
            # the connection went; the broker delivers again, and the inbox knows them
            log.warning("acknowledge_failed", queue=self.name, error=type(error).__name__)

    async def _effect(self, raw: Sequence[RawMessage]) -> None:
        """One transaction for all of them; their spans end when it has committed."""
        started = time.perf_counter()
        for span in await self._transact(raw[0].cause, lambda work: self._take(work, raw)):
            span.end()
        BATCH_SECONDS.labels(self.name).observe(time.perf_counter() - started)

    async def _transact(self, cause: Cause, effect: Callable[[Work[Any]], Awaitable[T]]) -> T:
        """Once more after a collision; waits while the database is away, where nothing else would succeed either."""
        collisions, wait = 0, self._patience
        while True:
            try:
                async with self._runs.transaction(cause) as work:
                    result = await effect(work)
                    await work.flush()
                    await failpoint("consumer.before_commit")
                return result
            except COLLISION:
                collisions += 1
                if collisions >= COLLISIONS:
                    raise
            except AWAY as error:
                log.warning("database_away", queue=self.name, error=type(error).__name__, again_in=wait)
                if self._stopping.is_set():
                    raise Stopping from error
                await asyncio.sleep(wait)
                wait = min(2 * wait, 10)

    async def _alone(self, raw: RawMessage) -> None:
        """So that one message that cannot be handled does not hold up the others."""
        try:
            await self._effect([raw])
        except Stopping:
            raise
        except Unreadable as error:
            await self._bury(raw, error)
        except Exception as error:
            attempt = int(raw.headers.get(ATTEMPT, 0))
            if attempt >= len(self._delays):
                await self._bury(raw, Unreadable("failed", f"{attempt + 1} attempts; the last: {type(error).__name__}"))
                return
            MESSAGES.labels(self.name, "retried").inc()
            log.warning(
                "message_failed", queue=self.name, attempt=attempt + 1, error=type(error).__name__, exc_info=True
            )
            again = Message(
                raw.body,
                headers={name: value for name, value in raw.headers.items() if not name.startswith("x-")}
                | {ATTEMPT: attempt + 1},
                content_type=raw.content_type,
                message_id=str(new_id()),
                delivery_mode=2,
            )
            await self._runs.send(again, delayed(self.name, self._delays[attempt]))

    async def _bury(self, raw: RawMessage, error: Unreadable) -> None:
        MESSAGES.labels(self.name, "dead").inc()
        log.error("message_dead", queue=self.name, reason=error.reason, detail=error.detail)
        await self._transact(raw.cause, lambda work: dead_letters.bury(work, self.name, raw, error))


def _raw(message: AbstractIncomingMessage) -> RawMessage:
    id_ = message.message_id or str(new_id())
    return RawMessage(
        body=message.body,
        content_type=message.content_type,
        headers=message.headers,
        routing_key=message.routing_key or "",
        cause=Cause(id=id_, correlation=id_, actor="partner"),
    )

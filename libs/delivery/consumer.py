"""A hot queue, consumed in batches: what waits is taken at once, one transaction each, acknowledged after commit."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel
from faststream.rabbit import RabbitQueue
from pamqp.commands import Basic

from libs.contracts.topology import EVENTS, Inlet
from libs.delivery.connections import GOODBYE, connected
from libs.delivery.errors import Stopping
from libs.delivery.failpoints import failpoint
from libs.delivery.settling import Settler
from libs.delivery.tap import Tap
from libs.delivery.transactions import happens

log = structlog.get_logger("omzien.consumer")

#: Seconds between two tries to consume: the first, and the longest.
FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0

#: How long to wait for what the broker is sending, in seconds.
LINGER = 0.2

#: Beginning and ending a batch costs as much as twenty messages in it. When so many had come together, the next batch
#: waits for company, as long as this one took and at most so many seconds: a busy service spends its time on messages.
#: A batch of fewer is a quiet hour's, where nobody is to wait for nothing.
COMPANY, LONGEST_FOR_COMPANY = 8, 0.05

#: Seconds after which the broker is told of what was committed, together. A quorum queue writes each acknowledgement to
#: its log as it does a message: one for each small batch would be a third of the broker's work. Who dies before gets
#: those messages again, and knows them.
OWING = 0.05

#: Seconds in which what the broker sends in one go has come in whole: a batch of its first message only would be
#: followed by one of the rest, and cost as much again.
IN_ONE_GO = 0.001

#: A message that came back so often may be the one on which its consumer dies: it is taken with no other beside it,
#: since the broker counts against every message that a dying consumer held.
SUSPICIOUS = 3

#: Looks whether the queues are there, before they are declared.
Before = Callable[[AbstractConnection, Sequence[Inlet]], Awaitable[None]]


class Session:
    """One channel for as long as it lives. What it delivered waits here, in order, until it is taken."""

    def __init__(self, channel: AbstractChannel, underlay: Channel, queue: str, woken: asyncio.Event) -> None:
        self._channel, self._underlay, self._queue, self._woken = channel, underlay, queue, woken
        self._arrived: deque[DeliveredMessage] = deque()
        self._cancelled = False
        self._tag: str | None = None
        self._prefetch = 0
        self._unacknowledged = 0
        self._owed, self._owed_tag, self._owed_since = 0, 0, 0.0
        Tap(underlay, {Basic.Deliver: self._arrive})

    def watch(self) -> None:
        """Be told when the channel closes, and when the broker takes the queue away."""
        self._channel.close_callbacks.add(self._lost)
        self._underlay.on_consumer_cancel_callbacks.add(self._lost)

    async def consume(self, prefetch: int) -> None:
        """Also to consume anew with another prefetch: the broker reads it when a consumer begins."""
        await self._cancel()
        self._prefetch = prefetch
        await self._underlay.basic_qos(prefetch_count=prefetch)
        begun = await self._underlay.basic_consume(self._queue, _nobody)
        self._tag = begun.consumer_tag

    async def end(self) -> None:
        """Nothing arrives any more; what has stays to be taken.

        Each acknowledgement makes room, and the broker is filling it: what it sends while it is told to stop would be
        one more batch. So first let the room be filled, or nothing come.
        """
        await self.acknowledge()
        while self._unacknowledged < self._prefetch:
            self._woken.clear()
            if not await happens(self._woken, LINGER):
                break
        await self._cancel()

    async def _cancel(self) -> None:
        # what was delivered before the broker's answer has arrived here before it
        if self._tag is not None:
            tag, self._tag = self._tag, None
            await self._underlay.basic_cancel(tag)

    def take(self, most: int) -> list[DeliveredMessage]:
        """What waits, without lingering for more. Raises ConnectionError when the channel is lost.

        What a lost channel delivered cannot be acknowledged; the broker hands it out again.
        """
        if self._cancelled or self._channel.is_closed:
            raise ConnectionError("the channel is lost")
        return [self._arrived.popleft() for _ in range(min(most, len(self._arrived)))]

    def owe(self, messages: Sequence[DeliveredMessage]) -> None:
        """These and all before them have had their effect: the broker is to be told."""
        if (tag := messages[-1].delivery_tag) is None:
            raise ConnectionError("a delivery without a tag can't be acknowledged")
        if not self._owed:
            self._owed_since = time.monotonic()
        self._owed_tag = tag
        self._owed += len(messages)

    async def acknowledge(self, wait: bool = False) -> None:
        """All that is owed; waits until it is written, if asked to."""
        if self._owed:
            await self._underlay.basic_ack(self._owed_tag, multiple=True, wait=wait)
            self._unacknowledged -= self._owed
            self._owed = 0

    async def leave(self) -> None:
        """Whatever ended it: what was committed is not to come again, and a connection that closes drops what waits."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(GOODBYE):
                await self.acknowledge(wait=True)

    async def acknowledge_in_time(self) -> None:
        """What has been owed for long enough, or so much that the broker could soon send nothing more."""
        if 4 * self._owed >= self._prefetch or time.monotonic() - self._owed_since >= OWING:
            await self.acknowledge()

    @property
    def owes(self) -> bool:
        return self._owed > 0

    @property
    def waiting(self) -> int:
        """How many could be taken."""
        return len(self._arrived)

    @property
    def next_is_suspicious(self) -> bool:
        """Whether what waits first came back suspiciously often."""
        headers = self._arrived[0].header.properties.headers if self._arrived else None
        count = (headers or {}).get("x-delivery-count")
        return isinstance(count, int) and count >= SUSPICIOUS

    def _arrive(self, message: DeliveredMessage) -> None:
        self._arrived.append(message)
        self._unacknowledged += 1
        self._woken.set()

    def _lost(self, *_: object) -> None:
        self._cancelled = True
        self._woken.set()


async def _nobody(_: DeliveredMessage) -> None:
    """The tap has taken it."""


class Consumer:
    """One connection and one uncommitted batch at a time: `multiple` would acknowledge what is not committed yet.

    Whatever ends it, a lost connection, a deleted queue or a fault of our own, it begins anew; what was not
    acknowledged comes again, and a message on which that goes on reaches the broker's delivery limit.
    """

    def __init__(
        self, amqp_url: str, inlet: Inlet, declared: RabbitQueue, settler: Settler, batch: int, before: Before
    ) -> None:
        self._url, self._inlet, self._declared, self._before = amqp_url, inlet, declared, before
        self._settler, self._batch, self._stopping = settler, batch, settler.stopping
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._consuming = False
        self._failures = 0
        self.name = inlet.queue

    async def start(self) -> None:
        """Consume until stopped."""
        self._loop = asyncio.create_task(self._run(), name=f"consumer {self.name}")

    async def stop(self, patience: float) -> None:
        """Take nothing new and finish what has come: what is dropped would come back out of order.

        After so many seconds it is broken off; the transaction that runs is undone, and its messages come again.
        """
        self._stopping.set()
        self._woken.set()
        if self._loop is not None:
            _, late = await asyncio.wait({self._loop}, timeout=patience)
            for loop in late:
                log.warning("consumer_broken_off", queue=self.name, seconds=patience)
                loop.cancel()
                await asyncio.wait({loop}, timeout=patience)

    @property
    def alive(self) -> bool:
        """Whether it would take a message that came now."""
        return self._consuming and not self._stopping.is_set()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._consume()
            except Stopping:
                return
            except (Exception, asyncio.CancelledError) as error:
                # a handler that cancels itself must not end the consumer; being broken off must
                if (task := asyncio.current_task()) and task.cancelling():
                    raise
                wait = min(FIRST_WAIT * 2**self._failures, LONGEST_WAIT)
                self._failures += 1
                log.warning("consumer_interrupted", queue=self.name, again_in=wait, exc_info=error)
                await happens(self._stopping, wait)
            finally:
                self._consuming = False

    async def _consume(self) -> None:
        async with connected(self._url) as connection:
            channel = await connection.channel(publisher_confirms=False)
            aside = await connection.channel(on_return_raises=True)
            self._woken.clear()
            await self._before(connection, [self._inlet])
            await self._declare(channel)
            underlay = cast("Channel", await channel.get_underlay_channel())
            session = Session(channel, underlay, self.name, self._woken)
            session.watch()
            try:
                await session.consume(prefetch=1)
                self._consuming = True
                await self._take_turns(session, aside)
            finally:
                await session.leave()

    async def _declare(self, channel: AbstractChannel) -> None:
        """As at the start of the service: an unbound queue would look healthy and get nothing."""
        queue = await channel.declare_queue(self._declared.name, durable=True, arguments=self._declared.arguments)
        for key in self._inlet.bindings:
            await queue.bind(self._inlet.exchange, key)

    async def _take_turns(self, session: Session, aside: AbstractChannel) -> None:
        careful = True
        while not self._stopping.is_set():
            if not await happens(self._woken, OWING if session.owes else None):
                await session.acknowledge()
                continue
            self._woken.clear()
            if careful and not session.next_is_suspicious and (first := session.take(1)):
                careful = False
                await session.consume(prefetch=2 * self._batch)
                await self._settle(first, session, aside)
            if pause := self._inlet.linger or (IN_ONE_GO if self._inlet.exchange == EVENTS else 0):
                await happens(self._stopping, pause)
            while not self._stopping.is_set() and (messages := session.take(self._batch)):
                began = time.monotonic()
                await self._settle(messages, session, aside)
                await session.acknowledge_in_time()
                pause = self._inlet.linger
                if len(messages) >= COMPANY:
                    pause = max(pause, min(time.monotonic() - began, LONGEST_FOR_COMPANY))
                if pause and session.waiting < self._batch:
                    await happens(self._stopping, pause)
        await session.end()
        while messages := session.take(self._batch):
            await self._settle(messages, session, aside)

    async def _settle(self, messages: Sequence[DeliveredMessage], session: Session, aside: AbstractChannel) -> None:
        await self._settler.settle(messages, aside)
        await failpoint("consumer.before_ack")
        session.owe(messages)
        self._failures = 0

"""A hot queue, consumed in batches: what is due is taken with all that waits, in one transaction, and acknowledged
after commit.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel
from faststream.rabbit import RabbitQueue

from libs.contracts.topology import EVENTS, Inlet
from libs.delivery.connections import connected
from libs.delivery.errors import Stopping
from libs.delivery.failpoints import failpoint
from libs.delivery.session import NOW, Session
from libs.delivery.settling import Settler
from libs.delivery.transactions import happens

log = structlog.get_logger("omzien.consumer")

#: Seconds between two tries to consume: the first, and the longest.
FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0

#: Seconds for which a stop waits at most until the broker sends nothing more.
QUIET = 1.0

#: Seconds for which an event may wait for company that the service has no handler for: a batch costs as much as twenty
#: events in it. It is short, since what another process has of the same subject waits for it.
PASSING = 0.02

#: Seconds in which what the broker sends in one go has come in whole: a batch of its first message only would be
#: followed by one of the rest, and cost as much again.
IN_ONE_GO = 0.001

#: Looks whether the queues are there, before they are declared.
Before = Callable[[AbstractConnection, Sequence[Inlet]], Awaitable[None]]


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
        self._quiet = QUIET
        self.name = inlet.queue

    async def start(self) -> None:
        """Consume until stopped."""
        self._loop = asyncio.create_task(self._run(), name=f"consumer {self.name}")

    async def stop(self, patience: float) -> None:
        """Take nothing new and finish what has come: what is dropped would come back out of order.

        After so many seconds it is broken off; the transaction that runs is undone, and its messages come again.
        """
        # what it then has is to be finished within the rest of it
        self._quiet = min(QUIET, patience / 3)
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
            session = Session(channel, underlay, self.name, self._woken, self._linger)
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

    def _linger(self, message: DeliveredMessage) -> float:
        if not self._settler.take.handles(message.routing_key or ""):
            return PASSING
        return self._inlet.linger or (IN_ONE_GO if self._inlet.exchange == EVENTS else NOW)

    async def _take_turns(self, session: Session, aside: AbstractChannel) -> None:
        careful = True
        while not self._stopping.is_set():
            self._woken.clear()
            if (due_in := session.due_in) > NOW:
                within = min(due_in, session.to_acknowledge_in)
                if not await happens(self._woken, within if within < math.inf else None):
                    await session.acknowledge_in_time()
            elif careful and not session.next_is_suspicious:
                careful = False
                first = session.take(1)
                await session.consume(prefetch=2 * self._batch)
                await self._settle(first, session, aside)
            else:
                await self._settle(session.take(self._batch), session, aside)
                await session.acknowledge_in_time()
        await session.end(self._quiet)
        while messages := session.take(self._batch):
            await self._settle(messages, session, aside)

    async def _settle(self, messages: Sequence[DeliveredMessage], session: Session, aside: AbstractChannel) -> None:
        await self._settler.settle(messages, aside)
        await failpoint("consumer.before_ack")
        session.owe(messages)
        self._failures = 0

"""A subscriber like any other: a queue of its own on the exchange `events`, bound to everything."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from libs.contracts.payload import Payload
from libs.contracts.topology import EVENT_LOG, EVENTS
from omzien.demo.told import Strange, Told, read

P = TypeVar("P", bound=Payload)

#: How long a step waits for the event that it leads to. Ordinarily it takes milliseconds.
PATIENCE = 30


class NotTold(Exception):
    """An event that had to come did not; the text names it."""


class Subscriber:
    """What has been heard since it subscribed: `events` distinct by (source, id), in the order of arrival."""

    def __init__(self) -> None:
        self.events: list[Told[Any]] = []
        self.copies = 0
        self.strange: list[str] = []
        self._known: set[tuple[str, str]] = set()
        self._by_type: defaultdict[str, list[Told[Any]]] = defaultdict(list)
        self._news = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def on(cls, connection: aio_pika.abc.AbstractConnection) -> AsyncIterator["Subscriber"]:
        """Hears from now on; its queue goes with the connection."""
        subscriber = cls()
        channel = await connection.channel()
        exchange = await channel.declare_exchange(EVENTS, aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(exchange, "#")
        tag = await queue.consume(subscriber.hear, no_ack=True)
        yield subscriber
        await queue.cancel(tag)

    async def hear(self, message: AbstractIncomingMessage) -> None:
        """Take one message; a copy on the wire is counted apart."""
        try:
            told = read(message.body, datetime.now(UTC))
        except Strange as reason:
            self.strange.append(str(reason))
            return
        if told.key in self._known:
            self.copies += 1
            return
        self._known.add(told.key)
        self.events.append(told)
        self._by_type[told.type].append(told)
        self._news.set()
        self._news = asyncio.Event()

    def all(self, kind: type[P]) -> list[Told[P]]:
        """Those of one type that have been heard, in the order of arrival."""
        return list(self._by_type[kind.type])

    async def first(
        self, kind: type[P], where: Callable[[Told[P]], bool] = lambda _: True, within: float = PATIENCE
    ) -> Told[P]:
        """The first of this type for which it holds, heard before or still to come. Raises NotTold."""
        looked = 0
        try:
            async with asyncio.timeout(within):
                while True:
                    news = self._news
                    heard = self._by_type[kind.type]
                    for told in heard[looked:]:
                        if where(told):
                            return told
                    looked = len(heard)
                    await news.wait()
        except TimeoutError:
            raise NotTold(f"no {kind.type} came within {within:.0f} s") from None

    async def about(self, kind: type[P], subject: UUID) -> Told[P]:
        """The first of this type about this aggregate."""
        return await self.first(kind, lambda told: told.subject == subject)


async def logged(connection: aio_pika.abc.AbstractConnection, since: datetime, events: int) -> set[tuple[str, str]]:
    """(source, id) of what the stream of all events holds since then: a second witness beside the queue.

    Reads until nothing more comes; `events` says how many are expected, so that the end need not be guessed.
    """
    channel = await connection.channel()
    await channel.set_qos(prefetch_count=500)
    queue = await channel.get_queue(EVENT_LOG, ensure=False)
    found: set[tuple[str, str]] = set()
    came = asyncio.Event()

    async def take(message: AbstractIncomingMessage) -> None:
        await message.ack()
        try:
            told = read(message.body, since)
        except Strange:
            return
        if told.at >= since:
            found.add(told.key)
        came.set()

    tag = await queue.consume(take, arguments={"x-stream-offset": "first"})
    while True:
        came.clear()
        try:
            # once all that is expected is there, only a surplus is waited for, and not for long
            await asyncio.wait_for(came.wait(), 0.3 if len(found) >= events else 5)
        except TimeoutError:
            break
    await queue.cancel(tag)
    await channel.close()
    return found

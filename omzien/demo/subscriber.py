"""A subscriber like any other: a queue of its own on the exchange `events`, bound to everything."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

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
        self.listeners: list[Callable[[Told[Any]], None]] = []
        self._known: set[tuple[str, str]] = set()
        self._by_type: defaultdict[str, list[Told[Any]]] = defaultdict(list)
        self._news = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def on(cls, channel: AbstractChannel) -> AsyncIterator["Subscriber"]:
        """Hears from now on; its queue goes with the channel's connection."""
        subscriber = cls()
        exchange = await channel.declare_exchange(EVENTS, aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(exchange, "#")
        tag = await queue.consume(subscriber.hear, no_ack=True)
        yield subscriber
        await queue.cancel(tag)

    async def hear(self, message: AbstractIncomingMessage) -> None:
        """Take one message."""
        try:
            self.take(read(message.body, datetime.now(UTC)))
        except Strange as reason:
            self.strange.append(str(reason))

    def take(self, told: Told[Any]) -> None:
        """Take one event; a copy on the wire is counted apart."""
        if told.key in self._known:
            self.copies += 1
            return
        self._known.add(told.key)
        self.events.append(told)
        self._by_type[told.type].append(told)
        for listener in self.listeners:
            listener(told)
        self._news.set()
        self._news = asyncio.Event()

    def all(self, kind: type[P]) -> list[Told[P]]:
        """Those of one type that have been heard, in the order of arrival."""
        return list(self._by_type[kind.type])

    def count(self, *kinds: type[P]) -> int:
        """How many of these types have been heard."""
        return sum(len(self._by_type[kind.type]) for kind in kinds)

    @property
    def mark(self) -> int:
        """This moment, for `first(since=...)`."""
        return len(self.events)

    async def first(
        self, *kinds: type[P], where: Callable[[Told[P]], bool] = lambda _: True, since: int = 0
    ) -> Told[P]:
        """The first of these types for which it holds, heard since that mark or still to come. Raises NotTold."""
        looked = since
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    news = self._news
                    for told in self.events[looked:]:
                        if isinstance(told.fact, kinds) and where(told):
                            return told
                    looked = len(self.events)
                    await news.wait()
        except TimeoutError:
            names = " or ".join(kind.type for kind in kinds)
            raise NotTold(f"no {names} came within {PATIENCE} s: see the services' logs in build/logs") from None

    async def about(self, kind: type[P], subject: UUID, since: int = 0) -> Told[P]:
        """The first of this type about this aggregate."""
        return await self.first(kind, where=lambda told: told.subject == subject, since=since)


async def logged(channel: AbstractChannel, since: datetime, events: int) -> set[tuple[str, str]]:
    """(source, id) of what the stream of all events holds since then: a second witness beside the queue.

    Reads until nothing more comes; `events` says how many are expected, so that the end need not be guessed.
    """
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

    tag = await queue.consume(take, arguments={"x-stream-offset": since})
    while True:
        came.clear()
        try:
            # once all that is expected is there, only a surplus is waited for, and not for long
            await asyncio.wait_for(came.wait(), 0.3 if len(found) >= events else 5)
        except TimeoutError:
            break
    await queue.cancel(tag)
    return found

"""A subscriber with a lasting queue of its own: whatever happens to the broker, it hears every event."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from libs.contracts.topology import EVENTS
from libs.delivery.connections import connected
from omzien.demo.subscriber import Subscriber

QUEUE = "subscriber.chaos"


class Witness(Subscriber):
    """As any subscriber, and it keeps what it heard as it was: `letters` by (source, id)."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: dict[tuple[str, str], tuple[str, bytes]] = {}

    @classmethod
    @asynccontextmanager
    async def listening(cls, url: str) -> AsyncIterator["Witness"]:
        """Its queue is there when this returns."""
        witness = cls()
        ready = asyncio.Event()
        task = asyncio.create_task(witness._listen(url, ready))
        await ready.wait()
        try:
            yield witness
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _listen(self, url: str, ready: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(Exception):
                async with connected(url) as connection:
                    channel = await connection.channel()
                    await channel.set_qos(prefetch_count=500)
                    exchange = await channel.declare_exchange(EVENTS, aio_pika.ExchangeType.TOPIC, durable=True)
                    queue = await channel.declare_queue(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
                    await queue.bind(exchange, "#")
                    await queue.consume(self._take)
                    ready.set()
                    await channel.closed()
            await asyncio.sleep(0.2)

    async def _take(self, message: AbstractIncomingMessage) -> None:
        before = len(self.events)
        await self.hear(message)
        if len(self.events) > before:
            self.letters[self.events[-1].key] = message.routing_key or "", message.body
        with contextlib.suppress(Exception):
            await message.ack()

"""Raw bodies of events, as the broker hands them to a subscriber."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from libs.contracts.topology import EVENTS


@asynccontextmanager
async def bodies(amqp_url: str) -> AsyncIterator[list[bytes]]:
    """Grows with every event from now on."""
    found: list[bytes] = []

    async def take(message: AbstractIncomingMessage) -> None:
        found.append(message.body)

    connection = await aio_pika.connect(amqp_url)
    async with connection:
        channel = await connection.channel()
        exchange = await channel.declare_exchange(EVENTS, aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(exchange, "#")
        await queue.consume(take, no_ack=True)
        yield found

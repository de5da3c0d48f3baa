"""Signals to the broker: confirmed, many in flight, in order."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractExchange
from aio_pika.exceptions import DeliveryError

from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.topology import SIGNALS
from omzien import broker
from omzien.errors import Advice

#: Waiting for one confirm at a time is several times slower.
WINDOW = 200


async def publish(
    amqp_url: str, events: Iterable[dict[str, Any]], told: Callable[[], None] = lambda: None, window: int = WINDOW
) -> None:
    """Returns when the broker has taken every event; calls `told` as each is taken. Holds no more than a window.

    Structured mode, persistent, routing key = type. May be repeated after any fault: an event that was taken
    before is known by its source and id. Raises Advice, also that of `events`.
    """
    async with broker.channel(amqp_url) as channel:
        exchange = await channel.get_exchange(SIGNALS)
        places = asyncio.Semaphore(window)

        async def one(event: dict[str, Any]) -> None:
            try:
                await _send(exchange, event)
                told()
            finally:
                places.release()

        try:
            async with asyncio.TaskGroup() as group:
                for event in events:
                    await places.acquire()
                    group.create_task(one(event))
        except* DeliveryError:
            raise Advice("the broker is full: look at 'omzien services', then publish the same file again") from None
        except* Advice as stopped:
            raise stopped.exceptions[0] from None


async def _send(exchange: AbstractExchange, event: dict[str, Any]) -> None:
    message = Message(
        orjson.dumps(event),
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=str(event.get("id", "")) or None,
    )
    await exchange.publish(message, event["type"], mandatory=True)

"""A queue in batches: what waits is taken at once, and acknowledged with one frame when it has been handled."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import aio_pika
import orjson
from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel
from pamqp.commands import Basic

from libs.delivery.tap import Tap


async def _nobody(_: DeliveredMessage) -> None:
    """The tap has taken it."""


Handle = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


async def consume(amqp_url: str, queue: str, handle: Handle, most: int) -> None:
    """For ever; `handle` gets at most so many bodies, parsed. The next batch arrives while this one is handled."""
    async with await aio_pika.connect(amqp_url) as connection:
        channel = cast("Channel", await (await connection.channel(publisher_confirms=False)).get_underlay_channel())
        arrived: list[DeliveredMessage] = []
        woken = asyncio.Event()

        def arrive(message: DeliveredMessage) -> None:
            arrived.append(message)
            woken.set()

        Tap(channel, {Basic.Deliver: arrive})
        await channel.basic_qos(prefetch_count=2 * most)
        await channel.basic_consume(queue, _nobody)
        while True:
            await woken.wait()
            batch, arrived[:most] = arrived[:most], []
            if not arrived:
                woken.clear()
            await handle([orjson.loads(message.body) for message in batch])
            tag = batch[-1].delivery_tag
            if tag is not None:
                await channel.basic_ack(tag, multiple=True, wait=False)

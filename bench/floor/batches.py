"""A queue in batches: what waits is taken at once, and acknowledged with one frame when it has been handled."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

import aio_pika
import orjson
from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel
from pamqp.commands import Basic

from libs.delivery.session import OWING
from libs.delivery.tap import Tap

Handle = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


async def consume(amqp_url: str, queue: str, handle: Handle, most: int, linger: float) -> None:
    """For ever; `handle` gets at most so many bodies, parsed. The next batch arrives while this one is handled.

    `linger`: seconds for which a batch waits for company.
    """
    async with await aio_pika.connect(amqp_url) as connection, asyncio.TaskGroup() as group:
        channel = cast("Channel", await (await connection.channel(publisher_confirms=False)).get_underlay_channel())
        arrived: list[DeliveredMessage] = []
        woken = asyncio.Event()
        handled = 0

        def arrive(message: DeliveredMessage) -> None:
            arrived.append(message)
            woken.set()

        async def acknowledge() -> None:
            told = 0
            while True:
                await asyncio.sleep(OWING)
                if handled > told:
                    told = handled
                    await channel.basic_ack(told, multiple=True, wait=False)

        Tap(channel, {Basic.Deliver: arrive})
        await channel.basic_qos(prefetch_count=2 * most)
        await channel.basic_consume(queue, _nobody)
        group.create_task(acknowledge())
        while True:
            await woken.wait()
            if linger:
                await asyncio.sleep(linger)
            batch, arrived[:most] = arrived[:most], []
            if not arrived:
                woken.clear()
            await handle([orjson.loads(message.body) for message in batch])
            handled = batch[-1].delivery_tag or handled


async def _nobody(_: DeliveredMessage) -> None:
    """The tap has taken it."""

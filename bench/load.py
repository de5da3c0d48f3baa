"""What drives a pipeline, and what listens at its end: the same for the product and for every rival.

Both are as lean as they can be, since they share the machine with what is measured.
"""

import asyncio
import itertools
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import orjson
import uuid_utils
from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic

from bench.publishing import Letter, Window, confirming, publish
from libs.contracts.cases import CaseOpened
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.signals import SignalSubmitted
from libs.contracts.topology import EVENTS, SIGNALS

#: Seconds for a whole round; what has not arrived by then is lost.
PATIENCE = 120
#: Messages in one write; twice as many publisher confirms are in flight.
WINDOW = 250

_CORRELATION = re.compile(rb'"correlationid": ?"([0-9a-f-]{36})"')
_numbers = itertools.count(1)


def signals(count: int) -> list[dict[str, Any]]:
    """Urgent ones, each on an address of its own: every one opens a case. No two of a run are the same."""
    return [_signal(number) for number in itertools.islice(_numbers, count)]


def _signal(number: int) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(uuid_utils.uuid7()),
        "source": "urn:nld:kvknr:00000000:systeem:bench",
        "type": SignalSubmitted.type,
        "datacontenttype": "application/json",
        "data": {
            "kind": "declining_health",
            "partner": "gp",
            "urgency": "urgent",
            "address": {"postcode": "3732AB", "house_number": str(number)},
        },
    }


#: How a pipeline wants to be told of a signal.
Wrap = Callable[[dict[str, Any]], Letter]


def signal_letter(body: bytes, properties: Basic.Properties) -> Letter:
    """Where partners send: routing key = type."""
    return Letter(str(properties.message_id), SIGNALS, SignalSubmitted.type, properties.marshal(), body)


def cloudevent(event: dict[str, Any]) -> Letter:
    """As a partner tells it."""
    return signal_letter(
        orjson.dumps(event), Basic.Properties(content_type=CONTENT_TYPE, delivery_mode=2, message_id=event["id"])
    )


@dataclass
class Subscriber:
    """Hears of every opened case, and when."""

    #: Moment of receipt (`time.perf_counter`) by the signal that caused it, as the pipeline calls it.
    moments: dict[str, float] = field(default_factory=dict)
    _wanted: int = 0
    _enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, message: DeliveredMessage) -> None:
        moment = time.perf_counter()
        if found := _CORRELATION.search(message.body):
            self.moments[found[1].decode()] = moment
        if len(self.moments) >= self._wanted:
            self._enough.set()

    async def wait_for(self, count: int) -> None:
        """Until so many different ones were heard of. Raises TimeoutError when one is missing."""
        self._wanted = count
        self._enough.clear()
        if len(self.moments) < count:
            async with asyncio.timeout(PATIENCE):
                await self._enough.wait()


@asynccontextmanager
async def subscriber(amqp_url: str) -> AsyncIterator[Subscriber]:
    """One that is bound to opened cases for as long as it is open."""
    listening = Subscriber()
    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS, f"{CaseOpened.type}.*")
        await (await channel.get_underlay_channel()).basic_consume(queue.name, listening.hear, no_ack=True)
        yield listening


@asynccontextmanager
async def publisher(amqp_url: str) -> AsyncIterator[Window]:
    """A channel with confirms."""
    async with await aio_pika.connect(amqp_url) as connection:
        yield await confirming(connection)


async def burst(amqp_url: str, count: int, wrap: Wrap = cloudevent) -> float:
    """Signals per second from the first publish to the last receipt, when they come as fast as the broker takes them.

    Raises TimeoutError when one is missing.
    """
    letters = list(map(wrap, signals(count)))
    async with subscriber(amqp_url) as listening, publisher(amqp_url) as channel:
        started = time.perf_counter()
        await _all(channel, letters)
        await listening.wait_for(count)
        return count / (max(listening.moments.values()) - started)


async def _all(window: Window, letters: Sequence[Letter]) -> None:
    """Two writes in flight: the broker has the next before it has confirmed the last."""
    parts = [letters[start : start + WINDOW] for start in range(0, len(letters), WINDOW)]
    places = asyncio.Semaphore(2)

    async def one(some: Sequence[Letter]) -> None:
        try:
            await publish(window, some)
        finally:
            places.release()

    async with asyncio.TaskGroup() as group:
        for part in parts:
            await places.acquire()
            group.create_task(one(part))

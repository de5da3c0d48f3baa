"""The partners of the signalling network: they publish, and read back what became of it."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aio_pika
import orjson
from aio_pika.abc import AbstractChannel, AbstractExchange

from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.signals import SignalSubmitted
from libs.contracts.topology import SIGNALS
from omzien.demo.figures import Published
from omzien.demo.services import Services

Key = tuple[str, str]

#: Messages without a confirm yet, and questions in the air.
_WINDOW = 100


@dataclass(frozen=True)
class Receipt:
    """What signalling says became of one message. `state` is `refused`, or the signal's."""

    state: str
    signal: UUID | None
    marks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass
class Sent:
    """What was published: when each (source, id) was first, how often again, and which are broken on purpose."""

    at: dict[Key, datetime] = field(default_factory=dict)
    broken: set[Key] = field(default_factory=set)
    copies: Counter[Key] = field(default_factory=Counter)

    @property
    def sound(self) -> set[Key]:
        """What signalling has to accept."""
        return self.at.keys() - self.broken


class Partners:
    """Publishes with confirms, and keeps what was sent when."""

    def __init__(self, exchange: AbstractExchange, published: Published) -> None:
        self._exchange, self._published = exchange, published
        self.sent = Sent()

    @classmethod
    async def on(cls, channel: AbstractChannel, published: Published) -> "Partners":
        """The channel is to have confirms."""
        return cls(await channel.get_exchange(SIGNALS, ensure=True), published)

    async def publish(self, events: Sequence[Mapping[str, Any]], broken: frozenset[Key] = frozenset()) -> None:
        """In this order; returns when the broker has confirmed all. Copies of what was sent before count as such."""
        self.sent.broken |= broken
        window = asyncio.Semaphore(_WINDOW)
        async with asyncio.TaskGroup() as group:
            for event in events:
                await window.acquire()
                task = group.create_task(self._one(event))
                task.add_done_callback(lambda _: window.release())

    async def _one(self, event: Mapping[str, Any]) -> None:
        key = event["source"], event["id"]
        if copy := key in self.sent.at:
            self.sent.copies[key] += 1
        self.sent.at.setdefault(key, datetime.now(UTC))
        message = aio_pika.Message(
            orjson.dumps(event), content_type=CONTENT_TYPE, delivery_mode=aio_pika.DeliveryMode.PERSISTENT
        )
        await self._exchange.publish(message, event["type"], mandatory=True)
        self._published.messages += 1
        self._published.duplicates += copy

    async def receipts(self, services: Services) -> dict[Key, Receipt]:
        """What became of each, as any partner may ask. What signalling knows nothing of is left out."""
        window = asyncio.Semaphore(_WINDOW)

        async def ask(key: Key) -> tuple[Key, Receipt | None]:
            async with window:
                source, id_ = key
                answer = await services.get_or_none("signalling", "/v1/receipts", source=source, id=id_)
                return key, _receipt(answer)

        answers = await asyncio.gather(*map(ask, self.sent.at))
        return {key: receipt for key, receipt in answers if receipt is not None}


def _receipt(answer: Any) -> Receipt | None:
    if answer is None:
        return None
    signal = UUID(answer["signal"]) if answer["signal"] else None
    return Receipt(answer["state"], signal, tuple(answer["marks"]), tuple(answer["reasons"]))


def signal(source: str, id_: str, **data: Any) -> dict[str, Any]:
    """The CloudEvent of a worry, as a partner would write it by hand."""
    return {
        "specversion": "1.0",
        "id": id_,
        "source": source,
        "type": SignalSubmitted.type,
        "time": datetime.now(UTC).isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }

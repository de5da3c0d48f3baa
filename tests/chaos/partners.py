"""Partners who keep publishing: what was not confirmed is sent again, as every partner must."""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import aio_pika
import orjson

from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.topology import SIGNALS
from libs.contracts.words import PartnerKind, SignalKind
from libs.delivery.connections import connected
from omzien.demo.partners import Key, Sent, signal
from tests.eventually import eventually

#: Where the load's households live, by neighbourhood; a probe's live elsewhere, where no team works.
POSTCODES = {"de-bilt-west": "3731AB", "de-bilt-oost": "3732AB", "bilthoven-noord": "3721AB"}
ELSEWHERE = "3738AB"

#: Households that all the worries of a block are about: few, so that they meet.
HOUSEHOLDS = 90

#: Publishers side by side, and seconds in which the broker has to confirm.
CHANNELS, CONFIRM = 4, 15

GIVERS = (PartnerKind.GP, PartnerKind.POLICE, PartnerKind.HOME_CARE, PartnerKind.SCHOOL)
KINDS = [kind for kind in SignalKind if kind is not SignalKind.SERVICE_GAP]


class Fate(Enum):
    """What is to become of a message."""

    SIGNAL = "a signal"
    REFUSED = "refused: it cannot be read"
    CHANGED = "refused: its id was used for another content"


class Partners:
    """`sent` holds what the broker has confirmed, and nothing else."""

    def __init__(self, url: str, choice: random.Random) -> None:
        self._url, self._choice = url, choice
        self._waiting: deque[tuple[Mapping[str, Any], Fate]] = deque()
        self._news = asyncio.Event()
        self._under_way = 0
        self._made = 0
        self._published: list[Mapping[str, Any]] = []
        self.sent = Sent()
        #: Ids that were used again with other content: the first is a signal, the second a refusal.
        self.changed: set[Key] = set()

    @classmethod
    @asynccontextmanager
    async def publishing(cls, url: str, choice: random.Random) -> AsyncIterator["Partners"]:
        partners = cls(url, choice)
        tasks = [asyncio.create_task(partners._publish()) for _ in range(CHANNELS)]
        try:
            yield partners
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def keep_on(self, rate: float) -> None:
        """So many worries a second, until cancelled."""
        while True:
            self.publish([self.worry()])
            await asyncio.sleep(self._choice.expovariate(rate))

    def worry(self) -> dict[str, Any]:
        """The next, about one of the households: mostly light ones that add up."""
        self._made += 1
        number = self._choice.randrange(HOUSEHOLDS)
        giver = self._choice.choice(GIVERS)
        postcode = list(POSTCODES.values())[number % len(POSTCODES)]
        return signal(
            f"urn:partner:{giver}",
            f"{giver}-{self._made}",
            kind=self._choice.choice(KINDS),
            partner=giver,
            urgency=self._choice.choices(("routine", "soon", "urgent"), (5, 3, 2))[0],
            address={"postcode": postcode, "house_number": str(number + 1)},
        )

    def again(self) -> Mapping[str, Any]:
        """One that was published before, word for word."""
        return self._choice.choice(self._published)

    def publish(self, events: Sequence[Mapping[str, Any]], fate: Fate = Fate.SIGNAL) -> None:
        """In this order, behind what waits already."""
        self._waiting.extend((event, fate) for event in events)
        self._news.set()

    async def done(self) -> None:
        """Returns when all that waited is confirmed."""
        await eventually(lambda: not self._waiting and not self._under_way, within=60, what="partners are done")

    async def _publish(self) -> None:
        while True:
            with contextlib.suppress(Exception):
                async with connected(self._url) as connection:
                    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
                    exchange = await channel.get_exchange(SIGNALS, ensure=False)
                    while True:
                        await self._one(exchange)
            await asyncio.sleep(0.2)

    async def _one(self, exchange: aio_pika.abc.AbstractExchange) -> None:
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        event, fate = self._waiting.popleft()
        self._under_way += 1
        try:
            message = aio_pika.Message(orjson.dumps(event), content_type=CONTENT_TYPE, delivery_mode=2)
            await exchange.publish(message, event["type"], mandatory=True, timeout=CONFIRM)
        except BaseException:
            self._waiting.appendleft((event, fate))
            self._news.set()
            raise
        else:
            self._count(event, fate)
        finally:
            self._under_way -= 1

    def _count(self, event: Mapping[str, Any], fate: Fate) -> None:
        key = event["source"], event["id"]
        if fate is Fate.CHANGED:
            self.changed.add(key)
            return
        if key in self.sent.at:
            self.sent.copies[key] += 1
        self.sent.at.setdefault(key, datetime.now(UTC))
        if fate is Fate.REFUSED:
            self.sent.broken.add(key)
        else:
            self._published.append(event)

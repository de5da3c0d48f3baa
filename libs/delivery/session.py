"""A channel on which a hot queue is consumed: what it has delivered, when the next batch is due, and what is owed."""

import asyncio
import contextlib
import math
import time
from collections import deque
from collections.abc import Callable, Sequence

from aio_pika.abc import AbstractChannel
from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel
from pamqp.commands import Basic

from libs.delivery.connections import GOODBYE
from libs.delivery.tap import Tap

#: Seconds of silence after which the broker is sending nothing.
SILENCE = 0.2

#: Seconds after which the broker is told of what was committed, together. A quorum queue writes each acknowledgement to
#: its log as it does a message: one for each small batch would be a third of the broker's work. Who dies before gets
#: those messages again, and knows them.
OWING = 0.05

#: A message that came back so often may be the one on which its consumer dies: it is taken with no other beside it,
#: since the broker counts against every message that a dying consumer held.
SUSPICIOUS = 3

#: Seconds; for what is due. The loop counts in whole milliseconds: what is due within half of one is due.
NOW, ALMOST = 0.0, 0.0005

#: For how many seconds a message may wait for company.
Linger = Callable[[DeliveredMessage], float]


class Session:
    """One channel for as long as it lives. What it delivered waits here, in order, until it is taken.

    `linger`: for how many seconds a message may wait for company. `woken` is set when the next batch is due sooner
    than it was.
    """

    def __init__(
        self, channel: AbstractChannel, underlay: Channel, queue: str, woken: asyncio.Event, linger: Linger
    ) -> None:
        self._channel, self._underlay, self._queue, self._woken = channel, underlay, queue, woken
        self._linger, self._due = linger, math.inf
        self._arrived: deque[DeliveredMessage] = deque()
        self._last_came = 0.0
        self._cancelled = False
        self._tag: str | None = None
        self._prefetch = 0
        self._unacknowledged = 0
        self._owed, self._owed_tag, self._owed_since = 0, 0, 0.0
        Tap(underlay, {Basic.Deliver: self._arrive})

    def watch(self) -> None:
        """Be told when the channel closes, and when the broker takes the queue away."""
        self._channel.close_callbacks.add(self._lost)
        self._underlay.on_consumer_cancel_callbacks.add(self._lost)

    async def consume(self, prefetch: int) -> None:
        """Also to consume anew with another prefetch: the broker reads it when a consumer begins."""
        await self._cancel()
        self._prefetch = prefetch
        await self._underlay.basic_qos(prefetch_count=prefetch)
        begun = await self._underlay.basic_consume(self._queue, _nobody)
        self._tag = begun.consumer_tag

    async def end(self, patience: float) -> None:
        """Nothing arrives any more; what has stays to be taken. Silence is waited for so many seconds at most.

        Each acknowledgement makes room, and the broker is filling it: what it sends while it is told to stop would be
        one more batch. So first let the room be filled, or nothing come; where a little comes all the time that does
        not end, and what is here could be handled by others.
        """
        await self.acknowledge()
        since = time.monotonic()
        while self._unacknowledged < self._prefetch:
            quiet = min(max(self._last_came, since) + SILENCE, since + patience) - time.monotonic()
            if quiet < ALMOST:
                break
            await asyncio.sleep(quiet)
        await self._cancel()

    async def _cancel(self) -> None:
        # what was delivered before the broker's answer has arrived here before it
        if self._tag is not None:
            tag, self._tag = self._tag, None
            await self._underlay.basic_cancel(tag)

    def take(self, most: int) -> list[DeliveredMessage]:
        """What waits, without lingering for more. Raises ConnectionError when the channel is lost.

        What a lost channel delivered cannot be acknowledged; the broker hands it out again.
        """
        if self._is_lost:
            raise ConnectionError("the channel is lost")
        taken = [self._arrived.popleft() for _ in range(min(most, len(self._arrived)))]
        self._due = NOW if self._arrived else math.inf
        return taken

    def owe(self, messages: Sequence[DeliveredMessage]) -> None:
        """These and all before them have had their effect: the broker is to be told."""
        if (tag := messages[-1].delivery_tag) is None:
            raise ConnectionError("a delivery without a tag can't be acknowledged")
        if not self._owed:
            self._owed_since = time.monotonic()
        self._owed_tag = tag
        self._owed += len(messages)

    async def acknowledge(self, wait: bool = False) -> None:
        """All that is owed; waits until it is written, if asked to."""
        if self._owed:
            await self._underlay.basic_ack(self._owed_tag, multiple=True, wait=wait)
            self._unacknowledged -= self._owed
            self._owed = 0

    async def leave(self) -> None:
        """Whatever ended it: what was committed is not to come again, and a connection that closes drops what waits."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(GOODBYE):
                await self.acknowledge(wait=True)

    async def acknowledge_in_time(self) -> None:
        """What has been owed for long enough, or so much that the broker could soon send nothing more."""
        if 4 * self._owed >= self._prefetch or self.to_acknowledge_in < ALMOST:
            await self.acknowledge()

    @property
    def to_acknowledge_in(self) -> float:
        """Seconds until the broker is to be told what is owed; for ever while nothing is."""
        return max(NOW, self._owed_since + OWING - time.monotonic()) if self._owed else math.inf

    @property
    def due_in(self) -> float:
        """Seconds until the next batch is to be taken; at once when so much waits that the broker could soon send
        nothing more, or nothing can be taken any more."""
        if self._is_lost or 2 * len(self._arrived) >= self._prefetch:
            return NOW
        due_in = self._due - time.monotonic()
        return due_in if due_in > ALMOST else NOW

    @property
    def next_is_suspicious(self) -> bool:
        """Whether what waits first came back suspiciously often."""
        headers = self._arrived[0].header.properties.headers if self._arrived else None
        count = (headers or {}).get("x-delivery-count")
        return isinstance(count, int) and count >= SUSPICIOUS

    @property
    def _is_lost(self) -> bool:
        return self._cancelled or self._channel.is_closed

    def _arrive(self, message: DeliveredMessage) -> None:
        self._arrived.append(message)
        self._unacknowledged += 1
        self._last_came = time.monotonic()
        due = self._last_came + self._linger(message)
        if due < self._due or 2 * len(self._arrived) >= self._prefetch:
            self._due = min(due, self._due)
            self._woken.set()

    def _lost(self, *_: object) -> None:
        self._cancelled = True
        self._woken.set()


async def _nobody(_: DeliveredMessage) -> None:
    """The tap has taken it."""

"""How a batch ends: one transaction for all; if that fails, one for each half; what fails alone is set aside."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid5

import structlog
from aio_pika import Message
from aio_pika.abc import AbstractChannel
from aiormq.abc import DeliveredMessage
from aiormq.exceptions import DeliveryError

from libs.delivery import dead_letters
from libs.delivery.clock import new_id
from libs.delivery.errors import Stopping, Unreadable
from libs.delivery.metrics import BATCH, BATCH_SECONDS, MESSAGES
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.taker import Taker
from libs.delivery.topology import delayed
from libs.delivery.transactions import Runs, happens, transact

log = structlog.get_logger("omzien.settling")

#: Which attempt this is. Counted by us: what the broker counts differs by version.
ATTEMPT = "omzien-attempt"

#: A broker that is blocked (memory or disk alarm) never confirms; this ends the wait.
CONFIRM_SECONDS = 15

#: Finding a metric by its labels costs as much as counting in it.
_messages, _sizes, _seconds = cache(MESSAGES.labels), cache(BATCH.labels), cache(BATCH_SECONDS.labels)

#: The id of a message that came without one is made from its body, so that it is the same when it comes again.
NAMESPACE = UUID("0b8a9c3e-7c55-5f0e-9d5c-2f6b1a4e8d10")


@dataclass
class Settler:
    """For one queue. When `settle` returns, every message has had its effect or is set aside: acknowledge then."""

    runs: Runs
    queue: str
    take: Taker
    delays: Sequence[int]
    stopping: asyncio.Event

    async def settle(self, messages: Sequence[DeliveredMessage], aside: AbstractChannel) -> None:
        """`aside` is a channel with confirms, for what is to be tried later.

        Raises Stopping, or an error of the broker, when it cannot be done now; then nothing may be acknowledged.
        """
        _sizes(self.queue).observe(len(messages))
        await self._together([_raw(message) for message in messages], aside)

    async def _together(self, raw: Sequence[RawMessage], aside: AbstractChannel) -> None:
        """Halves of a batch that fails, and of the half that fails again: one poison costs few transactions more."""
        try:
            await self._effect(raw, alone=False)
        except Stopping:
            raise
        except Exception as error:
            log.warning("batch_failed", queue=self.queue, messages=len(raw), error=type(error).__name__)
            if len(raw) == 1:
                await self._alone(raw[0], aside)
                return
            for half in raw[: len(raw) // 2], raw[len(raw) // 2 :]:
                await self._together(half, aside)

    async def _effect(self, raw: Sequence[RawMessage], alone: bool) -> None:
        """One transaction for all of them; spans and counts end when it has committed."""
        started = time.perf_counter()
        taken = await transact(
            self.runs, raw[0].cause, lambda work: self.take(work, raw, alone=alone), self.stopping, self.queue
        )
        for span in taken.spans:
            span.end()
        for outcome, count in taken.outcomes.items():
            if count:
                _messages(self.queue, outcome).inc(count)
        _seconds(self.queue).observe(time.perf_counter() - started)

    async def _alone(self, raw: RawMessage, aside: AbstractChannel) -> None:
        """So that one message that cannot be handled does not hold up the others."""
        try:
            await self._effect([raw], alone=True)
        except Stopping:
            raise
        except Unreadable as error:
            await self._bury(raw, error)
        except Exception as error:
            attempt = _attempts(raw.headers)
            if attempt >= len(self.delays):
                await self._bury(raw, Unreadable("failed", f"{attempt + 1} attempts; the last: {type(error).__name__}"))
                return
            _messages(self.queue, "retried").inc()
            log.warning("message_failed", queue=self.queue, attempt=attempt + 1, exc_info=error)
            await self._later(raw, attempt, aside)

    async def _later(self, raw: RawMessage, attempt: int, aside: AbstractChannel) -> None:
        """Onto the ladder of delays. If the original comes again as well, the inbox knows one from the other."""
        again = Message(
            raw.body,
            headers=_carried(raw.headers) | {ATTEMPT: attempt + 1},
            content_type=raw.content_type,
            message_id=str(new_id()),
            delivery_mode=2,
        )
        while True:
            try:
                await aside.default_exchange.publish(
                    again, delayed(self.queue, self.delays[attempt]), timeout=CONFIRM_SECONDS
                )
            except (DeliveryError, TimeoutError) as error:
                # the broker is there and does not want it now: giving up the channel would count against every message
                log.warning("retry_not_taken", queue=self.queue, error=type(error).__name__)
                if aside.is_closed:
                    raise
                if await happens(self.stopping, 1):
                    raise Stopping from error
            else:
                return

    async def _bury(self, raw: RawMessage, error: Unreadable) -> None:
        await transact(
            self.runs,
            raw.cause,
            lambda work: dead_letters.bury(work, self.queue, raw, error),
            self.stopping,
            self.queue,
        )
        _messages(self.queue, "dead").inc()
        log.error("message_dead", queue=self.queue, reason=error.reason, detail=error.detail)


def _raw(message: DeliveredMessage) -> RawMessage:
    told = message.header.properties
    id_ = told.message_id or str(uuid5(NAMESPACE, message.body.hex()))
    return RawMessage(
        body=message.body,
        content_type=told.content_type,
        headers=told.headers or {},
        routing_key=message.routing_key or "",
        cause=Cause(id=id_, correlation=id_, actor="partner"),
    )


def _attempts(headers: Mapping[str, Any]) -> int:
    # the header is anybody's to set
    given = headers.get(ATTEMPT)
    return max(given, 0) if isinstance(given, int) else 0


def _carried(headers: Mapping[str, Any]) -> dict[str, Any]:
    # the broker's own are its to write; CC and BCC would send a copy wherever a partner names, with our rights
    return {name: value for name, value in headers.items() if not name.startswith("x-") and name not in ("CC", "BCC")}

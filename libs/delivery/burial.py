"""The broker's own dead letters: messages that killed their consumer too often. Collected beside the others.

A quiet queue, so FastStream serves it; the hot ones are consumed in batches (consumer.py).
"""

import asyncio
from typing import Any

import structlog
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage

from libs.delivery import dead_letters
from libs.delivery.errors import Unreadable
from libs.delivery.metrics import MESSAGES
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.topology import dead, quorum
from libs.delivery.transactions import Runs, happens, transact

log = structlog.get_logger("omzien.burial")

DIED = Unreadable("delivery_limit", "its consumer died on it too often")


def subscribe(broker: RabbitBroker, service: str, runs: Runs, stopping: asyncio.Event) -> None:
    """Every message of `<service>.dead` is kept as a dead letter, then acknowledged."""

    # the policy is said here: the broker's own would be ignored, and the default one loses what fails
    @broker.subscriber(
        quorum(dead(service)),
        channel=Channel(prefetch_count=10),
        ack_policy=AckPolicy.NACK_ON_ERROR,
        no_reply=True,
        title=dead(service),
        description="Messages whose consumer died on them too often.",
        decoder=_as_it_is,
    )
    async def bury(_body: bytes, message: RabbitMessage) -> None:
        queue, raw = _raw(message)
        try:
            await transact(
                runs, raw.cause, lambda work: dead_letters.bury(work, queue, raw, DIED), stopping, dead(service)
            )
        except Exception as error:
            # given back at once it would come again at once, hundreds of times a second
            log.error("not_buried", queue=queue, exc_info=error)
            await happens(stopping, 1)
            raise
        log.error("message_dead", queue=queue, reason=DIED.reason, detail=DIED.detail)
        MESSAGES.labels(queue, "dead").inc()


async def stop(broker: RabbitBroker) -> None:
    """Cancel before draining: FastStream drains first, and what it drops meanwhile comes back with a raised count."""
    for subscriber in broker.subscribers:
        tag, queue = getattr(subscriber, "_consumer_tag", None), getattr(subscriber, "_queue_obj", None)
        if tag is not None and queue is not None:
            await queue.cancel(tag)
            vars(subscriber)["_consumer_tag"] = None


async def _as_it_is(message: Any, _original: Any) -> bytes:
    return bytes(message.body)


def _raw(message: RabbitMessage) -> tuple[str, RawMessage]:
    raw = message.raw_message
    deaths: Any = raw.headers.get("x-death")  # the last one stands first
    queue = str(deaths[0]["queue"]) if deaths else str(raw.routing_key)
    id_ = raw.message_id or message.message_id
    return queue, RawMessage(raw.body, raw.content_type, raw.headers, queue, Cause(id_, id_, "system"))

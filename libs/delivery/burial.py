"""The broker's own dead letters: messages that killed their consumer too often. Collected beside the others.

A quiet queue, so FastStream serves it; the hot ones are consumed in batches (consumer.py).
"""

from typing import Any

from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitMessage

from libs.delivery import dead_letters
from libs.delivery.consumer import Runs
from libs.delivery.errors import Unreadable
from libs.delivery.metrics import MESSAGES
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.topology import dead, quorum


def subscribe(broker: RabbitBroker, service: str, runs: Runs) -> None:
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
        async with runs.transaction(raw.cause) as work:
            await dead_letters.bury(work, queue, raw, Unreadable("delivery_limit", "its consumer died on it too often"))
            await work.flush()
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
    deaths: Any = raw.headers.get("x-death")
    queue = str(deaths[0]["queue"]) if deaths else str(raw.routing_key)
    id_ = raw.message_id or message.message_id
    return queue, RawMessage(raw.body, raw.content_type, raw.headers, queue, Cause(id_, id_, "system"))

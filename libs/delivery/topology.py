"""What stands on the broker: exchanges, quorum queues, the ladder of delays, the stream of all events.

Only what cannot be changed later stands in the arguments, and what safety needs on every version of
RabbitMQ (a delivery limit, where a poison message goes); the rest is for policies.
"""

from collections.abc import Sequence
from typing import Any

from faststream.rabbit import ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue
from faststream.rabbit.schemas.queue import QueueType

from libs.contracts.topology import EVENT_LOG, EVENTS, SIGNALS, SIGNALS_UNROUTED, Inlet

#: How often the broker may hand out a message whose consumer dies on it. 3.10 has no limit of its own, 4.x has 20.
DELIVERY_LIMIT = 20

#: The alternate exchange sees what no binding of `signals` matched.
UNROUTED = RabbitExchange(SIGNALS_UNROUTED, type=ExchangeType.FANOUT)
SIGNALS_EXCHANGE = RabbitExchange(SIGNALS, type=ExchangeType.TOPIC, arguments={"alternate-exchange": SIGNALS_UNROUTED})
EVENTS_EXCHANGE = RabbitExchange(EVENTS, type=ExchangeType.TOPIC)
EXCHANGES = {SIGNALS: SIGNALS_EXCHANGE, EVENTS: EVENTS_EXCHANGE}

LOG = RabbitQueue(
    EVENT_LOG,
    queue_type=QueueType.STREAM,
    arguments={"x-max-length-bytes": 5_000_000_000, "x-stream-max-segment-size-bytes": 50_000_000},
    routing_key="#",
)


def dead(service: str) -> str:
    """Where the broker puts a message that killed its consumer too often."""
    return f"{service}.dead"


def delayed(queue: str, seconds: int) -> str:
    """A rung of the ladder: messages wait here and go back to `queue`."""
    return f"{queue}.retry.{seconds}s"


#: For queues where giving up would lose the message: 4.x gives up after 20 by itself.
NEVER = 1_000_000_000


def quorum(name: str, **arguments: Any) -> RabbitQueue:
    """Durable, replicated; refuses when full rather than dropping what it has."""
    given: Any = {"x-overflow": "reject-publish", "x-delivery-limit": NEVER, **arguments}
    return RabbitQueue(name, queue_type=QueueType.QUORUM, durable=True, arguments=given)


def hot(service: str, inlet: Inlet) -> RabbitQueue:
    """The queue of an inlet. At least once, also on its way to the dead letters."""
    return quorum(
        inlet.queue,
        **{
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": dead(service),
            "x-dead-letter-strategy": "at-least-once",
        },
    )


def ladder(queue: str, delays: Sequence[int]) -> list[RabbitQueue]:
    """The time to live is the queue's, not the message's: the broker looks at the head of a queue only."""
    return [
        quorum(
            delayed(queue, seconds),
            **{
                "x-message-ttl": seconds * 1_000,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": queue,
                "x-dead-letter-strategy": "at-least-once",
            },
        )
        for seconds in delays
    ]


async def declare(broker: RabbitBroker, service: str, inlets: Sequence[Inlet], delays: Sequence[int]) -> None:
    """Idempotent. Afterwards nothing that is published to `events` or `signals` can be lost for want of a queue."""
    unrouted = await broker.declare_exchange(UNROUTED)
    for exchange in EXCHANGES.values():
        await broker.declare_exchange(exchange)
    await (await broker.declare_queue(quorum(SIGNALS_UNROUTED))).bind(unrouted)
    await (await broker.declare_queue(LOG)).bind(await broker.declare_exchange(EVENTS_EXCHANGE), "#")
    await broker.declare_queue(quorum(dead(service)))
    for inlet in inlets:
        queue = await broker.declare_queue(hot(service, inlet))
        for key in inlet.bindings:
            await queue.bind(await broker.declare_exchange(EXCHANGES[inlet.exchange]), key)
        for step in ladder(inlet.queue, delays):
            await broker.declare_queue(step)

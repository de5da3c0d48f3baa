"""Others' CloudEvents are understood here, and ours elsewhere: by the SDK from PyPI, and by the published schema."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aio_pika
import jsonschema
import pytest
from cloudevents.core.bindings.rabbitmq import (
    RabbitMQMessage,
    from_rabbitmq_event,
    to_binary_event,
    to_structured_event,
)
from cloudevents.core.v1.event import CloudEvent

from libs.contracts.envelope import OMZIEN_SOURCE
from libs.contracts.payload import PAYLOADS
from libs.contracts.signals import SignalAccepted, SignalRefused, SignalSubmitted
from libs.contracts.topology import EVENTS, SIGNALS
from omzien import publishing
from omzien.ddas import read
from omzien.examples import EARLY_SIGNALS
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker

SOURCE = "urn:nld:kvknr:99999999:systeem:huisartsenpost"
SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "cloudevents" / "cloudevents.schema.json"

WORRY = {
    "kind": "loneliness",
    "partner": "gp",
    "urgency": "urgent",
    "person": {"surname": "Sarmo"},
    "address": {"postcode": "3731SA", "house_number": "7"},
}


def signal(id_: str) -> CloudEvent:
    """A worry, as a partner's program makes it with the SDK."""
    attributes = {
        "type": SignalSubmitted.type,
        "source": SOURCE,
        "id": id_,
        "time": datetime(2026, 11, 2, 8, 30, tzinfo=UTC),
        "datacontenttype": "application/json",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    return CloudEvent(attributes=attributes, data=WORRY)


def sent(message: RabbitMQMessage) -> tuple[str, aio_pika.Message]:
    """(routing key, message) of what the SDK made."""
    headers: Any = message.headers
    return SignalSubmitted.type, aio_pika.Message(message.body, headers=headers, content_type=message.content_type)


def renamed(prefix: str) -> Callable[[CloudEvent], RabbitMQMessage]:
    """Binary mode with the headers of AMQP 1.0, as a bridge would pass them on."""

    def binary(event: CloudEvent) -> RabbitMQMessage:
        message = to_binary_event(event)
        headers = {name.replace("ce-", prefix): value for name, value in message.headers.items()}
        return RabbitMQMessage(headers, message.content_type, message.body)

    return binary


@pytest.mark.parametrize(
    "mode",
    [to_structured_event, to_binary_event, renamed("cloudEvents:"), renamed("cloudEvents_")],
    ids=["structured", "binary", "binary, cloudEvents:", "binary, cloudEvents_"],
)
async def test_a_signal_made_with_the_sdk_is_accepted(
    world: World, mode: Callable[[CloudEvent], RabbitMQMessage]
) -> None:
    async with world.serving("signalling") as signalling:
        subscriber = await world.subscribe()
        await world.publish(SIGNALS, [sent(mode(signal("worry-1")))])
        await eventually(lambda: bool(subscriber.of(SignalAccepted.type)))
        [accepted] = subscriber.of(SignalAccepted.type)
        answer = await signalling.http.get("/v1/receipts", params={"source": SOURCE, "id": "worry-1"})
    assert accepted["data"]["kind"] == "loneliness"
    assert answer.json()["signal"] == accepted["subject"]


async def test_both_modes_of_one_event_are_one_signal(world: World) -> None:
    async with world.serving("signalling") as signalling:
        subscriber = await world.subscribe()
        both = [sent(mode(signal("worry-1"))) for mode in (to_structured_event, to_binary_event)]
        await world.publish(SIGNALS, both)
        await eventually(lambda: counted(signalling, "select sum(deliveries) = 2 from receipt"))
    assert len(subscriber.of(SignalAccepted.type)) == 1


async def counted(served: Any, statement: str) -> bool:
    return bool(await served.scalar(statement))


async def test_what_we_tell_is_read_back_by_the_sdk_and_satisfies_the_schema(world: World) -> None:
    messages: list[aio_pika.abc.AbstractIncomingMessage] = []
    async with world.serving("signalling"):
        channel = await world.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS, "#")

        async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            messages.append(message)

        await queue.consume(hear, no_ack=True)
        await publishing.publish(world.amqp_url, read(EARLY_SIGNALS, "voorbeeld").events[:40])
        await eventually(lambda: len(answered(messages)) == 40)

    assert messages
    for message in messages:
        event = from_rabbitmq_event(RabbitMQMessage({}, message.content_type, message.body))
        assert OMZIEN_SOURCE.match(event.get_source())
        assert event.get_type() in PAYLOADS
        data = event.get_data()
        assert isinstance(data, dict)
        PAYLOADS[event.get_type()].model_validate(data)
    check = validator()
    for message in messages:
        check(json.loads(message.body))


def answered(messages: Sequence[aio_pika.abc.AbstractIncomingMessage]) -> set[str]:
    """The signals that are accepted or refused."""
    told = [json.loads(message.body) for message in messages]
    return {each["subject"] for each in told if each["type"] in (SignalAccepted.type, SignalRefused.type)}


def test_what_a_partner_publishes_from_a_delivery_satisfies_the_schema_and_is_read_by_the_sdk() -> None:
    events = read(EARLY_SIGNALS, "voorbeeld").events
    for event in events:
        body = json.dumps(event).encode()
        told = from_rabbitmq_event(RabbitMQMessage({}, "application/cloudevents+json", body))
        assert (told.get_source(), told.get_id()) == (event["source"], event["id"])
    check = validator()
    for event in events:
        check(json.loads(json.dumps(event)))


def validator() -> Callable[[Any], None]:
    """Raises when an event does not satisfy the schema of CloudEvents; skips where that is not at hand."""
    if not SCHEMA.exists():
        pytest.skip(f"the CloudEvents schema is not at {SCHEMA}")
    found = jsonschema.Draft7Validator(
        json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
    )
    return found.validate

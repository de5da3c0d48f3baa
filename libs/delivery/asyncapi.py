"""AsyncAPI 3 of a service: FastStream writes it from the declarations; what it cannot know is added here."""

import inspect
from collections.abc import Sequence
from typing import Any

from faststream import AckPolicy
from faststream.rabbit import RabbitBroker
from faststream.specification import AsyncAPI

from libs.contracts.envelope import CONTENT_TYPE, CloudEvent
from libs.contracts.payload import PAYLOADS, Payload
from libs.contracts.signals import SignalSubmitted
from libs.contracts.topology import SIGNALS
from libs.delivery.service import Service
from libs.delivery.topology import EVENTS_EXCHANGE, EXCHANGES, hot

#: A deployment's own broker; the document is the same for all.
SERVER = "amqp://broker"

ENVELOPE = "CloudEvent"
NEIGHBOURHOOD = "{neighbourhood}"


def describe(services: Sequence[Service], title: str, version: str) -> dict[str, Any]:
    """One document for these services: what each takes, from which queue, and what it tells."""
    broker = RabbitBroker(SERVER, logger=None)
    told: set[type[Payload]] = set()  # what several services tell is described once
    for service in services:
        _takes(broker, service)
        _tells(broker, [payload for payload in service.emits if payload not in told])
        told.update(service.emits)
    summary = "\n".join(f"- **{service.name}** {service.summary}." for service in services)
    document: dict[str, Any] = (
        AsyncAPI(broker, title=title, version=version, description=summary).to_specification().to_jsonable()
    )
    return _as_cloudevents(document)


def _takes(broker: RabbitBroker, service: Service) -> None:
    for inlet in (*service.events, *service.raw):
        for payload in _payloads(service, inlet.exchange):
            queue = hot(service.name, inlet)

            async def take(data: Payload) -> None:
                """Described here, consumed in batches (consumer.py)."""

            take.__annotations__["data"] = payload
            broker.subscriber(
                queue,
                EXCHANGES[inlet.exchange],
                ack_policy=AckPolicy.MANUAL,
                no_reply=True,
                title=f"{inlet.queue}:{payload.type}",
                description=_promise(payload),
            )(take)


def _payloads(service: Service, exchange: str) -> list[type[Payload]]:
    if exchange == SIGNALS:
        return [SignalSubmitted]
    return sorted(service.handlers, key=lambda payload: payload.type)


def _tells(broker: RabbitBroker, payloads: Sequence[type[Payload]]) -> None:
    for payload in payloads:
        broker.publisher(
            exchange=EVENTS_EXCHANGE,
            routing_key=f"{payload.type}.{NEIGHBOURHOOD}",
            title=payload.type,
            description=_promise(payload),
            schema=payload,
            persist=True,
            content_type=CONTENT_TYPE,
        )


def _promise(payload: type[Payload]) -> str:
    return inspect.cleandoc(payload.__doc__ or "")


def _as_cloudevents(document: dict[str, Any]) -> dict[str, Any]:
    """Structured mode: the payload of every message is a CloudEvent with the declared model as its `data`."""
    components = document["components"]
    components["schemas"][ENVELOPE] = CloudEvent.model_json_schema()
    types = {payload.__name__: payload.type for payload in PAYLOADS.values()}
    for message in components["messages"].values():
        data = message["payload"]
        type_ = types[data["$ref"].rsplit("/", 1)[1]]
        message["name"] = type_
        message["contentType"] = CONTENT_TYPE
        message["payload"] = {
            "allOf": [
                {"$ref": f"#/components/schemas/{ENVELOPE}"},
                {"type": "object", "properties": {"type": {"const": type_}, "data": data}, "required": ["data"]},
            ]
        }
        message.pop("correlationId", None)
    for channel in document["channels"].values():
        if NEIGHBOURHOOD in channel["address"]:
            channel["parameters"] = {"neighbourhood": {"description": "The neighbourhood's code, or `unknown`."}}
    for server in document["servers"].values():
        server["description"] = "The deployment's RabbitMQ, AMQP 0-9-1."
    return document

"""CloudEvents on the wire: our own events read fast, everybody else's read by the `cloudevents` SDK."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_rabbitmq_event
from cloudevents.core.exceptions import CloudEventValidationError
from pydantic import ValidationError

from libs.contracts.envelope import CONTENT_TYPE, MAX_BYTES
from libs.contracts.payload import PAYLOADS, Payload
from libs.delivery.errors import Unreadable
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause, Received

#: RabbitMQ's own binding writes `ce-`; AMQP 1.0's two prefixes are accepted as well.
PREFIXES = ("cloudevents:", "cloudevents_", "ce-")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A CloudEvent of a partner. `data` is JSON bytes, not looked into yet."""

    id: str
    source: str
    type: str
    subject: str | None
    time: datetime | None
    data: bytes
    traceparent: str | None


def read_cloudevent(raw: RawMessage) -> Incoming:
    """Structured or binary mode. Raises Unreadable with `too_large`, `not_json` or `not_a_cloudevent`."""
    if len(raw.body) > MAX_BYTES:
        raise Unreadable("too_large", f"{len(raw.body)} bytes; at most {MAX_BYTES} are taken")
    try:
        event = from_rabbitmq_event(RabbitMQMessage(_headers(raw), raw.content_type, raw.body))
    except CloudEventValidationError as error:
        raise Unreadable("not_a_cloudevent", _faults(error)) from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        reason = "not_json" if isinstance(error, ValueError) else "not_a_cloudevent"
        raise Unreadable(reason, "the message is neither a structured nor a binary CloudEvent") from None
    data = event.get_data()
    attributes = event.get_attributes()
    return Incoming(
        id=event.get_id(),
        source=event.get_source(),
        type=event.get_type(),
        subject=event.get_subject(),
        time=event.get_time(),
        data=data if isinstance(data, bytes) else orjson.dumps(data),
        traceparent=attributes.get("traceparent"),
    )


def _headers(raw: RawMessage) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    for name, value in raw.headers.items():
        for prefix in PREFIXES:
            if name.lower().startswith(prefix):
                headers[f"ce-{name[len(prefix) :].lower()}"] = value
    return headers


def _faults(error: CloudEventValidationError) -> str:
    # only names of attributes: a value could be a name or an address
    return "wrong or missing: " + ", ".join(sorted(error.errors))


@dataclass(frozen=True, slots=True)
class Envelope:
    """Our own event, with its data still as parsed JSON."""

    id: str
    source: str
    type: str
    subject: str
    sequence: int
    attributes: dict[str, Any]
    body: bytes

    def received(self, cause: Cause) -> Received[Payload]:
        """Raises Unreadable when the data does not fit the type."""
        try:
            data = PAYLOADS[self.type].model_validate(self.attributes["data"])
        except (ValidationError, KeyError) as error:
            raise Unreadable("data_invalid", _fields(error)) from None
        time = datetime.fromisoformat(self.attributes["time"])
        return Received(self.id, self.source, self.type, self.subject, self.sequence, time, data, cause)


def _fields(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors())
    return f"{error!r} is missing"


def read_event(body: bytes) -> Envelope:
    """One of omzien's own, structured mode. Raises Unreadable."""
    try:
        attributes = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unreadable("not_json", "the body is not JSON") from None
    try:
        return Envelope(
            id=attributes["id"],
            source=attributes["source"],
            type=attributes["type"],
            subject=attributes["subject"],
            sequence=int(attributes["sequence"]),
            attributes=attributes,
            body=body,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("not_a_cloudevent", f"{error!r} is wrong or missing") from None


__all__ = ["CONTENT_TYPE", "Envelope", "Incoming", "read_cloudevent", "read_event"]

"""CloudEvents on the wire: our own events read fast, everybody else's read by the `cloudevents` SDK."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_rabbitmq
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError

from libs.contracts.envelope import CONTENT_TYPE, MAX_BYTES
from libs.contracts.payload import PAYLOADS, Payload
from libs.delivery.errors import Unreadable
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause, Received
from libs.delivery.unambiguous import unambiguous

#: RabbitMQ's own binding writes `ce-`; AMQP 1.0's two prefixes are accepted as well.
PREFIXES = ("cloudevents:", "cloudevents_", "ce-")

#: What an event must bring itself. The SDK would make up an id, a new one each time that the message comes.
REQUIRED = ("id", "source", "specversion", "type")

#: A sequence is a bigint in the database.
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Incoming:
    """A CloudEvent of a partner. `data` is JSON bytes, not looked into yet.

    Id, source, type and subject are not empty and hold no control characters, as CloudEvents asks of them.
    """

    id: str
    source: str
    type: str
    subject: str | None
    time: datetime | None
    data: bytes
    traceparent: str | None


def read_cloudevent(raw: RawMessage) -> Incoming:
    """Structured or binary mode. Raises Unreadable: `too_large`, `not_json`, `not_a_cloudevent` or `data_invalid`."""
    if len(raw.body) > MAX_BYTES:
        raise Unreadable("too_large", f"{len(raw.body)} bytes; at most {MAX_BYTES} are taken")
    try:
        unambiguous(raw.body)
        event = from_rabbitmq(RabbitMQMessage(_headers(raw), raw.content_type, raw.body), JSONFormat(), _complete)
        return _incoming(event)
    except CloudEventValidationError as error:
        raise Unreadable("not_a_cloudevent", _faults(error.errors)) from None
    except Unreadable:
        raise
    except Exception as error:
        # whatever a stranger's bytes make the SDK stumble over: its own message may quote them
        unreadable = isinstance(error, (json.JSONDecodeError, UnicodeDecodeError))
        reason = "not_json" if unreadable else "not_a_cloudevent"
        raise Unreadable(reason, "the message is neither a structured nor a binary CloudEvent") from None


def _complete(attributes: dict[str, Any], data: Any) -> CloudEvent:
    if missing := [name for name in REQUIRED if not attributes.get(name)]:
        raise Unreadable("not_a_cloudevent", _faults(missing))
    return CloudEvent(attributes, data)


def _incoming(event: Any) -> Incoming:
    attributes = event.get_attributes()
    traceparent = attributes.get("traceparent")
    names = {"id": event.get_id(), "source": event.get_source(), "type": event.get_type()}
    if (subject := event.get_subject()) is not None:
        names["subject"] = subject
    if wrong := [name for name, value in names.items() if not value.isprintable()]:
        raise Unreadable("not_a_cloudevent", _faults(wrong))
    return Incoming(
        **names | {"subject": subject},
        time=event.get_time(),
        data=_data(event.get_data()),
        traceparent=traceparent if isinstance(traceparent, str) else None,
    )


def _data(told: Any) -> bytes:
    try:
        return told if isinstance(told, bytes) else orjson.dumps(told)
    except orjson.JSONEncodeError:
        detail = "data: nested too deeply, a whole number beyond 64 bits, or text that is not Unicode"
        raise Unreadable("data_invalid", detail) from None


def _headers(raw: RawMessage) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    for name, value in raw.headers.items():
        for prefix in PREFIXES:
            if name.lower().startswith(prefix):
                headers[f"ce-{name[len(prefix) :].lower()}"] = value
    return headers


def _faults(names: Any) -> str:
    # only names of attributes, and of those only what can be one: a value could be a name or an address
    known = sorted(name if name.isascii() and name.isalnum() else "an attribute's name" for name in names)
    return "wrong or missing: " + ", ".join(known)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Our own event, with its data still as parsed JSON. `id` and `subject` are UUIDs in their usual form."""

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
            time = datetime.fromisoformat(self.attributes["time"])
        except ValidationError as error:
            raise Unreadable("data_invalid", _fields(error)) from None
        except (KeyError, TypeError, ValueError):
            raise Unreadable("data_invalid", "wrong or missing: data or time") from None
        return Received(self.id, self.source, self.type, self.subject, self.sequence, time, data, cause)


def _fields(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors())


def read_event(body: bytes) -> Envelope:
    """One of omzien's own, structured mode. Raises Unreadable."""
    try:
        attributes = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unreadable("not_json", "the body is not JSON") from None
    if not isinstance(attributes, dict):
        raise Unreadable("not_a_cloudevent", "the body is not an object")
    return Envelope(
        id=_id(attributes, "id"),
        source=_word(attributes, "source"),
        type=_word(attributes, "type"),
        subject=_id(attributes, "subject"),
        sequence=_number(attributes, "sequence"),
        attributes=attributes,
        body=body,
    )


def _word(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name)
    # the database takes no NUL
    if not isinstance(value, str) or not value or not value.isprintable():
        raise Unreadable("not_a_cloudevent", _faults([name]))
    return value


def _id(attributes: dict[str, Any], name: str) -> str:
    try:
        # written otherwise it would be another key than the one that the inbox gives back
        return str(UUID(_word(attributes, name)))
    except ValueError:
        raise Unreadable("not_a_cloudevent", _faults([name])) from None


def _number(attributes: dict[str, Any], name: str) -> int:
    word = _word(attributes, name)
    if not word.isascii() or not word.isdigit() or len(word) > len(str(LARGEST)) or not 1 <= int(word) <= LARGEST:
        raise Unreadable("not_a_cloudevent", _faults([name]))
    return int(word)


__all__ = ["CONTENT_TYPE", "Envelope", "Incoming", "read_cloudevent", "read_event"]

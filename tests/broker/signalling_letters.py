"""Signals as partners publish them, and cases as intake tells of them."""

from typing import Any
from uuid import UUID, uuid4

import aio_pika
import orjson

from libs.contracts.envelope import routing_key, source_of
from libs.contracts.payload import Event
from libs.contracts.signals import SignalSubmitted

GP = "urn:nld:oin:00000001000000000001:systeem:huisarts"
CARE = "urn:nld:oin:00000001000000000002:systeem:thuiszorg"
ENERGY = "urn:nld:oin:00000001000000000003:systeem:energie"

Letter = tuple[str, aio_pika.Message]


def event(data: dict[str, Any], source: str = GP, id_: str | None = None, **attributes: Any) -> dict[str, Any]:
    """A structured CloudEvent."""
    return {
        "specversion": "1.0",
        "id": id_ or str(uuid4()),
        "source": source,
        "type": SignalSubmitted.type,
        "datacontenttype": "application/json",
        "data": data,
        **attributes,
    }


def worry(number: int = 12, /, **more: Any) -> dict[str, Any]:
    """A light worry about somebody at a house of a street in De Bilt West."""
    address = {"street": "Kerklaan", "house_number": str(number), "postcode": "3731 AB", "town": "De Bilt"}
    person = {"initials": "A.", "surname": "Willemse", "birth_date": "1923-04-05"}
    return {
        "kind": "loneliness",
        "partner": "gp",
        "address": address,
        "person": person,
        "seen": "Mevrouw Willemse durft de straat niet meer op.",
        **more,
    }


def letter(event_: dict[str, Any] | bytes, **properties: Any) -> Letter:
    body = event_ if isinstance(event_, bytes) else orjson.dumps(event_)
    properties = {"content_type": "application/cloudevents+json", **properties}
    return SignalSubmitted.type, aio_pika.Message(body, **properties)


class Intake:
    """Intake's events about one case, numbered."""

    def __init__(self) -> None:
        self.caseid = uuid4()
        self._sequence = 0

    def tells(self, data: Event) -> Letter:
        self._sequence += 1
        id_ = str(uuid4())
        body = {
            "specversion": "1.0",
            "id": id_,
            "source": source_of("0" * 20, "intake"),
            "type": data.type,
            "subject": str(self.caseid),
            "time": "2026-01-05T10:00:00Z",
            "sequence": str(self._sequence),
            "sequencetype": "Integer",
            "datacontenttype": "application/json",
            "correlationid": id_,
            "causationid": id_,
            "actor": "system",
            "data": data.model_dump(mode="json", exclude_none=True),
        }
        message = aio_pika.Message(orjson.dumps(body), content_type="application/cloudevents+json", message_id=id_)
        return routing_key(data.type, data.neighbourhood), message


def words(events: list[dict[str, Any]], subject: UUID | str | None = None) -> list[str]:
    """`accepted`, `held`, ... in the order they came; of one signal when asked."""
    return [each["type"].split(".")[3] for each in events if subject is None or each["subject"] == str(subject)]

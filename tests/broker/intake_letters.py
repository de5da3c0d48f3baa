"""Events that intake listens to, as their owners would publish them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import aio_pika
import orjson
import uuid_utils.compat

from libs.contracts.envelope import routing_key, source_of
from libs.contracts.offerings import OfferingEvent, OfferingRegistered
from libs.contracts.payload import Event
from libs.contracts.signals import Policy, SignalRaised
from libs.contracts.words import Category, ReporterCategory, Rung, SignalKind, Urgency

OIN = "00000000000000000000"

Letter = tuple[str, aio_pika.Message]

new_id = uuid_utils.compat.uuid7


@dataclass
class Sender:
    """Another service: it numbers the events of each of its subjects from 1."""

    service: str
    _sequences: dict[UUID, int] = field(default_factory=dict)

    def tells(self, subject: UUID, data: Event) -> Letter:
        sequence = self._sequences[subject] = self._sequences.get(subject, 0) + 1
        id_ = new_id()
        body = orjson.dumps(
            {
                "specversion": "1.0",
                "id": str(id_),
                "source": source_of(OIN, self.service),
                "type": data.type,
                "subject": str(subject),
                "time": "2026-01-05T10:00:00Z",
                "sequence": str(sequence),
                "sequencetype": "Integer",
                "datacontenttype": "application/json",
                "correlationid": str(id_),
                "causationid": str(id_),
                "actor": "system",
                "data": data.model_dump(mode="json", exclude_none=True),
            }
        )
        message = aio_pika.Message(body, content_type="application/cloudevents+json", message_id=str(id_))
        return routing_key(data.type, data.neighbourhood), message


def raised(
    household: UUID | None, neighbourhood: str = "de-bilt-west", urgency: Urgency = Urgency.SOON
) -> SignalRaised:
    return SignalRaised(
        neighbourhood=neighbourhood,
        household=household,
        kind=SignalKind.LONELINESS,
        urgency=urgency,
        reporter=ReporterCategory.CARE,
        grounds=("several_partners",),
        pick_up_by=datetime.now(UTC) + timedelta(days=1),
        policy=Policy(version="2026-1", content_hash="0" * 64),
    )


def offering(
    *categories: Category, serves: Sequence[str] = (), rung: Rung = Rung.GENERAL_PROVISION, capacity: int = 5
) -> OfferingEvent:
    return OfferingRegistered(rung=rung, categories=categories, serves=tuple(serves), capacity=capacity)

"""Events as another service would publish them, made for the tests."""

from uuid import UUID

import aio_pika
import orjson
import uuid_utils.compat

from libs.contracts.cases import CaseClosed, CaseExtended, CaseOpened
from libs.contracts.envelope import routing_key
from libs.contracts.payload import CaseEvent
from libs.contracts.words import CaseOutcome, Urgency, WayIn

SOURCE = "urn:nld:oin:00000000000000000000:systeem:omzien-intake"


def case_event(
    case: UUID, sequence: int, neighbourhood: str = "de-bilt-west", id_: UUID | None = None
) -> tuple[str, aio_pika.Message]:
    """The case's event of this number: opened first, extended after that. (routing key, message)."""
    kind = CaseOpened if sequence == 1 else CaseExtended
    data = kind(caseid=case, household=case, way_in=WayIn.SIGNAL, urgency=Urgency.SOON, neighbourhood=neighbourhood)
    return _letter(case, sequence, data, id_ or uuid_utils.compat.uuid7())


def passing_event(case: UUID, sequence: int) -> tuple[str, aio_pika.Message]:
    """One that the ledger has no handler for."""
    data = CaseClosed(caseid=case, neighbourhood="de-bilt-west", outcome=CaseOutcome.COMPLETED)
    return _letter(case, sequence, data, uuid_utils.compat.uuid7())


def _letter(case: UUID, sequence: int, data: CaseEvent, id_: UUID) -> tuple[str, aio_pika.Message]:
    body = orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(id_),
            "source": SOURCE,
            "type": data.type,
            "subject": str(case),
            "time": "2026-01-05T10:00:00Z",
            "sequence": str(sequence),
            "sequencetype": "Integer",
            "datacontenttype": "application/json",
            "correlationid": str(id_),
            "causationid": str(id_),
            "actor": "system",
            "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "data": data.model_dump(mode="json"),
        }
    )
    message = aio_pika.Message(body, content_type="application/cloudevents+json", message_id=str(id_), delivery_mode=2)
    return routing_key(data.type, data.neighbourhood), message


def story(case: UUID, length: int) -> list[tuple[str, aio_pika.Message]]:
    """A case's events, in order."""
    return [case_event(case, sequence) for sequence in range(1, length + 1)]

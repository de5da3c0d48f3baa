"""What intake and arrangement would tell matching, made for the tests; and the usual needs and offerings."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from aio_pika import Message

from libs.contracts.cases import CaseClarified, CaseClosed
from libs.contracts.envelope import routing_key, schema_of
from libs.contracts.needs import StatedNeed
from libs.contracts.payload import CaseEvent
from libs.contracts.topology import EVENTS
from libs.contracts.words import CaseOutcome, Category, LifeDomain
from libs.delivery.clock import new_id
from tests.world import Served, World

NEIGHBOURHOOD = "de-bilt-west"
#: Who accompanies volunteers.
GUIDE = "0190c000-0000-7000-8000-000000000000"


@dataclass
class Teller:
    """Publishes another service's events in order per subject."""

    world: World
    system: str
    sequences: dict[UUID, int] = field(default_factory=dict)

    async def tell(self, subject: UUID, *events: CaseEvent) -> None:
        """One batch, about one subject."""
        await self.world.publish(EVENTS, [self.letter(subject, event) for event in events])

    def letter(self, subject: UUID, event: CaseEvent) -> tuple[str, Message]:
        sequence = self.sequences[subject] = self.sequences.get(subject, 0) + 1
        id_ = str(new_id())
        body = orjson.dumps(
            {
                "specversion": "1.0",
                "id": id_,
                "source": f"urn:nld:oin:00000000000000000000:systeem:omzien-{self.system}",
                "type": event.type,
                "subject": str(subject),
                "time": "2026-01-05T10:00:00Z",
                "sequence": str(sequence),
                "sequencetype": "Integer",
                "datacontenttype": "application/json",
                "dataschema": schema_of(event.type),
                "correlationid": id_,
                "causationid": id_,
                "actor": "system",
                "data": orjson.Fragment(event.model_dump_json().encode()),
            }
        )
        key = routing_key(event.type, event.neighbourhood)
        return key, Message(body, content_type="application/cloudevents+json", message_id=id_)


def shopping(**changes: Any) -> StatedNeed:
    """Somebody to do the shopping, once a week."""
    stated = {
        "need": new_id(),
        "category": Category.SERVICES,
        "domain": LifeDomain.PRACTICAL,
        "skills": ("shopping",),
    }
    return StatedNeed(**stated | changes)


def clarified(case: UUID, *needs: StatedNeed, **changes: Any) -> CaseClarified:
    told = {"caseid": case, "neighbourhood": NEIGHBOURHOOD, "complex": False, "case_holder": new_id(), "scores": {}}
    return CaseClarified(**told | {"needs": needs} | changes)


def closed(case: UUID, outcome: CaseOutcome = CaseOutcome.COMPLETED) -> CaseClosed:
    return CaseClosed(caseid=case, neighbourhood=NEIGHBOURHOOD, outcome=outcome)


def volunteer(**changes: Any) -> dict[str, Any]:
    """Shops for people in De Bilt, two at a time."""
    return {
        "kind": "volunteer",
        "rung": 2,
        "categories": ["services"],
        "neighbourhood": NEIGHBOURHOOD,
        "skills": ["shopping"],
        "capacity": 2,
        "title": "Boodschappen doen",
        "name": "Aafje Voorbeeld",
        "screened_until": "2099-12-31",
        "trained": True,
        "reach_km": 5,
        "terms": {"guide": GUIDE},
    } | changes


def organisation(rung: int, **changes: Any) -> dict[str, Any]:
    """A shopping service, on a higher rung."""
    return {
        "rung": rung,
        "categories": ["services"],
        "neighbourhood": NEIGHBOURHOOD,
        "skills": ["shopping"],
        "capacity": 50,
        "cost_cents_per_week": 2_500 * rung,
        "title": f"Boodschappendienst op trede {rung}",
    } | changes


async def register(matching: Served, entry: dict[str, Any]) -> str:
    """The new entry's id."""
    answer = await matching.http.post("/v1/offerings", json=entry)
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


async def need(matching: Served, id_: UUID) -> dict[str, Any]:
    answer = await matching.http.get(f"/v1/needs/{id_}")
    return answer.json() if answer.status_code == 200 else {"state": None, "proposals": []}


async def answer(matching: Served, proposal: str, verb: str, expected: int = 200, **body: Any) -> dict[str, Any]:
    """Post to a proposal; its new state, or the problem."""
    response = await matching.http.post(f"/v1/proposals/{proposal}/{verb}", json=body or None)
    assert response.status_code == expected, response.text
    told: dict[str, Any] = response.json()
    return told


async def run(matching: Served, proposal: str) -> None:
    """Both say yes, and it starts."""
    told = await answer(matching, proposal, "accept", by="resident")
    if told["state"] == "offered":
        await answer(matching, proposal, "accept", by="supplier")
    await answer(matching, proposal, "start")

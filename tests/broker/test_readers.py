"""Whatever tells who somebody is or what they said asks who reads it, and keeps who did (NEN 7513)."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import aio_pika
import pytest
from structlog.testing import capture_logs

from libs.contracts.topology import SERVICES
from libs.delivery.clock import new_id
from tests.broker.matching_letters import register, volunteer
from tests.broker.rights_letters import ADDRESS, PERSON, Town, town
from tests.broker.signalling_letters import ENERGY, event, letter, worry
from tests.broker.test_intake_adviser import get, post
from tests.broker.test_intake_surveys import WORDS, begin, interview
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: A service, a method and a path of its OpenAPI document.
Operation = tuple[str, str, str]
#: The fields by which an answer tells who somebody is, or what they said or was said of them.
TELLING = {"address", "surname", "phone", "email", "seen", "words", "own_words", "notes"}

WORRY = worry(urgency="urgent", reporter={"name": "Buurvrouw De Wit"}, discretion="open")
GAP = {"kind": "service_gap", "partner": "ambassador", "seen": "Er is geen eettafel in het weekend."}
ARREARS = {
    "kind": "payment_arrears",
    "partner": "energy",
    "urgency": "acute",
    "person": PERSON,
    "address": ADDRESS,
    "arrears": {"amount_cents": 12_000},
    "efforts": ["personal_contact", "help_pointed_out", "written_reminder", "no_objection"],
}


@asynccontextmanager
async def all_four(world: World) -> AsyncIterator[tuple[Town, dict[str, Served]]]:
    async with town(world) as here, world.serving("arrangement") as arrangement:
        running = (here.signalling, here.intake, here.matching, arrangement)
        yield here, dict(zip(SERVICES, running, strict=True))


async def readings(here: Town, services: Mapping[str, Served]) -> dict[Operation, tuple[str, Any]]:
    """Each operation that tells, with a path and a body by which there is something to read."""
    sent = [letter(event(WORRY)), letter(event(GAP, ENERGY)), letter(event(ARREARS, ENERGY))]
    await here.world.publish("signals", sent)
    await eventually(lambda: here.signalling.scalar("select count(*) = 2 from signal where caseid is not null"))
    signal = await here.signalling.scalar("select id from signal where kind = 'loneliness'")
    [case] = [each["id"] for each in (await get(here.intake, "/v1/cases"))["cases"]]
    resident = (await post(here.intake, f"/v1/cases/{case}/residents", {"person": PERSON}, 201))["resident"]
    await here.carry_out(request := await here.ask(resident, "see"))
    await interview(here.intake, survey := await begin(here.intake), "no", words=WORDS)
    made = {
        ("signalling", "get", "/v1/signals/{id}"): (f"/v1/signals/{signal}", None),
        ("signalling", "get", "/v1/signals/{id}/reporter"): (f"/v1/signals/{signal}/reporter", None),
        ("signalling", "get", "/v1/gaps"): ("/v1/gaps", None),
        ("signalling", "get", "/v1/exports/arrears"): ("/v1/exports/arrears?since=2026-01-01&until=2099-12-31", None),
        ("intake", "get", "/v1/cases/{id}"): (f"/v1/cases/{case}", None),
        ("intake", "get", "/v1/cases/{id}/consents"): (f"/v1/cases/{case}/consents", None),
        ("intake", "post", "/v1/cases/exports"): ("/v1/cases/exports", {"cases": [case]}),
        ("intake", "get", "/v1/residents/{id}"): (f"/v1/residents/{resident}", None),
        ("intake", "get", "/v1/requests/{id}/document"): (f"/v1/requests/{request}/document", None),
        ("intake", "get", "/v1/surveys/{id}/words"): (f"{survey}/words?neighbourhood=de-bilt-west", None),
        ("matching", "get", "/v1/offerings/{id}/name"): (
            f"/v1/offerings/{await register(here.matching, volunteer())}/name",
            None,
        ),
    }
    return made | {
        (name, "get", "/v1/dead-letters/{id}"): (await unread(here, services[name]), None) for name in services
    }


async def unread(here: Town, served: Served) -> str:
    """A message that the service could not read."""
    await here.world.publish("", [(f"{served.runtime.service.name}.events", aio_pika.Message(b"Willemse"))])
    await eventually(lambda: served.scalar("select count(*) = 1 from dead_letter"))
    letter_ = await served.scalar("select id from dead_letter")
    return f"/v1/dead-letters/{letter_}"


def fields(part: object, schemas: Mapping[str, Any], within: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of every field that a part of an OpenAPI document may hold."""
    if isinstance(part, list):
        for each in part:
            yield from fields(each, schemas, within)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name in schemas and name not in within:
            yield from fields(schemas[name], schemas, within | {name})
        yield from part.get("properties", {})
        yield from fields(list(part.values()), schemas, within)


async def asked(services: Mapping[str, Served]) -> tuple[set[Operation], set[Operation]]:
    """Of all operations: those whose answer tells of somebody, and those that refuse whoever does not say who reads."""
    telling, asking = set(), set()
    for name, served in services.items():
        api = (await served.http.get("/openapi.json")).json()
        for path, method, operation in ((path, *each) for path, all_ in api["paths"].items() for each in all_.items()):
            answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            if TELLING & set(fields(answers, api["components"]["schemas"])):
                telling.add((name, method, path))
            of_nothing = re.sub(r"\{\w+\}", str(UUID(int=1)), path)
            answer = await served.http.request(method, of_nothing, json={})
            if answer.status_code == 409 and answer.json()["type"] == "urn:omzien:problem:nobody-reads":
                asking.add((name, method, path))
    return telling, asking


async def test_whatever_tells_of_somebody_asks_who_reads_it_and_notes_who_did(world: World) -> None:
    readers: dict[str, Operation] = {}
    async with all_four(world) as (here, services):
        telling, asking = await asked(services)
        made = await readings(here, services)
        for operation, (path, body) in made.items():
            reader = str(new_id())
            readers[f"person:{reader}"] = operation
            with capture_logs() as logs:
                read = await services[operation[0]].http.request(
                    operation[1], path, json=body, headers={"Omzien-Actor": reader}
                )
            assert read.status_code == 200, (operation, read.text)
            assert f"person:{reader}" in {each.get("actor") for each in logs}, operation
        book = {
            (row["action"], readers.get(row["actor"], row["actor"]))
            for row in await here.intake.runtime.pool.fetch("select action, actor from access")
        }
    assert telling <= asking, "somebody could read who it is, and nobody would know"
    assert asking == set(made)
    assert book == {
        ("dossier_read", ("intake", "get", "/v1/cases/{id}")),
        ("consents_read", ("intake", "get", "/v1/cases/{id}/consents")),
        ("resident_read", ("intake", "get", "/v1/residents/{id}")),
        ("document_read", ("intake", "get", "/v1/requests/{id}/document")),
    }

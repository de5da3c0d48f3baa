"""What no column can hold is refused by matching with the field, and is no fault of the service."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.broker.matching_letters import register, volunteer
from tests.world import World

pytestmark = pytest.mark.broker

JSON = {"Content-Type": "application/json"}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title": "Boodschappen\x00"}, "body.title"),
        ({"description": "\x00"}, "body.description"),
        ({"cost_cents_per_week": 2**31}, "body.cost_cents_per_week"),
        ({"cost_cents_per_week": 2**64}, "body.cost_cents_per_week"),
        ({"\ud800": 1}, "body"),
    ],
)
async def test_an_entry_that_cannot_be_stored_is_refused(world: World, wrong: dict[str, Any], where: str) -> None:
    async with world.serving("matching") as matching:
        path = f"/v1/offerings/{await register(matching, volunteer())}"
        # by json.dumps: half a character has an escape, and no bytes
        answer = await matching.http.put(path, content=_json(volunteer(**wrong)), headers=JSON)
        imported = await matching.http.post("/v1/offerings/import", content=_json([volunteer(**wrong)]), headers=JSON)
    assert (answer.status_code, answer.json()["faults"][0]["where"]) == (422, where)
    assert (imported.status_code, imported.json()[0]["refused"]) == (200, "invalid-row")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"q": "\x00"}, 422),
        ({"neighbourhood": "\x00"}, 422),
        ({"neighbourhood": "atlantis"}, 409),
        ({"postcode": "somewhere"}, 422),
        ({"within_km": "2"}, 422),
        ({"open_at": "25:00"}, 422),
        ({"ctegory": "eating"}, 422),
        ({"after": "here"}, 400),
        ({"after": f"all.0.0.{2**40}.{uuid4()}"}, 400),
        ({"after": f"all.-2.0.0.{uuid4()}"}, 400),
        ({"after": f"own.0.0.0.{uuid4()}"}, 400),
    ],
)
async def test_a_question_that_cannot_be_asked_is_refused(world: World, asked: dict[str, str], status: int) -> None:
    async with world.serving("matching") as matching:
        answer = await matching.http.get("/v1/offerings", params=asked)
    assert answer.status_code == status

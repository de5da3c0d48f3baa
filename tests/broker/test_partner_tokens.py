"""A partner's own token: it opens what is told to that partner's system about its own messages, and nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest

from libs.delivery.http import document
from services.signalling.app import SERVICE
from tests.broker.signalling_letters import CARE, GP, event, worry
from tests.world import Served, World

pytestmark = pytest.mark.broker

MINE, OTHER = "the-practice-of-dokter-jansen", "home-care-of-de-bilt-west"
HERE = {"postcode": "3731 ab", "house_number": "12"}

#: What is open to partners.
OPEN = {
    ("POST", "/v1/signals"),
    ("GET", "/v1/receipts"),
    ("POST", "/v1/receipts/lookup"),
    ("GET", "/v1/answers"),
    ("GET", "/v1/refusals"),
    ("POST", "/v1/households/known"),
}


@asynccontextmanager
async def _serving(world: World) -> AsyncIterator[Served]:
    partners = world.folder / "partners"
    partners.write_text(f"{MINE} {GP} gp\n{OTHER} {CARE} home_care\n")
    async with world.serving("signalling", partner_token_file=partners) as signalling:
        yield signalling


async def _call(signalling: Served, method: str, path: str, token: str = MINE, **more: Any) -> httpx.Response:
    return await signalling.http.request(method, path, headers={"Authorization": f"Bearer {token}"}, **more)


async def test_a_partner_gives_signals_and_reads_what_became_of_them(world: World) -> None:
    async with _serving(world) as signalling:
        given = await _call(signalling, "POST", "/v1/signals", json=event(worry(), GP, "1"))
        broken = await _call(signalling, "POST", "/v1/signals", json=event(worry(kind="?"), GP, "2"))
        unreadable = await _call(signalling, "POST", "/v1/signals", content=b"{")
        receipt = await _call(signalling, "GET", "/v1/receipts", params={"source": GP, "id": "1"})
        looked_up = await _call(signalling, "POST", "/v1/receipts/lookup", json={"source": GP, "ids": ["1", "2"]})
        answers = await _call(signalling, "GET", "/v1/answers", params={"source": GP})
        asked = await _call(
            signalling, "POST", "/v1/households/known", json={"source": GP, "partner": "gp", "address": HERE}
        )
    assert (given.status_code, broken.status_code, unreadable.status_code) == (202, 422, 422)
    assert receipt.json() == given.json()
    assert [each["effect"] for each in looked_up.json()] == ["accepted", "refused"]
    assert [each["id"] for each in answers.json()["items"]] == ["1", "2"]
    assert asked.json() != {}
    assert asked.status_code in (200, 409)


async def test_a_partner_reads_its_own_refusals_and_nobody_elses(world: World) -> None:
    async with _serving(world) as signalling:
        for token, source in ((MINE, GP), (OTHER, CARE)):
            await _call(signalling, "POST", "/v1/signals", token, json=event(worry(kind="?"), source, "1"))
        mine = await _call(signalling, "GET", "/v1/refusals")
        named = await _call(signalling, "GET", "/v1/refusals", params={"source": GP})
        everybodys = await signalling.http.get("/v1/refusals")
    assert [each["source"] for each in mine.json()] == [GP]
    assert named.json() == mine.json()
    assert sorted(each["source"] for each in everybodys.json()) == [GP, CARE]


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "/v1/signals", {"json": event(worry(partner="home_care"), CARE, "1")}),
        ("POST", "/v1/signals", {"json": event(worry(partner="police"), GP, "1")}),
        ("POST", "/v1/signals", {"json": event(worry(kind="?"), CARE, "1")}),
        ("POST", "/v1/signals", {"content": b'{"source": "' + CARE.encode() + b'", "id": "1"'}),
        ("GET", "/v1/receipts", {"params": {"source": CARE, "id": "1"}}),
        ("POST", "/v1/receipts/lookup", {"json": {"source": CARE, "ids": ["1"]}}),
        ("GET", "/v1/answers", {"params": {"source": CARE}}),
        ("GET", "/v1/refusals", {"params": {"source": CARE}}),
        ("POST", "/v1/households/known", {"json": {"source": CARE, "partner": "gp", "address": HERE}}),
        ("POST", "/v1/households/known", {"json": {"source": GP, "partner": "police", "address": HERE}}),
    ],
)
async def test_a_partner_cannot_speak_for_another_and_nothing_is_kept_of_it(
    world: World, method: str, path: str, more: dict[str, Any]
) -> None:
    async with _serving(world) as signalling:
        answer = await _call(signalling, method, path, **more)
        counts = (await signalling.http.get("/v1/signals/counts")).json()
        refusals = (await signalling.http.get("/v1/refusals")).json()
        questions = (await signalling.http.get("/v1/households/known")).json()["items"]
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:omzien:problem:not-your-own")
    assert GP in answer.json()["detail"]
    assert not any(counts.values())
    assert (refusals, questions) == ([], [])


async def test_every_other_route_is_closed_to_a_partner(world: World) -> None:
    guarded = {
        (method.upper(), path)
        for path, operations in document(SERVICE)["paths"].items()
        for method, operation in operations.items()
        if "security" in operation
    }
    assert guarded >= OPEN
    async with _serving(world) as signalling:
        answers = {
            (method, path): await _call(signalling, method, path.replace("{id}", str(uuid4())), json={})
            for method, path in guarded - OPEN
        }
    assert answers
    assert {key: answer.status_code for key, answer in answers.items()} == dict.fromkeys(answers, 403)


async def test_a_token_of_nobody_opens_nothing(world: World) -> None:
    async with _serving(world) as signalling:
        answer = await _call(signalling, "GET", "/v1/answers", "nobody", params={"source": GP})
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:omzien:problem:unknown-token")


async def test_who_has_no_token_is_answered_nothing_that_was_answered_before(world: World) -> None:
    question = {"source": GP, "partner": "gp", "address": HERE}
    async with _serving(world) as signalling:
        for number, body in enumerate((event(worry(), GP, "1"), question)):
            path = ("/v1/signals", "/v1/households/known")[number]
            key = {"Idempotency-Key": f"key-{number}"}
            first = await signalling.http.post(path, json=body, headers=key | {"Authorization": f"Bearer {MINE}"})
            again = await signalling.http.post(path, json=body, headers=key | {"Authorization": ""})
            other = await signalling.http.post(path, json=body, headers=key | {"Authorization": f"Bearer {OTHER}"})
            assert first.status_code != 401
            assert (again.status_code, other.status_code) == (401, 403)


async def test_every_route_that_is_open_to_partners_asks_for_a_token_first(world: World) -> None:
    async with _serving(world) as signalling:
        answers = [
            await signalling.http.request(
                method, path, headers={"Authorization": "", "Idempotency-Key": "1"}, content=b"{"
            )
            for method, path in sorted(OPEN)
        ]
    assert [answer.status_code for answer in answers] == [401] * len(OPEN)


async def test_partners_may_use_the_same_idempotency_key(world: World) -> None:
    async with _serving(world) as signalling:
        given = [
            await signalling.http.post(
                "/v1/signals",
                json=event(worry(partner=kind), source, "1"),
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "1"},
            )
            for token, source, kind in ((MINE, GP, "gp"), (OTHER, CARE, "home_care"), (MINE, GP, "gp"))
        ]
    assert [answer.status_code for answer in given] == [202, 202, 202]
    assert given[0].json() == given[2].json() != given[1].json()


async def test_a_key_that_was_used_for_another_event_in_binary_mode_is_refused(world: World) -> None:
    headers = {"ce-specversion": "1.0", "ce-source": GP, "ce-type": event({})["type"], "Idempotency-Key": "1"}
    async with _serving(world) as signalling:
        answers = [
            await signalling.http.post("/v1/signals", json=worry(), headers=headers | {"ce-id": id_}) for id_ in "121"
        ]
    assert [answer.status_code for answer in answers] == [202, 422, 202]
    assert answers[1].json()["type"] == "urn:omzien:problem:key-reused"

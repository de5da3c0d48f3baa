"""A command has its effect once and its answer is the same for ever; what is refused leaves nothing behind."""

import asyncio
import threading
from uuid import uuid4

import pytest

from tests.broker.delivery.ledger import LEDGER
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def test_the_same_key_gives_the_same_answer_and_one_effect_also_at_the_same_time(ledger_world: World) -> None:
    path, key = f"/v1/accounts/{uuid4()}", {"Idempotency-Key": "once"}
    async with ledger_world.serving(LEDGER, pool=4) as ledger:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        answers = await asyncio.gather(*(ledger.http.post(path, headers=key) for _ in range(12)))
        assert {(each.status_code, each.headers["etag"], each.content) for each in answers} == {(201, '"1"', b"")}
        later = await ledger.http.post(path, headers=key)
        assert (later.status_code, later.headers["etag"]) == (201, '"1"')
        assert await ledger.scalar("select count(*) from account") == 1
        await eventually(lambda: len(told.events) == 1)


async def test_a_key_that_was_used_for_another_command_is_refused(ledger_world: World) -> None:
    key = {"Idempotency-Key": "once"}
    async with ledger_world.serving(LEDGER) as ledger:
        path = f"/v1/accounts/{uuid4()}"
        await ledger.http.post(path, headers=key)
        for other in (
            await ledger.http.post(f"/v1/accounts/{uuid4()}", headers=key),
            await ledger.http.post(path, headers=key, content=b"something else"),
        ):
            assert (other.status_code, other.json()["type"]) == (422, "urn:omzien:problem:key-reused")
            assert other.headers["content-type"] == "application/problem+json"


async def test_who_decided_on_an_older_version_is_told_so(ledger_world: World) -> None:
    path = f"/v1/accounts/{uuid4()}"
    async with ledger_world.serving(LEDGER) as ledger:
        etag = (await ledger.http.post(path)).headers["etag"]
        assert (await ledger.http.put(path, headers={"If-Match": etag})).status_code == 200
        stale = await ledger.http.put(path, headers={"If-Match": '"0"'})
        assert (stale.status_code, stale.json()["type"]) == (412, "urn:omzien:problem:stale")
        nonsense = await ledger.http.put(path, headers={"If-Match": "yesterday"})
        assert (nonsense.status_code, nonsense.json()["type"]) == (400, "urn:omzien:problem:bad-if-match")


async def test_what_is_refused_leaves_nothing_behind_and_frees_its_key(ledger_world: World) -> None:
    path, key = f"/v1/accounts/{uuid4()}", {"Idempotency-Key": "again"}
    async with ledger_world.serving(LEDGER) as ledger:
        refused = await ledger.http.post(path, params={"refuse": True}, headers=key)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:omzien:problem:account-open")
        assert await _rows(ledger) == 0
        assert (await ledger.http.post(path, headers=key)).status_code == 201


async def test_without_a_token_nothing_is_answered_but_health(ledger_world: World) -> None:
    async with ledger_world.serving(LEDGER) as ledger:
        for token, slug in (
            ("", "no-token"),
            ("Bearer guess", "unknown-token"),
            ("Basic dGVzdC10b2tlbg==", "no-token"),
        ):
            answer = await ledger.http.post(f"/v1/accounts/{uuid4()}", headers={"Authorization": token})
            assert (answer.status_code, answer.json()["type"]) == (401, f"urn:omzien:problem:{slug}")
        assert await _rows(ledger) == 0
        assert (await ledger.http.get("/health/live", headers={"Authorization": ""})).status_code == 200


async def test_an_answer_is_kept_sealed(ledger_world: World) -> None:
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger.http.post(f"/v1/accounts/{uuid4()}", headers={"Idempotency-Key": "once"})
        kept = await ledger.scalar("select body from answer")
        assert ledger.runtime.settings.sealer.open(kept) == b""


async def _rows(ledger: Served) -> int:
    statement = "select (select count(*) from account) + (select count(*) from answer) + (select count(*) from outbox)"
    return int(await ledger.scalar(statement))


async def test_no_request_is_handed_to_a_thread(ledger_world: World) -> None:
    """A thread for each request takes longer than what most of them ask for."""
    async with ledger_world.serving(LEDGER) as ledger:
        path, open_to_all = f"/v1/accounts/{uuid4()}", "/health/live"
        assert (await ledger.http.post(path)).status_code == 201
        assert (await ledger.http.get(open_to_all)).status_code == 200
        assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("AnyIO")]

"""A dead letter is kept sealed, can be read and mended by a person, and goes back exactly once."""

from uuid import UUID, uuid4

import aio_pika
import orjson
import pytest

from libs.contracts.topology import EVENTS, SIGNALS
from tests.broker.delivery.books import entries, written
from tests.broker.delivery.ledger import LEDGER, POISON
from tests.broker.delivery.letters import case_event
from tests.eventually import eventually
from tests.world import READER, Served, World

pytestmark = pytest.mark.broker


async def test_it_is_sealed_in_the_table_and_read_by_who_may(ledger_world: World) -> None:
    async with ledger_world.serving(LEDGER) as ledger:
        key = case_event(uuid4(), 1)[0]
        await ledger_world.publish(EVENTS, [(key, aio_pika.Message(b"Mevrouw Willemse is alleen"))])
        [letter] = await _letters(ledger, 1)
        assert letter["reason"] == "not_json"
        assert "body" not in letter or letter["body"] is None
        stored = await ledger.scalar("select row_to_json(dead_letter)::text || encode(body, 'escape') from dead_letter")
        assert "Willemse" not in stored
        reads = {"Omzien-Actor": str(READER), "Idempotency-Key": "k"}
        shown = await ledger.http.get(f"/v1/dead-letters/{letter['id']}", headers=reads)
        assert shown.json()["body"] == "Mevrouw Willemse is alleen"
        again = await ledger.http.get(f"/v1/dead-letters/{letter['id']}", headers=reads)
        assert again.status_code == 200
        denied = await ledger.http.get(f"/v1/dead-letters/{letter['id']}", headers={"Authorization": "Bearer guess"})
        assert denied.status_code == 401


async def test_mended_it_takes_effect_once_and_a_second_replay_is_refused(ledger_world: World) -> None:
    case = uuid4()
    async with ledger_world.serving(LEDGER, retry_seconds=()) as ledger:
        await ledger_world.publish(EVENTS, [case_event(case, 1, POISON), case_event(case, 2)])
        [letter] = await _letters(ledger, 1)
        replay = f"/v1/dead-letters/{letter['id']}/replay"
        mended = case_event(case, 1)[1].body.decode()
        assert (await ledger.http.post(replay, json={"body": mended})).status_code == 200
        await eventually(lambda: _written(ledger, 2))
        twice = await ledger.http.post(replay, json={"body": mended})
        assert (twice.status_code, twice.json()["type"]) == (409, "urn:omzien:problem:already-replayed")
        assert await entries(ledger) == {case: [1, 2]}
        assert await _letters(ledger, 0) == []
        kept = (await ledger.read(f"/v1/dead-letters/{letter['id']}")).json()
        assert (kept["body"], kept["reason"]) == ("", letter["reason"]), "what it said is not kept twice"


async def test_half_a_character_is_no_message(ledger_world: World) -> None:
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish(EVENTS, [(case_event(uuid4(), 1)[0], aio_pika.Message(b"x"))])
        [letter] = await _letters(ledger, 1)
        answer = await ledger.http.post(
            f"/v1/dead-letters/{letter['id']}/replay",
            content=rb'{"body": "\ud800"}',
            headers={"Content-Type": "application/json"},
        )
    assert (answer.status_code, answer.json()["faults"][0]["where"]) == (422, "body.body")


async def test_a_partners_message_in_binary_mode_comes_back_with_its_headers(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = aio_pika.Message(b"{}", content_type="application/json", headers={"ce-id": "7", "ce-source": "huisarts"})
    async with ledger_world.serving(LEDGER, retry_seconds=()) as ledger:
        await ledger.runtime.pool.execute("alter table letter rename to away")
        await ledger_world.publish(SIGNALS, [("nl.omzien.signals.submitted.v1", message)])
        [letter] = await _letters(ledger, 1)
        await ledger.runtime.pool.execute("alter table away rename to letter")
        assert (await ledger.http.post(f"/v1/dead-letters/{letter['id']}/replay", json={})).status_code == 200
        await eventually(lambda: _kept(ledger))
        headers = orjson.loads(await ledger.scalar("select headers from letter"))
        assert {"ce-id": "7", "ce-source": "huisarts"}.items() <= headers.items()


async def test_one_that_does_not_exist_is_answered_so(ledger_world: World) -> None:
    async with ledger_world.serving(LEDGER) as ledger:
        missing = await ledger.http.post(f"/v1/dead-letters/{UUID(int=1)}/replay", json={})
        assert (missing.status_code, missing.json()["type"]) == (404, "urn:omzien:problem:dead-letter-not-found")


async def _letters(ledger: Served, count: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    async def there() -> bool:
        found[:] = (await ledger.http.get("/v1/dead-letters")).json()
        return len(found) == count

    await eventually(there)
    return found


async def _written(ledger: Served, count: int) -> bool:
    return await written(ledger) == count


async def _kept(ledger: Served) -> bool:
    return bool(await ledger.scalar("select count(*) = 1 from letter"))

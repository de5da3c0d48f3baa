"""`omzien receipts`, `services` and `dead-letters` against a service that runs."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import aio_pika
import orjson
import pytest

from libs.contracts.topology import EVENTS
from omzien.ddas import read
from omzien.errors import Advice
from omzien.examples import EARLY_SIGNALS
from tests.broker.command import told, typed, up
from tests.broker.delivery.letters import case_event
from tests.eventually import eventually
from tests.world import READER, Served, World

pytestmark = pytest.mark.broker

SINGLE = Path(__file__).parents[3] / "shared" / "data" / "ddas" / "enkelvoudig.json"
SOURCE = "urn:nld:kvknr:99999999:systeem:voorbeeld"


@pytest.fixture
async def signalling(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """It runs, and the command finds it."""
    async with world.serving("signalling") as served, up(world, served, monkeypatch):
        yield served


async def test_the_example_is_published_and_its_broken_records_are_the_refused_ones(
    signalling: Served,
) -> None:
    published = await typed("publish", str(EARLY_SIGNALS), "--partner", "voorbeeld")
    assert published.exit_code == 0, published.output
    await eventually(lambda: counted(signalling, "select count(*) from receipt", 280))
    await eventually(lambda: counted(signalling, "select count(*) from refusal", 10))

    refused = await typed("receipts", "--source", SOURCE)
    assert "10 refused of" in refused.output
    again = await typed("publish", str(EARLY_SIGNALS), "--partner", "voorbeeld")
    assert again.exit_code == 0
    await eventually(lambda: counted(signalling, "select sum(deliveries) from receipt", 2 * 290))
    assert await signalling.scalar("select count(*) from receipt") == 280
    assert await signalling.scalar("select count(*) from refusal") == 10


async def counted(served: Served, statement: str, number: int) -> bool:
    return bool(await served.scalar(statement) == number)


async def test_the_reason_of_a_refusal_is_read_back(signalling: Served, tmp_path: Path) -> None:
    event = {"specversion": "1.0", "id": "7", "source": "/me", "type": "nl.omzien.signals.submitted.v1"}
    data = {"kind": "loneliness", "partner": "gp", "urgency": "now"}
    lines = tmp_path / "signals.jsonl"
    lines.write_bytes(orjson.dumps(event | {"data": data}))
    await typed("publish", str(lines))
    await eventually(lambda: counted(signalling, "select count(*) from refusal", 1))
    receipt = await typed("receipts", "--source", "/me", "--id", "7")
    assert "refused: mend it" in receipt.output
    assert "data.urgency" in receipt.output
    lines.write_bytes(orjson.dumps(event | {"data": data | {"urgency": "urgent", "person": {"surname": "Jansen"}}}))
    assert "has taken 1 signal on" in (await typed("publish", str(lines))).output
    await eventually(lambda: counted(signalling, "select count(*) from receipt", 1))
    mended = await typed("receipts", "--source", "/me", "--id", "7")
    assert "received" in mended.output
    assert "also refused: another message under this id\nreason  data.urgency" in mended.output


@pytest.mark.skipif(not SINGLE.exists(), reason=f"the national example of one signal is not at {SINGLE}")
async def test_the_national_example_is_marked_and_not_lost(signalling: Served) -> None:
    await typed("publish", str(SINGLE), "--partner", "voorbeeld")
    await eventually(lambda: counted(signalling, "select count(*) from receipt", 1))
    [record] = read(SINGLE, "voorbeeld").records
    receipt = await typed("receipts", "--source", record.event["source"], "--id", record.event["id"])
    assert "marked  bsn invalid, postcode unknown" in receipt.output
    listed = await signalling.http.get("/v1/signals", params={"neighbourhood": "unknown"})
    assert [each["marks"] for each in listed.json()["items"]] == [["bsn_invalid", "postcode_unknown"]]


async def test_the_receipt_of_what_never_came_says_so(signalling: Served) -> None:
    receipt = await typed("receipts", "--source", "/me", "--id", "8")
    assert isinstance(receipt.exception, Advice)
    assert "signalling says no: Nothing came with this source and id" in str(receipt.exception)


async def test_services_shows_what_is_ready_and_what_does_not_answer(
    signalling: Served, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await eventually(lambda: all(consumer.alive for consumer in signalling.runtime.consumers))
    ready = await typed("services")
    assert ready.exit_code == 0, ready.output
    assert "signalling  ready" in ready.output

    async with up(world, signalling, monkeypatch) as url:
        told(world.folder / "run.json", world, {"signalling": url, "intake": "http://127.0.0.1:1"})
        lacking = await typed("services")
    assert lacking.exit_code == 1
    assert "intake      no answer" in lacking.output
    assert "signalling  ready" in lacking.output


async def test_a_part_that_is_not_ready_is_named(signalling: Served) -> None:
    await signalling.runtime.consumers[0].stop(5)
    lacking = await typed("services")
    assert lacking.exit_code == 1
    assert f"not ready  {signalling.runtime.consumers[0].name}" in lacking.output


async def test_a_dead_letter_is_listed_looked_at_mended_and_replayed_once(
    signalling: Served, world: World, tmp_path: Path
) -> None:
    assert "No dead letters." in (await typed("dead-letters", "list")).output
    key, sound = case_event(uuid4(), 1)
    broken = aio_pika.Message(b'{"oops"', content_type=sound.content_type, message_id="m-1", delivery_mode=2)
    await world.publish(EVENTS, [(key, broken)])
    await eventually(lambda: counted(signalling, "select count(*) from dead_letter", 1))

    id_ = str(await signalling.scalar("select id from dead_letter"))
    listed = await typed("dead-letters", "list")
    assert id_ in listed.output
    assert "not_json" in listed.output
    shown = await typed("dead-letters", "show", id_, "--actor", str(READER))
    assert '{"oops"' in shown.output
    assert "signalling.events" in shown.output

    mended = tmp_path / "mended.json"
    mended.write_bytes(sound.body)
    replayed = await typed("dead-letters", "replay", id_, "--body", str(mended))
    assert "is back on signalling.events, mended." in replayed.output
    await eventually(lambda: counted(signalling, "select count(*) from position where sequence = 1", 1))
    assert "No dead letters." in (await typed("dead-letters", "list")).output
    twice = await typed("dead-letters", "replay", id_)
    assert isinstance(twice.exception, Advice)
    assert "went back to signalling.events" in str(twice.exception)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "0191b7c2-0000-7000-8000-000000000000", "--actor", str(READER)], "no service has a dead letter"),
        (["replay", "0191b7c2-0000-7000-8000-000000000000"], "no service has a dead letter"),
        (["replay", "0191b7c2-0000-7000-8000-000000000000", "--body", "nowhere"], "nowhere: No such file"),
    ],
)
async def test_a_letter_or_a_file_that_is_not_there_is_told(
    signalling: Served, arguments: list[str], said: str
) -> None:
    result = await typed("dead-letters", *arguments)
    assert isinstance(result.exception, Advice)
    assert said in str(result.exception)


async def test_a_token_that_is_not_known_is_told(signalling: Served, world: World) -> None:
    assert (await typed("dead-letters", "list")).exit_code == 0
    (world.folder / "tokens").write_text("another")
    result = await typed("dead-letters", "list")
    assert isinstance(result.exception, Advice)
    assert "signalling does not know the token that was sent: set OMZIEN_TOKEN_FILE" in str(result.exception)

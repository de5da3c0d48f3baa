"""`omzien publish --results`: what became of each record of a file, while signalling runs."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest

from libs.contracts.topology import SIGNALS
from omzien import results
from omzien.ddas import read
from omzien.errors import Advice
from omzien.examples import EARLY_SIGNALS
from tests.broker.command import typed, up
from tests.broker.signalling_letters import GP, event, worry
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def signalling(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """It runs, and the command finds it."""
    async with world.serving("signalling") as served, up(world, served, monkeypatch):
        yield served


async def published(folder: Path, file: Path, code: int = 0, **options: str) -> list[dict[str, Any]]:
    """The lines of the result file."""
    out = folder / f"{uuid4()}.jsonl"
    more = [part for name, value in options.items() for part in (f"--{name}", value)]
    result = await typed("publish", str(file), "--results", str(out), *more)
    assert result.exit_code == code, (result.output, result.exception)
    assert half_written(folder) == []
    return [orjson.loads(line) for line in out.read_bytes().splitlines()]


def half_written(folder: Path) -> list[Path]:
    return list(folder.glob(".*"))


def lines(folder: Path, *events: object) -> Path:
    path = folder / "signals.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, events)))
    return path


async def test_every_record_has_a_line_in_the_files_order_and_the_counts_add_up(
    signalling: Served, tmp_path: Path
) -> None:
    records = read(EARLY_SIGNALS, "voorbeeld").records
    told = await published(tmp_path, EARLY_SIGNALS, partner="voorbeeld")
    assert [(each["reference"], each["id"]) for each in told] == [(r.reference, r.event["id"]) for r in records]
    assert Counter(each["result"] for each in told) == {"accepted": 277, "repeated": 10, "amended": 3, "refused": 10}
    assert [bool(each["fault"]) for each in told] == [each["result"] == "refused" for each in told]
    assert all(each["detail"] and each["reasons"] for each in told if each["result"] == "refused")
    signals = {each["signal"] for each in told if each["signal"]}
    assert len(signals) == await signalling.scalar("select count(*) from signal") == 277

    again = await published(tmp_path, EARLY_SIGNALS, partner="voorbeeld")
    assert Counter(each["result"] for each in again) == {"repeated": 290, "refused": 10}
    assert [each["signal"] for each in again] == [each["signal"] for each in told]


async def test_an_id_with_other_content_is_refused_and_the_first_one_stays(signalling: Served, tmp_path: Path) -> None:
    first, other = event(worry(), GP, "1"), event(worry(seen="Iets anders."), GP, "1")
    broken = event(worry(urgency="now"), GP, "2")
    nameless = event(worry(), GP, "3") | {"id": {"not": "a name"}}
    told = await published(tmp_path, lines(tmp_path, first, first, other, broken, nameless))
    assert [each["result"] for each in told] == ["accepted", "repeated", "refused", "refused", "refused"]
    assert [each["reasons"] for each in told[2:]] == [["content_changed"], ["data_invalid"], ["not_a_cloudevent"]]
    assert "data.urgency" in told[3]["detail"]


async def test_a_refusal_of_before_does_not_stand_for_the_signal_that_was_mended(
    signalling: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "PAUSE", 0.05)
    [refused] = await published(tmp_path, lines(tmp_path, event(worry(urgency="now"), GP, "1")))
    [mended] = await published(tmp_path, lines(tmp_path, event(worry(), GP, "1")))
    assert (refused["result"], mended["result"], mended["reasons"]) == ("refused", "accepted", [])


async def test_what_has_no_answer_when_patience_is_over_waits_and_the_exit_code_says_so(
    signalling: Served, tmp_path: Path
) -> None:
    for consumer in signalling.runtime.consumers:
        await consumer.stop(5)
    told = await published(tmp_path, EARLY_SIGNALS, code=3, partner="voorbeeld", patience="0.2")
    assert Counter(each["result"] for each in told) == {"waiting": 300}


async def test_a_result_file_that_cannot_be_written_stops_the_command_before_it_publishes(
    signalling: Served, tmp_path: Path
) -> None:
    nowhere = tmp_path / "nowhere" / "out.jsonl"
    result = await typed("publish", str(EARLY_SIGNALS), "--partner", "voorbeeld", "--results", str(nowhere))
    assert isinstance(result.exception, Advice)
    assert "name a file that you may write" in str(result.exception)
    assert await signalling.scalar("select count(*) from receipt") == 0


async def test_an_earlier_result_file_stays_when_publishing_stops_half_way(
    signalling: Served, world: World, tmp_path: Path
) -> None:
    channel = await world.channel()
    queue = await channel.declare_queue(exclusive=True, arguments={"x-max-length": 5, "x-overflow": "reject-publish"})
    await queue.bind(SIGNALS, "#")
    out = tmp_path / "out.jsonl"
    out.write_text("of yesterday")
    arguments = ["publish", str(EARLY_SIGNALS), "--partner", "voorbeeld", "--results", str(out)]
    stopped = await typed(*arguments)
    assert isinstance(stopped.exception, Advice)
    assert "the broker is full" in str(stopped.exception)
    assert "of 300 signals were taken" in str(stopped.exception)
    assert out.read_text() == "of yesterday"

    await queue.delete(if_unused=False, if_empty=False)
    assert (await typed(*arguments)).exit_code == 0
    told = [orjson.loads(line)["result"] for line in out.read_bytes().splitlines()]
    assert len(told) == 300
    assert set(told) <= {"accepted", "repeated", "amended", "refused"}
    assert await signalling.scalar("select count(*) from signal") == 277


async def test_many_are_looked_up_in_the_order_in_which_they_were_asked(signalling: Served) -> None:
    await signalling.http.post("/v1/signals", json=event(worry(reference="7"), GP, "1"))
    await signalling.http.post("/v1/signals", json=event(worry(reference="7", seen="Meer."), GP, "2"))
    await signalling.http.post("/v1/signals", json=event(worry(partner="x"), GP, "3"))
    asked = {"source": GP, "ids": ["4", "3", "2", "1", "1"]}
    answer = await signalling.http.post("/v1/receipts/lookup", json=asked)
    assert answer.status_code == 200, answer.text
    assert [(each["id"], each["effect"]) for each in answer.json()] == [
        ("4", None),
        ("3", "refused"),
        ("2", "amended"),
        ("1", "accepted"),
        ("1", "accepted"),
    ]
    assert answer.json()[2]["signal"] == answer.json()[3]["signal"]
    assert "Willemse" not in answer.text
    for wrong in ({"source": GP, "ids": []}, {"source": GP, "ids": ["1"] * 501}, {"source": "", "ids": ["1"]}):
        assert (await signalling.http.post("/v1/receipts/lookup", json=wrong)).status_code == 422

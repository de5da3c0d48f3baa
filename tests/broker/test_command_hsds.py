"""The social map from files into the catalogue and out to a file, as somebody types it."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings

from libs.delivery.clock import new_id
from omzien.errors import Advice
from omzien.examples import SOCIAL_MAP
from services.matching.hsds import own
from tests.broker.command import typed, up
from tests.broker.matching_letters import organisation, register, volunteer
from tests.unit.matching.hsds.documents import Json
from tests.unit.matching.hsds.test_round_trip import services
from tests.unit.omzien.social_maps import social_map
from tests.unit.omzien.test_hsds import LOCATIONS, ORGANIZATIONS, SERVICES, TERMS
from tests.world import Served, World

pytestmark = pytest.mark.broker

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "hsds" / "schema"
VALID = ("--schema", str(SCHEMA)) if SCHEMA.exists() else ()


@pytest.fixture
async def matching(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    async with world.serving("matching") as served, up(world, served, monkeypatch):
        yield served


async def imported(world: World, *arguments: str, code: int = 0) -> list[Json]:
    """What is told of each row."""
    out = world.folder / "results.jsonl"
    result = await typed("hsds", "import", *arguments, "--results", str(out))
    assert result.exit_code == code, (result.output, result.exception)
    return [orjson.loads(line) for line in out.read_bytes().splitlines()]


async def exported(world: World, *arguments: str) -> list[Json]:
    out = world.folder / "out.json"
    result = await typed("hsds", "export", str(out), *arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    found: list[Json] = orjson.loads(out.read_bytes())
    return found


async def test_two_thousand_services_go_round_with_no_field_lost(world: World, matching: Served) -> None:
    rows = social_map(2_000)
    file = world.folder / "map.json"
    file.write_bytes(orjson.dumps(rows))
    told = await imported(world, str(file))
    assert [(each["row"], each["id"]) for each in told] == [(n, each["id"]) for n, each in enumerate(rows, 1)]
    assert Counter(each["result"] for each in told) == {"registered": 2_000}
    out = await exported(world)
    assert {each["id"]: own.without(each) for each in out} == {each["id"]: each for each in rows}
    again = await imported(world, str(world.folder / "out.json"))
    assert Counter(each["result"] for each in again) == {"unchanged": 2_000}


def drawn(count: int) -> list[Json]:
    """Services as others could tell them, each with an id of its own."""
    found: list[Json] = []

    @settings(max_examples=count, deadline=None, database=None)
    @given(services())
    def collect(each: Json) -> None:
        found.append(each | {"id": str(new_id())})

    collect()
    return found


async def test_whatever_is_told_goes_out_as_it_came(world: World, matching: Served) -> None:
    rows = drawn(200)
    file = world.folder / "drawn.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    told = await imported(world, str(file))
    assert [each["id"] for each in told] == [each["id"] for each in rows]
    assert {each["result"] for each in told} == {"registered"}
    out = {each["id"]: own.without(each) for each in await exported(world, *VALID)}
    assert out == {each["id"]: each for each in rows}


async def test_a_wrong_row_is_told_and_the_others_are_in(world: World, matching: Served) -> None:
    first, second = social_map(2)
    file = world.folder / "map.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, (first, 7, {"id": "x"}, second))))
    told = await imported(world, str(file), code=1)
    assert [each["result"] for each in told] == ["registered", "refused", "refused", "registered"]
    assert all(each["reason"] and each["detail"] for each in told if each["result"] == "refused")
    assert [each["row"] for each in told] == [1, 2, 3, 4]


async def test_a_folder_is_joined_and_the_same_folder_changes_nothing(world: World, matching: Served) -> None:
    folder = world.folder / "ohana"
    folder.mkdir()
    files = {"organizations": ORGANIZATIONS, "locations": LOCATIONS, "services": SERVICES, "taxonomy": TERMS}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    first = await imported(world, str(folder), "--partner", "brug")
    assert [each["result"] for each in first] == ["joined", "registered", "registered", "joined", "unused"]
    again = await imported(world, str(folder), "--partner", "brug")
    assert [each["result"] for each in again] == ["joined", "unchanged", "unchanged", "joined", "unused"]
    [organization] = await exported(world, "--organizations", *VALID)
    assert organization["locations"][0]["name"] == "Buurthuis"


async def test_what_goes_out_is_valid_and_no_volunteer_is_in_it(world: World, matching: Served) -> None:
    ours = await register(matching, organisation(3))
    person = await register(matching, volunteer())
    assert {each["result"] for each in await imported(world, str(SOCIAL_MAP))} == {"registered"}
    out = await exported(world, *VALID)
    assert ours in {each["id"] for each in out}
    assert person not in {each["id"] for each in out}
    assert len(out) == 4


async def test_a_file_against_the_schema_is_not_written(world: World, matching: Served) -> None:
    await imported(world, str(SOCIAL_MAP))
    strict = world.folder / "strict.json"
    strict.write_bytes(orjson.dumps({"properties": {}, "required": ["nooit"]}))
    out = world.folder / "none.json"
    result = await typed("hsds", "export", str(out), "--schema", str(strict))
    assert isinstance(result.exception, Advice)
    assert "against the schema's 'required'" in str(result.exception)
    assert not out.exists()

"""A delivery of any size: in whatever order its keys come, the whole of it is judged before a record leaves."""

import random
import tracemalloc
from io import BytesIO
from itertools import permutations
from pathlib import Path
from typing import Any

import orjson
import pytest

from omzien import inputs
from omzien.ddas import judged
from omzien.errors import Advice
from omzien.examples.many import write
from omzien.pieces import BLOCK
from tests.unit.omzien.deliveries import PARTNER, file, levering, record, written

ORGANISATIONS = [{"kvk-nummer": "11111111"}, {"kvk-nummer": "22222222"}, {"naam": "Zonder nummer"}]


def delivered() -> list[dict[str, Any]]:
    """By three organisations; the second one has nothing to tell."""
    told = [[record(ID="VS-1"), record(ID="VS-2")], [], [record(ID="VS-3")]]
    return [
        levering(aanleverende_organisatie=organisation, vroegsignalen=records)
        for organisation, records in zip(ORGANISATIONS, told, strict=True)
    ]


def shuffled(content: Any, order: random.Random) -> Any:
    """The same, with the names of every object in another order."""
    if isinstance(content, list):
        return [shuffled(each, order) for each in content]
    if not isinstance(content, dict):
        return content
    names = order.sample(list(content), len(content))
    return {name: shuffled(content[name], order) for name in names}


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_keys_means_nothing(seed: int) -> None:
    content = file(leveringen=delivered())
    mixed = shuffled(content, random.Random(seed))
    assert written(orjson.dumps(mixed)) == written(orjson.dumps(content))


@pytest.mark.parametrize("names", list(permutations(["aanleverende_organisatie", "vroegsignalen", "teller"])))
def test_an_organisation_that_follows_its_records_is_their_source(names: tuple[str, ...]) -> None:
    leveringen = [{"gemeentecode": "0518"} | {name: each[name] for name in names} for each in delivered()]
    sources = [made.event["source"] for made in written(orjson.dumps(file(leveringen=leveringen)))]
    assert [source.split(":")[3] for source in sources] == ["11111111", "11111111", "soft-123"]


def test_cases_beside_the_records_are_no_signals() -> None:
    cases = [{"vroegsignalen": [{"ID": "VS-9"}], "contactpogingen": [{"soort": "Brief"}]}]
    leveringen = [{"vroegsignaalzaken": cases} | levering(vroegsignalen=[record()])]
    assert [made.reference for made in written(orjson.dumps(file(leveringen=leveringen)))] == ["VS-1"]


@pytest.mark.parametrize("cut", [10, 200, 500, -1, -3])
def test_a_file_that_ends_half_way_is_not_published_at_all(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "delivery.json"
    path.write_bytes(orjson.dumps(file(record(ID="VS-1"), record(ID="VS-2")))[:cut])
    with pytest.raises(Advice, match=r"is not JSON: .* in line \d+, at byte \d+; nothing was published"):
        inputs.read(path, PARTNER)


@pytest.mark.parametrize(
    "behind", [b" {}", b"]", b'{"codeGegevensleverancier": "x"}'], ids=["an object", "a bracket", "another delivery"]
)
def test_nothing_may_follow_a_delivery(tmp_path: Path, behind: bytes) -> None:
    path = tmp_path / "delivery.json"
    path.write_bytes(orjson.dumps(file(record())) + behind)
    with pytest.raises(Advice, match="something follows"):
        inputs.read(path, PARTNER)


@pytest.mark.parametrize("name", ["leveringen", "vroegsignalen"])
def test_a_list_that_stands_twice_is_told_since_one_would_be_lost(name: str) -> None:
    body = orjson.dumps(file(record())).replace(f'"{name}"'.encode(), f'"{name}":[],"{name}"'.encode())
    with pytest.raises(Advice, match=f"'{name}' stands twice"):
        written(body)


def test_a_record_that_is_nested_beyond_what_can_be_sent_is_refused_and_the_rest_goes_on() -> None:
    deep: Any = []
    for _ in range(600):
        deep = [deep]
    body = orjson.dumps(file(record(ID="VS-1"), record(ID="VS-2", status="@"))).replace(b'"@"', b"[" * 600 + b"]" * 600)
    one, other = written(body)
    assert (one.fault, other.reference) == (None, "VS-2")
    assert other.fault
    assert orjson.dumps(other.event)


def test_a_file_that_changes_while_it_is_read_is_told() -> None:
    bodies = iter([orjson.dumps(file(record())), orjson.dumps(file(record()))[:-9]])
    records = judged(lambda: BytesIO(next(bodies)), "delivery.json", PARTNER)
    with pytest.raises(Advice, match="was changed while it was read"):
        list(records)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "delivery.json"
    with path.open("wb") as opened:
        write(opened, 8_000, seed=1)
    tracemalloc.start()
    batch = inputs.read(path, PARTNER)
    judging = tracemalloc.get_traced_memory()[1]
    assert sum(1 for _ in batch) == len(batch) == 8_000
    reading = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 3_000_000
    assert judging < 5 * BLOCK
    # and what pydantic remembers: no more than 16,384 short strings
    assert reading < 5 * BLOCK + 1_200_000


def test_a_generated_delivery_is_the_same_for_the_same_seed_and_holds_what_was_asked() -> None:
    bodies = [BytesIO() for _ in range(3)]
    for body, seed in zip(bodies, [1, 1, 2], strict=True):
        write(body, 1_000, seed)
    one, same, other = (body.getvalue() for body in bodies)
    assert one == same != other
    made = written(one)
    distinct = {each.key: each for each in made}.values()
    assert len(made) == 1_000
    assert len(distinct) < 1_000, "some come twice"
    assert len({each.reference for each in distinct}) < len(distinct), "some are amended"
    assert 0 < sum(bool(each.fault) for each in distinct) < 100, "some are broken"

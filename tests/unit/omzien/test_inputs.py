"""What can be published, and what is said of what can't."""

from pathlib import Path

import orjson
import pytest

from omzien import inputs
from omzien.errors import Advice
from tests.unit.omzien.deliveries import file, record

EVENT = {"specversion": "1.0", "id": "1", "source": "/a", "type": "nl.omzien.signals.submitted.v1", "data": {}}
OTHER = EVENT | {"id": "2"}


def written(folder: Path, content: bytes) -> Path:
    path = folder / "input"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (orjson.dumps(EVENT), [EVENT]),
        (orjson.dumps(EVENT, option=orjson.OPT_INDENT_2), [EVENT]),
        (orjson.dumps([EVENT, OTHER]), [EVENT, OTHER]),
        (orjson.dumps(EVENT) + b"\n\n" + orjson.dumps(OTHER) + b"\n", [EVENT, OTHER]),
    ],
    ids=["one", "one over several lines", "a list", "one per line"],
)
def test_cloudevents_are_published_as_they_are(tmp_path: Path, content: bytes, expected: list[object]) -> None:
    batch = inputs.read(written(tmp_path, content), None)
    for _ in range(2):
        assert [record.event for record in batch] == expected


def test_a_delivery_is_told_by_its_keys_and_its_broken_records_are_published_too(tmp_path: Path) -> None:
    content = orjson.dumps(file(record(), record(ID="VS-2", client={}), record(ID="VS-2", client={})))
    batch = inputs.read(written(tmp_path, content), "a")
    assert len(batch) == 3
    assert [bool(record.fault) for record in batch] == [False, True, True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"ID;bedrag\n1;450\n", "is not JSON"),
        (b'{"ID": "VS-1",\n"bedrag": }', "is not JSON"),
        (b"7", "neither a DDAS 0.9 delivery nor CloudEvents"),
        (b"[]", "holds no signals"),
        (b"{}", "neither a DDAS 0.9 delivery nor CloudEvents"),
        (orjson.dumps(EVENT) + b"\nonzin", "event 2 is not JSON: "),
        (orjson.dumps(EVENT) + b"\n\nonzin", " in line 3, at byte "),
        (orjson.dumps(EVENT) + b'\n\n{"a": 1}', "event 2 (line 3) has no specversion"),
        (orjson.dumps(EVENT | {"type": None}), "event 1 (line 1) has no type"),
        (orjson.dumps(file()), "holds no signals"),
        (orjson.dumps(file(aanleverdatumEnTijd=1)), "is not a DDAS 0.9 delivery: aanleverdatumEnTijd"),
        (b"\xff\xfe{", "is not JSON"),
    ],
)
def test_what_cannot_be_published_is_told_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Advice) as told:
        inputs.read(written(tmp_path, content), "a")
    assert said in str(told.value)
    assert "onzin" not in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("missing", ["nothing-here", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, missing: str) -> None:
    with pytest.raises(Advice, match="give the path"):
        inputs.read(tmp_path / missing, "a")


@pytest.mark.parametrize(("partner", "said"), [(None, "--partner NAME"), ("!?", "no letter or digit")])
def test_who_sends_a_delivery_must_be_told(tmp_path: Path, partner: str | None, said: str) -> None:
    with pytest.raises(Advice, match=said):
        inputs.read(written(tmp_path, orjson.dumps(file(record()))), partner)

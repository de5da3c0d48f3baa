"""How well residents are recognised, against faults that the matcher's author has not seen."""

from pathlib import Path

import orjson
import pytest

from tests.correlation.__main__ import main
from tests.correlation.faults import Pair, pairs
from tests.correlation.figures import measure

SEED, COUNT = 2026, 10_000


def test_residents_are_recognised_and_others_not_taken_for_them() -> None:
    figures = measure(pairs(SEED, COUNT, COUNT))
    assert figures.pairs == 2 * COUNT
    assert figures.matcher.precision >= 0.99
    assert figures.matcher.recall >= 0.97
    assert figures.matcher.recall > figures.exact.recall


def test_pairs_from_elsewhere_are_measured_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    widow = {"Achternaam": "van der Meijer", "Voorletters": "J.", "Geboortedatum": "1951-03-12", "Postcode": "3731AB"}
    told = [
        Pair(widow, widow | {"Achternaam": "Meyer", "Geboortedatum": "12-03-1951"}, same=True, kind="spelling"),
        Pair(widow, widow | {"Voorletters": "A.", "Geboortedatum": "1981-07-30"}, same=False, kind="daughter"),
    ]
    lines = [orjson.dumps({"a": each.a, "b": each.b, "same": each.same, "kind": each.kind}) for each in told]
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"\n".join(lines))
    monkeypatch.setattr("tests.correlation.__main__.ROOT", tmp_path)
    assert main(["--pairs", str(path)]) == 0
    found = orjson.loads((tmp_path / "build" / "correlation.json").read_bytes())
    assert (found["pairs"], found["precision"], found["recall"]) == (2, 1, 1)
    assert found["baseline"]["recall"] == 0


def test_a_line_that_is_no_pair_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"a": {}, "b": {}, "same": true, "kind": "x"}\n{"a": 1}\n')
    assert main(["--pairs", str(path)]) == 1
    assert "line 2" in capsys.readouterr().out

"""What is published is what the code does, and no reader of it is broken."""

import json
from pathlib import Path

import pytest

from deploy import contracts
from libs.contracts.catalogue import MODULES, OWNERS, PAYLOADS, noun_of
from libs.contracts.compatibility import breaks
from libs.contracts.topology import INLETS


def test_the_published_documents_are_those_of_the_code() -> None:
    stale = [str(path.relative_to(contracts.ROOT)) for path, text in contracts.files() if _read(path) != text]
    assert not stale, "run `make contracts`"


def test_no_reader_of_a_published_version_is_broken() -> None:
    assert contracts.broken() == []


@pytest.mark.parametrize("type_", sorted(PAYLOADS))
def test_a_type_is_reverse_dns_with_a_plural_noun_and_a_version(type_: str) -> None:
    domain, product, noun, happened, version = type_.split(".")
    assert (domain, product) == ("nl", "omzien")
    assert noun in OWNERS and noun.endswith("s")
    assert happened and version == "v1"


def test_every_noun_has_one_owner_and_one_module() -> None:
    assert {module.__name__.rsplit(".", 1)[1] for module in MODULES} == set(OWNERS)
    for type_, payload in PAYLOADS.items():
        assert payload.__module__.rsplit(".", 1)[1] == noun_of(type_)


def test_services_bind_whole_nouns_so_that_a_gap_means_something() -> None:
    for inlets in INLETS.values():
        for inlet in inlets:
            for key in inlet.bindings:
                noun = key.split(".")[2]
                assert key == f"nl.omzien.{noun}.#"
                assert noun in OWNERS


PUBLISHED = {
    "properties": {"id": {"type": "string"}, "rung": {"$ref": "#/$defs/Rung"}, "note": {"type": "string"}},
    "required": ["id"],
    "type": "object",
    "$defs": {"Rung": {"type": "string", "enum": ["low", "high"]}},
}


def changed(change: str) -> dict[str, object]:
    """The published schema with one change."""
    schema = json.loads(json.dumps(PUBLISHED))
    match change:
        case "field added":
            schema["properties"]["new"] = {"type": "string"}
        case "field gone":
            del schema["properties"]["note"]
        case "type changed":
            schema["properties"]["id"]["type"] = "integer"
        case "word gone":
            schema["$defs"]["Rung"]["enum"] = ["low"]
        case "required now":
            schema["required"] = ["id", "note"]
        case "no longer there":
            schema["required"] = []
    return schema  # type: ignore[no-any-return]


@pytest.mark.parametrize("change", ["field gone", "type changed", "word gone", "required now", "no longer there"])
def test_a_change_that_breaks_a_reader_is_found(change: str) -> None:
    assert len(breaks(PUBLISHED, changed(change))) == 1


def test_a_field_may_be_added() -> None:
    assert breaks(PUBLISHED, changed("field added")) == []


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""

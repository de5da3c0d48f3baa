"""The delivery that the product ships holds what a newcomer has to see."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from libs.contracts import neighbourhoods_file
from omzien.ddas import read
from omzien.examples import EARLY_SIGNALS, write
from services.signalling.domain.description import valid_bsn

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT.parent / "shared" / "data" / "ddas" / "uitwisselmodel-0.9.schema.json"
CONTENT = json.loads(EARLY_SIGNALS.read_text(encoding="utf-8"))
DELIVERY = read(EARLY_SIGNALS)


def clients() -> list[dict[str, Any]]:
    """Of the records that are in order."""
    records = CONTENT["leveringen"][0]["vroegsignalen"]
    return [raw["client"] for raw, made in zip(records, DELIVERY.records, strict=True) if not made.fault]


def test_it_is_what_its_generator_writes() -> None:
    assert write.delivery() == CONTENT


def test_it_is_valid_against_the_national_schema() -> None:
    if not SCHEMA.exists():
        pytest.skip(f"the DDAS schema is not at {SCHEMA}")
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(CONTENT)


def test_it_has_about_300_records_some_twice_some_amended_some_broken() -> None:
    references = Counter(record.reference for record in {each.key: each for each in DELIVERY.records}.values())
    assert len(DELIVERY.records) == pytest.approx(300, abs=20)
    assert DELIVERY.duplicates == 10
    assert len(DELIVERY.broken) == 10
    assert sum(times > 1 for times in references.values()) == 3


def test_what_is_broken_is_broken_in_many_ways() -> None:
    places = {record.fault.split(":")[0] for record in DELIVERY.broken if record.fault}
    assert places >= {
        "client",
        "client.Achternaam",
        "signaaldatum",
        "ontstaansdatum",
        "bedrag",
        "ID",
    }


def test_its_people_live_in_two_neighbourhoods_under_numbers_that_are_nobodys() -> None:
    places = neighbourhoods_file.read(ROOT / "deploy" / "reference" / "neighbourhoods.csv")
    assert {places.neighbourhood(client["Postcode"]) for client in clients()} == {"de-bilt-west", "bilthoven-noord"}
    for client in clients():
        assert client["Postcode"][4:] in {"SA", "SD", "SS"}, "letters that are never given out"
        assert client["Burgerservicenummer"].startswith("9999")
        assert valid_bsn(client["Burgerservicenummer"])


def test_some_addresses_have_several_partners_and_some_one() -> None:
    partners = defaultdict(set)
    for record in DELIVERY.records:
        if not record.fault:
            address = record.event["data"]["address"]
            partners[address["postcode"], address["house_number"]].add(record.event["data"]["partner"])
    several = Counter(len(each) for each in partners.values())
    assert several[1] > 50
    assert several[2] > 30
    assert several[3] > 5


def test_some_are_a_crisis_and_some_are_handed_over_warmly() -> None:
    urgencies = Counter(record.event["data"]["urgency"] for record in DELIVERY.records)
    assert urgencies["urgent"] > 5
    assert urgencies["soon"] > 5
    assert urgencies["routine"] > 200

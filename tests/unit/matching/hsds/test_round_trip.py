"""Out and in again: nothing that was told is lost, and what goes out is valid HSDS."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from libs.contracts.refusals import Refused
from libs.contracts.words import Category, PartOfDay, Rung
from libs.delivery.settings import ROOT
from services.matching.domain.offering import Kind, Offering
from services.matching.hsds import own, reading
from services.matching.hsds.writing import service_of
from services.matching.requests import OfferingContent
from tests.unit.matching.hsds.documents import PLACES, TABLE, Json, area, location, schedule, service, term

#: The specification's own files are not part of the product: where they lie beside it, they are used as well.
SPECIFICATION = ROOT.parent / "shared" / "data" / "hsds"

CODES = st.sampled_from(["west", "oost", "noord", "unknown"])
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cc"]), max_size=30)
CLOCK = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59))


@st.composite
def weekly(draw: st.DrawFn) -> dict[str, Any]:
    opens, closes = sorted((draw(CLOCK), draw(CLOCK)))
    return {"weekday": draw(st.integers(1, 7)), "opens": opens, "closes": "00:00" if closes == opens else closes}


@st.composite
def entries(draw: st.DrawFn) -> Offering:
    """Whatever an organisation or a service team can have in the catalogue."""
    kind = draw(st.sampled_from([Kind.ORGANISATION, Kind.SERVICE_TEAM]))
    somewhere = draw(st.booleans())
    ages = sorted(draw(st.lists(st.integers(0, 150), min_size=2, max_size=2)))
    told = {
        "kind": kind,
        "rung": Rung.VOLUNTEERS if kind is Kind.SERVICE_TEAM else draw(st.sampled_from(Rung)),
        "categories": draw(st.lists(st.sampled_from(Category), min_size=1, max_size=3, unique=True)),
        "neighbourhood": draw(CODES),
        "serves": draw(st.lists(CODES, unique=True)),
        "parts_of_day": draw(st.lists(st.sampled_from(PartOfDay), unique=True)),
        "skills": draw(st.lists(st.sampled_from(["shopping", "forms"]), unique=True)),
        "languages": draw(st.lists(st.sampled_from(["nl", "en", "ber"]), unique=True)),
        "capacity": draw(st.integers(0, 10_000)),
        "cost_cents_per_week": draw(st.integers(0, 100_000_000)),
        "title": draw(WORDS.filter(lambda text: text.strip())),
        "description": draw(WORDS),
        "screened_until": draw(st.none() | st.dates(date(2020, 1, 1))),
        "trained": draw(st.booleans()),
        "reach_km": draw(st.none() | st.floats(0, 1_000)),
        "unwilling": draw(st.lists(st.sampled_from(["inside_home", "transport"]), unique=True)),
        "hours": draw(st.lists(weekly(), max_size=4, unique_by=lambda each: each["weekday"])),
        "organisation": draw(st.none() | st.uuids()),
        "latitude": draw(st.floats(-90, 90)) if somewhere else None,
        "longitude": draw(st.floats(-180, 180)) if somewhere else None,
        "minimum_age": draw(st.sampled_from([None, ages[0]])),
        "maximum_age": draw(st.sampled_from([None, ages[1]])),
    }
    return OfferingContent.model_validate(told).offering(draw(st.uuids()))


@st.composite
def services(draw: st.DrawFn) -> Json:
    """As others tell them."""
    more: Json = {
        "schedules": draw(st.lists(st.sampled_from([schedule(), schedule(byday="TU"), schedule(freq="MONTHLY")]))),
        "service_areas": draw(st.lists(st.sampled_from(list(map(area, ["West", "Het Dorp", "Groningen"]))))),
        "service_at_locations": draw(st.lists(st.just(location("3731AB", latitude=52.1, longitude=5.2)), max_size=1)),
        "description": draw(WORDS),
        "alert": draw(WORDS),
        "eigen_veld": draw(st.lists(st.integers(-(2**53), 2**53) | WORDS, max_size=3)),
        "status": draw(st.sampled_from(["active", "inactive", "temporarily closed"])),
        "minimum_age": draw(st.sampled_from([0, 18, 17.5, 400])),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(more))))
    return service(**{name: more[name] for name in chosen})


@given(entries())
def test_an_entry_that_was_made_here_goes_out_and_comes_in_as_it_was(entry: Offering) -> None:
    out = service_of(entry, None, PLACES)
    assert reading.entry(out, TABLE, PLACES).offering == entry


@given(services())
def test_a_document_of_others_goes_out_with_every_field_that_came_in(document: Json) -> None:
    came = reading.entry(document, TABLE, PLACES)
    out = service_of(came.offering, came.kept, PLACES)
    assert own.without(out) == document
    again = reading.entry(out, TABLE, PLACES)
    assert (again.offering, again.kept) == (came.offering, came.kept)


@given(services(), entries())
def test_what_was_changed_here_goes_out_and_comes_in_as_it_was_changed(document: Json, entry: Offering) -> None:
    came = reading.entry(document | {"status": "active"}, TABLE, PLACES)
    changed = Offering(**vars(entry) | {"id": came.offering.id})
    out = service_of(changed, came.kept, PLACES)
    assert reading.entry(out, TABLE, PLACES).offering == changed


def test_what_left_the_catalogue_goes_out_as_defunct() -> None:
    came = reading.entry(service(), TABLE, PLACES)
    out = service_of(Offering(**vars(came.offering) | {"withdrawn": True}), came.kept, PLACES)
    assert out["status"] == "defunct"
    assert reading.entry(out, TABLE, PLACES).gone


def test_terms_of_ours_are_known_by_their_taxonomy_and_terms_of_others_stay() -> None:
    foreign = term("rung", "Ladders of the hardware shop", "7")
    came = reading.entry(service(attributes=[term("102-05"), foreign]), TABLE, PLACES)
    assert foreign in service_of(came.offering, came.kept, PLACES)["attributes"]
    assert came.offering.rung is Rung.GENERAL_PROVISION


@pytest.fixture(scope="module")
def specification() -> Draft202012Validator:
    path = SPECIFICATION / "schema" / "service_with_definitions.json"
    if not path.exists():
        pytest.skip(f"the schemas of HSDS 3.0 are not at {path.parent.name}/: what goes out is not held against them")
    return _validator(path)


def _validator(path: Path) -> Draft202012Validator:
    schema = orjson.loads(path.read_bytes())
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@given(entry=entries())
def test_an_entry_that_was_made_here_is_valid_by_the_specification(
    specification: Draft202012Validator, entry: Offering
) -> None:
    assert not list(specification.iter_errors(service_of(entry, None, PLACES)))


def test_the_specifications_own_full_example_goes_out_as_it_came_in(specification: Draft202012Validator) -> None:
    example = orjson.loads((SPECIFICATION / "service_full.json").read_bytes())
    came = reading.entry(example, TABLE, PLACES)
    assert came.offering.id == UUID(example["id"])
    out = service_of(came.offering, came.kept, PLACES)
    assert own.without(out) == example
    assert not list(specification.iter_errors(out))


def test_what_the_specification_refuses_is_refused_here(specification: Draft202012Validator) -> None:
    """Every kind of field of the full example made wrong in turn: if it is let in here, it is valid there."""
    example = orjson.loads((SPECIFICATION / "service_full.json").read_bytes())
    kinds = {tuple(key for key in path if isinstance(key, str))[-2:]: path for path in _paths(example)}
    for path in kinds.values():
        for wrong in ("no format @ all", -1.5, {"not": "this"}, [0]):
            changed = orjson.loads(orjson.dumps(example))
            _put(changed, path, wrong)
            if not specification.is_valid(changed):
                with pytest.raises(Refused):
                    reading.entry(changed, TABLE, PLACES)


def _paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [before] if before else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [path for key, each in inner for path in _paths(each, (*before, key))]


def _put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        document = document[key]
    document[path[-1]] = value

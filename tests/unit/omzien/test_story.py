"""What `omzien watch` says of an event."""

import string

import pytest

from libs.contracts.catalogue import PAYLOADS
from omzien.story import SENTENCES, short, told


def test_every_event_has_a_sentence() -> None:
    assert {short(type_) for type_ in PAYLOADS} == set(SENTENCES)


@pytest.mark.parametrize("type_", sorted(PAYLOADS))
def test_a_sentence_speaks_only_of_what_its_event_holds(type_: str) -> None:
    fields = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[short(type_)]) if name}
    assert fields <= PAYLOADS[type_].model_fields.keys()


def test_codes_are_read_as_words() -> None:
    data = {"direction": "down", "from_rung": 4, "to_rung": 3, "grounds": ["lighter_offering", "goals_met"]}
    event = {"type": "nl.omzien.plans.change-proposed.v1", "data": data}
    assert told(event) == (
        "down from rung 4 (individual provision) to rung 3 (general provision) was proposed: "
        "lighter offering, goals met"
    )


@pytest.mark.parametrize("kind", SENTENCES)
def test_a_rung_is_named_once(kind: str) -> None:
    data = {"rung": 4, "from_rung": 4, "to_rung": 3}
    assert "rung rung" not in told({"type": f"nl.omzien.{kind}.v1", "data": data})


@pytest.mark.parametrize("data", [None, {}, {"rung": None}])
def test_an_event_that_lacks_a_field_is_told_all_the_same(data: object) -> None:
    assert told({"type": "nl.omzien.needs.covered.v1", "data": data}) == "the need is covered, on not told"


def test_a_rung_that_the_ladder_does_not_have_yet_is_told_by_its_number() -> None:
    assert told({"type": "nl.omzien.needs.covered.v1", "data": {"rung": 6}}) == "the need is covered, on rung 6"


def test_an_event_of_a_later_version_is_told_by_its_name() -> None:
    assert told({"type": "nl.omzien.cases.put-to-rest.v1", "data": {}}) == "cases: put to rest"

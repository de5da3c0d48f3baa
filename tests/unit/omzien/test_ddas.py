"""A delivery of the national model becomes signals, record by record."""

import string
from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.contracts.signals import Effort, SignalSubmitted
from omzien.errors import Advice
from services.signalling.domain.identity import nobody
from tests.unit.omzien.deliveries import data, file, levering, read, record, written


def test_a_record_becomes_one_signal() -> None:
    [made] = read(record(warmeOverdracht=True))
    told = SignalSubmitted.model_validate(made.event["data"])
    assert made.reference == "VS-1"
    assert made.fault is None
    assert (told.kind, told.partner, told.urgency) == ("payment_arrears", "energy", "soon")
    assert told.resident_informed is True
    assert told.efforts == tuple(Effort), "who delivers under the covenant states that all was done"
    assert told.arrears is not None
    assert told.arrears.amount_cents == 45_000
    assert str(told.arrears.since) == "2024-12-10"
    assert str(told.seen_on) == "2025-01-05"
    assert told.reference == "VS-1"
    assert made.event["time"] == "2025-02-05T10:30:00+00:00"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Energie", "energy"),
        ("Huur", "housing_corporation"),
        ("Hypotheek", "mortgage_lender"),
        ("Zorg", "health_insurer"),
        ("CAK Zorgverzekeringen", "health_insurer"),
        ("Water", "water"),
        ("DUO", "government_collector"),
        ("Belastingdienst", "government_collector"),
        ("Dienst Toeslagen", "government_collector"),
        ("CAK Eigen bijdrage", "government_collector"),
        ("Overige", "other"),
        (None, "other"),
    ],
)
def test_every_kind_of_partner_has_a_word(theirs: str | None, ours: str) -> None:
    assert data(signaalpartner={"type": theirs})["partner"] == ours


@pytest.mark.parametrize(
    ("crisis", "warm", "urgency"),
    [(True, False, "urgent"), (True, True, "urgent"), (False, True, "soon"), (False, False, "routine")],
)
def test_a_crisis_is_urgent_and_a_warm_handover_soon(crisis: bool, warm: bool, urgency: str) -> None:
    assert data(crisissignaal=crisis, warmeOverdracht=warm)["urgency"] == urgency


def test_the_same_record_again_is_the_same_event_and_a_changed_one_is_not() -> None:
    [one] = read(record())
    [later] = read(record(), aanleverdatumEnTijd="2025-03-05T10:30:00Z")
    [changed] = read(record(bedrag=600))
    assert one.key == later.key
    assert one.event["source"] == changed.event["source"]
    assert one.event["id"] != changed.event["id"]
    assert one.event["data"]["reference"] == changed.event["data"]["reference"]
    assert UUID(one.event["id"]).version == 5


def test_the_id_of_a_record_does_not_change_with_the_software() -> None:
    [made] = read(record())
    assert made.event["id"] == "1f1d99b6-0952-55d4-b98a-4f68d7238e05", (
        "what was delivered before would come again, as something new"
    )


def test_records_of_two_suppliers_are_two_events() -> None:
    [one] = read(record())
    [other] = read(record(), codeGegevensleverancier="ELDERS-1")
    assert one.event["id"] != other.event["id"]


def test_the_source_is_the_organisations_number_and_the_systems_name() -> None:
    [one] = read(record(), partner="Gemeente Zeist (wonen)")
    assert one.event["source"] == "urn:nld:kvknr:12345678:systeem:gemeente-zeist-wonen"


@pytest.mark.parametrize("organisation", [{}, {"kvk-nummer": "onbekend"}, {"naam": "J. de Vries", "kvk-nummer": None}])
def test_without_a_number_the_source_is_the_suppliers_code(organisation: dict[str, Any]) -> None:
    delivered = [levering(aanleverende_organisatie=organisation, vroegsignalen=[record()])]
    [one] = read(leveringen=delivered)
    assert one.event["source"] == "urn:omzien:leverancier:soft-123:systeem:vroeg-eropaf"


def test_who_and_where_stand_in_the_data_alone() -> None:
    client = {"Burgerservicenummer": "999990019", "Achternaam": "Sarmo", "Postcode": "3731SA", "Huisnummer": "7"}
    [one] = read(record(client=client))
    around = {name: value for name, value in one.event.items() if name != "data"}
    assert not any(value in str(around) for value in client.values() if value != "7")


def test_an_amount_and_dates_that_are_not_told_are_no_fault() -> None:
    [one] = read({"ID": "1", "client": {"Postcode": "3731SA"}, "signaalpartner": {}})
    assert one.fault is None
    assert SignalSubmitted.model_validate(one.event["data"]).arrears is None


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"client": {}}, "client"),
        ({"client": None}, "client"),
        ({"client": "Jansen"}, "client"),
        ({"client": {"Achternaam": "  ", "Postcode": ""}}, "client"),
        ({"client": {"Achternaam": "x" * 201}}, "client.Achternaam"),
        ({"client": {"Achternaam": "Smit", "Huisnummer": 10}}, "client.Huisnummer"),
        ({"signaaldatum": "2025-02-30"}, "signaaldatum"),
        ({"ontstaansdatum": "eind 2024"}, "ontstaansdatum"),
        ({"bedrag": -1}, "bedrag"),
        ({"bedrag": "450"}, "bedrag"),
        ({"bedrag": True}, "bedrag"),
        ({"bedrag": 450.5}, "bedrag"),
        ({"bedrag": 1e300}, "bedrag"),
        ({"crisissignaal": "acute"}, "crisissignaal"),
        ({"warmeOverdracht": 1}, "warmeOverdracht"),
        ({"signaalpartner": None}, "signaalpartner"),
        ({"signaalpartner": {"type": "police"}}, "signaalpartner.type"),
        ({"ID": ""}, "ID"),
        ({"ID": None}, "ID"),
        ({"ID": 7}, "ID"),
    ],
)
def test_a_broken_record_is_found_out_and_refused_all_the_same(more: dict[str, Any], place: str) -> None:
    [made] = read(record(**more))
    assert made.fault is not None
    assert made.fault.startswith(f"{place}:")
    assert refused(made.event["data"])


@pytest.mark.parametrize("raw", [None, 7, "VS-1", [], {}])
def test_what_is_no_record_at_all_is_published_and_refused(raw: Any) -> None:
    [made] = read(raw)
    assert made.fault
    assert refused(made.event["data"])


def test_a_fault_names_the_place_and_never_the_value() -> None:
    [made] = read(record(client={"Achternaam": "Willemse" * 30, "Geboortedatum": "Willemse"}, status=7))
    assert made.fault is not None
    assert "Willemse" not in made.fault


TEXT = st.text(alphabet=string.ascii_letters + " -.\N{LATIN SMALL LETTER E WITH ACUTE}", max_size=12)
DATES = st.sampled_from(["1985-02-28", "1985-02-30", "", "2025-1-5", "2025-01-05T00:00:00", None])
NUMBERS = st.integers(-(2**63), 2**63 - 1)  # a longer one in a file is read as a float
ANYTHING = st.none() | st.booleans() | NUMBERS | st.floats(allow_nan=False) | TEXT | st.lists(TEXT, max_size=1)
CLIENTS = st.fixed_dictionaries(
    {},
    optional={
        "Burgerservicenummer": TEXT | ANYTHING,
        "Achternaam": TEXT | st.just("x" * 201) | ANYTHING,
        "Geboortedatum": DATES,
        "Postcode": TEXT,
        "Huisnummer": TEXT | NUMBERS,
    },
)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "ID": TEXT | ANYTHING,
        "client": CLIENTS | ANYTHING,
        "signaalpartner": st.fixed_dictionaries({"type": st.sampled_from(["Huur", "Zorg", "Bank", "gp"]) | ANYTHING}),
        "bedrag": st.integers(-5, 5000) | ANYTHING,
        "crisissignaal": st.booleans() | ANYTHING,
        "warmeOverdracht": st.booleans() | ANYTHING,
        "ontstaansdatum": DATES,
        "signaaldatum": DATES,
        "status": TEXT | ANYTHING,
    },
)


@given(RECORDS)
def test_what_is_found_broken_is_exactly_what_is_refused(raw: dict[str, Any]) -> None:
    [made] = read(raw)
    assert bool(made.fault) == refused(made.event["data"]), made.fault


def refused(submitted: Any) -> bool:
    """Whether signalling refuses it: by its contract, and when it is about nobody."""
    try:
        told = SignalSubmitted.model_validate(submitted)
    except ValidationError:
        return True
    return nobody(told.person, told.address)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"aanleverdatumEnTijd": "gisteren"}, "aanleverdatumEnTijd"),
        ({"aanleverdatumEnTijd": 1738751400}, "aanleverdatumEnTijd"),
        ({"aanleverdatumEnTijd": None}, "aanleverdatumEnTijd"),
        ({"startdatumLevering": 2025}, "startdatumLevering"),
        ({"leveringen": []}, "leveringen"),
        ({"leveringen": [{}]}, "leveringen.0.teller"),
        ({"leveringen": [levering(gemeentecode=518)]}, "leveringen.0.gemeentecode"),
        ({"leveringen": [levering(), levering(vroegsignalen={})]}, "leveringen.1.vroegsignalen"),
        ({"versie": "1.0"}, "versie"),
    ],
)
def test_what_stands_around_the_records_must_be_right_and_the_place_is_named(more: dict[str, Any], place: str) -> None:
    with pytest.raises(Advice, match=f"delivery.json is not a DDAS 0.9 delivery: {place}: ") as told:
        read(record(), **more)
    assert "\n" not in str(told.value)


def test_a_time_without_an_offset_is_dutch_time() -> None:
    [made] = read(record(), aanleverdatumEnTijd="2025-07-05T10:30:00")
    assert made.event["time"] == "2025-07-05T10:30:00+02:00"


def test_a_file_without_deliveries_has_no_records() -> None:
    content = file()
    del content["leveringen"]
    assert written(orjson.dumps(content)) == []

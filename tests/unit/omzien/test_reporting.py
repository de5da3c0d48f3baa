"""What a municipality reports speaks the words of DDAS, and a fault in it is found before it leaves."""

from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import pytest

from libs.contracts.casework import ContactMeans
from libs.contracts.signals import SignalSubmitted
from libs.contracts.words import CaseOutcome, PartnerKind
from omzien.ddas import checking, read, reporting, words
from omzien.ddas.translation import PARTNERS, translated
from omzien.examples import EARLY_SIGNALS
from omzien.whole import whole
from tests.unit.omzien.deliveries import file, levering, record

CASE = {
    "matchingsdatum": "2025-01-06",
    "startdatum_matchtingperiode": "2024-12-01",
    "einddatum_matchingperiode": "2025-01-31",
    "vroegsignalen": [{"ID": "VS-1"}],
    "contactpogingen": [{"soort": "Brief", "bereikt": False, "datum": "2025-01-10", "dagdeel": "Ochtend"}],
}


def signal(raw: dict[str, Any], **more: Any) -> dict[str, Any]:
    """As signalling exports what became of a record."""
    told = SignalSubmitted.model_validate(translated(raw)).model_dump(mode="json")
    return told | {"signal": "s-1", "state": "closed", "accepted_at": "2025-01-05T10:00:00Z"} | more


def course(**more: Any) -> dict[str, Any]:
    """As intake exports a case."""
    return {
        "opened_at": "2025-01-06T10:00:00Z",
        "since": "2025-02-01T23:30:00Z",
        "outcome": None,
        "talked_on": None,
        "about_money": False,
        "attempts": [],
        **more,
    }


def attempt(at: str = "2025-01-10T09:00:00Z", **more: Any) -> dict[str, Any]:
    return {"at": at, "reached": False, "means": None, **more}


def test_what_a_partner_told_is_given_back_so_that_it_is_known_again() -> None:
    raws = orjson.loads(EARLY_SIGNALS.read_bytes())["leveringen"][0]["vroegsignalen"]
    for raw, made in zip(raws, read(EARLY_SIGNALS).records, strict=True):
        data = made.event["data"]
        if not made.fault and data["partner"] != PartnerKind.GOVERNMENT_COLLECTOR:
            assert translated(reporting.record(signal(raw), raw["ID"])) == data


@pytest.mark.parametrize("kind", PartnerKind)
def test_every_kind_of_partner_has_a_word_that_means_the_same_or_another_one(kind: PartnerKind) -> None:
    [word] = reporting.record(signal(record(), partner=kind), "1")["signaalpartner"].values()
    assert PARTNERS[word] in (kind, PartnerKind.OTHER)


@pytest.mark.parametrize(("cents", "euros"), [(0, 0), (49, 0), (50, 1), (45_049, 450), (45_050, 451)])
def test_amounts_are_rounded_to_whole_euros(cents: int, euros: int) -> None:
    assert reporting.record(signal(record(), arrears={"amount_cents": cents, "since": None}), "1")["bedrag"] == euros


@pytest.mark.parametrize("outcome", CaseOutcome)
@pytest.mark.parametrize("about_money", [False, True])
@pytest.mark.parametrize("attempts", [[], [attempt()], [attempt(reached=True)]], ids=["none", "missed", "reached"])
def test_every_outcome_has_a_word(outcome: CaseOutcome, about_money: bool, attempts: list[Any]) -> None:
    found = course(outcome=outcome, about_money=about_money, attempts=attempts)
    assert reporting.result(found) in words.RESULTS


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (course(), None),
        (course(outcome="not_reached", attempts=[attempt()]), "Definitief geen contact kunnen krijgen"),
        (course(outcome="not_reached", attempts=[attempt(reached=True)]), "Geen reactie na eerder contact"),
        (course(outcome="transferred"), "Verwijzing zonder contact"),
        (course(outcome="transferred", talked_on="2025-01-07"), "Vervolghulp en/of verwijzing niet financieel"),
        (course(outcome="completed"), "Vervolghulp en/of verwijzing niet financieel"),
        (course(outcome="completed", about_money=True), "Vervolghulp en/of verwijzing financieel"),
    ],
)
def test_whether_somebody_was_reached_and_whether_it_was_about_money_decides(found: Any, said: str | None) -> None:
    assert reporting.result(found) == said


@pytest.mark.parametrize("means", ContactMeans)
def test_every_means_of_contact_has_a_word(means: ContactMeans) -> None:
    [told] = reporting.case(course(attempts=[attempt(means=means)]), [signal(record())], ["VS-1"])["contactpogingen"]
    assert told["soort"] in words.MEANS


@pytest.mark.parametrize(
    ("at", "day", "part"),
    [
        ("2025-01-10T10:59:59Z", "2025-01-10", "Ochtend"),
        ("2025-01-10T11:00:00Z", "2025-01-10", "Middag"),
        ("2025-07-10T16:00:00Z", "2025-07-10", "Avond"),
        ("2025-01-10T23:30:00Z", "2025-01-11", "Ochtend"),
    ],
)
def test_days_and_their_parts_are_those_of_the_kitchen_clock(at: str, day: str, part: str) -> None:
    [told] = reporting.case(course(attempts=[attempt(at)]), [signal(record())], ["VS-1"])["contactpogingen"]
    assert (told["datum"], told["dagdeel"]) == (day, part)


@pytest.mark.parametrize(
    ("found", "day"),
    [
        (course(), None),
        (course(attempts=[attempt()]), "2025-01-10"),
        (course(talked_on="2025-01-08", attempts=[attempt()]), "2025-01-08"),
        (course(outcome="advised"), "2025-02-02"),
        (course(outcome="moved"), None),
    ],
)
def test_picked_up_is_the_first_that_somebody_did(found: Any, day: str | None) -> None:
    assert reporting.case(found, [signal(record())], ["VS-1"]).get("datum_opgepakt") == day


def test_the_period_of_a_case_holds_its_signals_and_its_opening() -> None:
    signals = [signal(record(), accepted_at=f"2025-01-{day}T10:00:00Z") for day in ("02", "20")]
    told = reporting.case(course(), signals, ["VS-1", "VS-2"])
    assert told["startdatum_matchtingperiode"] == "2025-01-02"
    assert told["matchingsdatum"] == "2025-01-06"
    assert told["einddatum_matchingperiode"] == "2025-01-20"


def faults(records: list[Any], cases: list[Any]) -> list[str]:
    body = orjson.dumps(file(leveringen=[levering(vroegsignalen=records, vroegsignaalzaken=cases)]))
    return checking.faults(lambda: BytesIO(body), "out.json")


def test_a_delivery_in_order_has_no_faults() -> None:
    assert faults([record(), record(ID="VS-2")], [CASE]) == []


@pytest.mark.parametrize(
    ("records", "cases", "place"),
    [
        ([record(), record()], [], "vroegsignalen.1.ID"),
        ([record(status="Willemse")], [], "vroegsignalen.0.status"),
        ([record(signaalpartner={"type": "Willemse"})], [], "vroegsignalen.0.signaalpartner.type"),
        ([record(signaaldatum="Willemse")], [], "vroegsignalen.0.signaaldatum"),
        ([record(client={"Willemse": "x"})], [], "vroegsignalen.0.client"),
        ([record(bedrag=None)], [], "vroegsignalen.0.bedrag"),
        ([record(Willemse=1)], [], "vroegsignalen.0."),
        (["Willemse"], [], "vroegsignalen.0"),
        ([record()], [CASE | {"resultaat": "Willemse"}], "vroegsignaalzaken.0.resultaat"),
        ([record()], [CASE | {"vroegsignalen": []}], "vroegsignaalzaken.0.vroegsignalen"),
        ([record()], [CASE | {"vroegsignalen": [{"ID": "Willemse"}]}], "vroegsignaalzaken.0"),
        ([record()], [CASE | {"matchingsdatum": "2025-02-01"}], "vroegsignaalzaken.0"),
        ([record()], [CASE | {"contactpogingen": [{"bereikt": True}]}], "vroegsignaalzaken.0.contactpogingen.0.datum"),
    ],
)
def test_a_fault_is_found_by_its_place(records: list[Any], cases: list[Any], place: str) -> None:
    found = faults(records, cases)
    assert found
    assert found[0].startswith(place)
    assert not any("Willemse" in each.partition(": ")[2] for each in found)


def test_a_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.json"

    def write(fails: bool) -> None:
        with whole(path) as opened:
            opened.write(b"half")
            assert not path.exists()
            if fails:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(fails=True)
    assert list(tmp_path.iterdir()) == []
    write(fails=False)
    assert path.read_bytes() == b"half"

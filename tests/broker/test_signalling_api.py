"""Signalling over HTTP: a partner's signal and its answer, the adviser's list and decisions, who walks in."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from libs.contracts.cases import CaseOpened
from libs.contracts.words import Urgency, WayIn
from tests.broker.signalling_letters import CARE, ENERGY, GP, Intake, event, words, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

WILLEMSE = {
    "person": {"initials": "A", "surname": "willemse", "birth_date": "1923-04-05"},
    "address": {"postcode": "3731AB", "house_number": "12"},
}


async def _submit(signalling: Served, data: dict[str, Any], source: str = GP, id_: str | None = None) -> dict[str, Any]:
    answer = await signalling.http.post("/v1/signals", json=event(data, source, id_))
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _show(signalling: Served, signal: str) -> dict[str, Any]:
    answer = await signalling.read(f"/v1/signals/{signal}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_signal_over_http_gets_the_same_answer_when_it_comes_again(world: World) -> None:
    async with world.serving("signalling") as signalling:
        first = await _submit(signalling, worry(), id_="1")
        assert await _submit(signalling, worry(), id_="1") == first
        headers = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": GP, "ce-type": event({})["type"]}
        binary = await signalling.http.post(
            "/v1/signals", content=orjson.dumps(worry()), headers=headers | {"content-type": "application/json"}
        )
        counts = (await signalling.http.get("/v1/signals/counts")).json()
    assert binary.json() == first
    assert (first["state"], first["marks"]) == ("received", [])
    assert (counts["accepted"], counts["duplicates"]) == (1, 2)


async def test_a_broken_signal_over_http_is_refused_with_reasons_and_can_be_read_back(world: World) -> None:
    async with world.serving("signalling") as signalling:
        answer = await signalling.http.post("/v1/signals", json=event(worry(partner="Willemse"), GP, "1"))
        again = await signalling.http.post("/v1/signals", json=event(worry(partner="Willemse"), GP, "1"))
        receipt = (await signalling.http.get("/v1/receipts", params={"source": GP, "id": "1"})).json()
        nothing = await signalling.http.get("/v1/receipts", params={"source": GP, "id": "2"})
        broken = await signalling.http.post("/v1/signals", content=b"{")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json() == again.json()
    assert answer.json()["reasons"] == receipt["reasons"] == ["partner_unknown"]
    assert "Willemse" not in answer.text
    assert nothing.status_code == 404
    assert broken.json()["reasons"] == ["not_json"]


async def test_a_refusal_is_a_problem_also_when_it_is_answered_again(world: World) -> None:
    key = {"Idempotency-Key": "1"}
    async with world.serving("signalling") as signalling:
        first, again = [await signalling.http.post("/v1/signals", content=b"{", headers=key) for _ in range(2)]
    assert first.content == again.content
    assert (again.status_code, again.headers["content-type"]) == (422, "application/problem+json")


async def test_the_helpdesk_sees_what_is_marked_and_pages_through_it(world: World) -> None:
    nowhere = {"address": {"postcode": "1234AB", "house_number": "10"}}
    async with world.serving("signalling") as signalling:
        sent = [await _submit(signalling, worry(**nowhere, person={"surname": f"Naam{n}"})) for n in range(5)]
        await _submit(signalling, worry(urgency="acute", **nowhere, person={"surname": "Acuut"}))
        await _submit(signalling, worry())
        seen: list[dict[str, Any]] = []
        params: dict[str, str | int] = {"neighbourhood": "unknown", "marked": "true", "limit": 2}
        while page := (await signalling.http.get("/v1/signals", params=params)).json():
            seen += page["items"]
            if page["next"] is None:
                break
            params["after"] = page["next"]
        assert len(page["items"]) == 2, "a last page that is just full is known to be the last"
        wrong = await signalling.http.get("/v1/signals", params={"after": "x"})
        held = (await signalling.http.get("/v1/signals", params={"state": "held", "marked": False})).json()
    assert [each["signal"] for each in seen[:5]] == [each["signal"] for each in sent]
    assert [each["state"] for each in seen] == ["held"] * 5 + ["raised"]
    assert all("postcode_unknown" in each["marks"] for each in seen)
    assert wrong.status_code == 400
    assert len(held["items"]) == 1


async def test_the_coordinator_reads_what_was_seen_but_not_who_said_it(world: World) -> None:
    async with world.serving("signalling") as signalling:
        signal = (await _submit(signalling, worry(seen_on="2026-01-04", reference="dossier 7")))["signal"]
        answer = await signalling.read(f"/v1/signals/{signal}")
        missing = await signalling.read(f"/v1/signals/{uuid4()}")
    shown = answer.json()
    assert (shown["person"]["surname"], shown["address"]["street"]) == ("Willemse", "Kerklaan")
    assert (shown["seen_on"], shown["reporter"]) == ("2026-01-04", "care")
    assert (shown["decision"]["points"], shown["decision"]["policy"]["version"]) == (30, "2026-01")
    assert GP not in answer.text
    assert "dossier 7" not in answer.text
    assert missing.status_code == 404


async def test_an_adviser_decides_once_and_on_what_is_true_now(world: World) -> None:
    actor = {"Omzien-Actor": str(uuid4())}
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        one = (await _submit(signalling, worry(1)))["signal"]
        other = (await _submit(signalling, worry(2)))["signal"]
        stale = await signalling.http.post(f"/v1/signals/{one}/raise", headers={"If-Match": '"1"'})
        raised = await signalling.http.post(f"/v1/signals/{one}/raise", headers={"If-Match": '"2"', **actor})
        again = await signalling.http.post(f"/v1/signals/{one}/raise")
        wordy = await signalling.http.post(f"/v1/signals/{other}/dismiss", json={"ground": "Mevrouw Willemse is boos"})
        dismissed = await signalling.http.post(f"/v1/signals/{other}/dismiss", json={"ground": "already_answered"})
        await eventually(lambda: len(told.events) == 6)
    assert [stale.status_code, again.status_code, wordy.status_code] == [412, 409, 422]
    assert (raised.json()["state"], raised.headers["etag"]) == ("raised", '"3"')
    assert dismissed.json()["state"] == "dismissed"
    [raise_] = told.of("nl.omzien.signals.raised.v1")
    assert (raise_["actor"], raise_["data"]["grounds"]) == (f"person:{actor['Omzien-Actor']}", ["person"])
    assert told.of("nl.omzien.signals.dismissed.v1")[0]["data"]["ground"] == "already_answered"


async def test_who_walks_in_is_the_household_that_signals_are_about(world: World) -> None:
    intake = Intake()
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        signal = (await _submit(signalling, worry()))["signal"]
        household = (await _show(signalling, signal))["household"]
        walks_in = (await signalling.http.post("/v1/households/resolve", json=WILLEMSE)).json()
        by_name = (await signalling.http.post("/v1/households/resolve", json={"person": WILLEMSE["person"]})).json()
        stranger = (await signalling.http.post("/v1/households/resolve", json={})).json()
        opened = CaseOpened(
            caseid=intake.caseid, household=UUID(household), way_in=WayIn.HELPDESK, urgency=Urgency.ROUTINE
        )
        await world.publish("events", [intake.tells(opened)])
        await eventually(lambda: words(told.events) == ["accepted", "held", "raised"])
        assert told.events[-1]["data"]["grounds"] == ["open_case"]
        beside = (await _submit(signalling, worry(partner="home_care"), CARE))["signal"]
        assert (await _show(signalling, beside))["state"] == "raised"
    assert walks_in == {"household": household, "neighbourhood": "de-bilt-west", "marks": []}
    assert by_name["household"] == household
    assert by_name["marks"] == ["postcode_missing", "house_number_missing"]
    assert stranger["household"] != household
    assert stranger["neighbourhood"] == "unknown"


async def test_a_household_that_walked_in_is_found_by_the_signal_that_follows(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        one, other = [(await signalling.http.post("/v1/households/resolve", json=WILLEMSE)).json() for _ in range(2)]
        signal = (await _submit(signalling, worry()))["signal"]
        shown = await _show(signalling, signal)
        await signalling.http.post(f"/v1/signals/{signal}/dismiss", json={"ground": "unfounded"})
        now = signalling.runtime.clock()
        signalling.runtime.clock = lambda: now + timedelta(days=31)
        await eventually(lambda: words(told.events)[-1:] == ["erased"])
        after = (await signalling.http.post("/v1/households/resolve", json=WILLEMSE)).json()
    assert one == other == after, "intake refers to it, so it is not forgotten with the signal"
    assert shown["household"] == one["household"]


async def test_gaps_in_services_are_listed_for_the_consultation(world: World) -> None:
    gap = {"kind": "service_gap", "partner": "ambassador", "seen": "Er is geen eettafel in het weekend."}
    async with world.serving("signalling") as signalling:
        here = await _submit(signalling, {**gap, "address": {"postcode": "3731AB"}}, ENERGY)
        await _submit(signalling, gap, ENERGY)
        listed = (await signalling.read("/v1/gaps", neighbourhood="de-bilt-west")).json()
        everywhere = (await signalling.read("/v1/gaps", after=here["signal"])).json()
    assert [(each["signal"], each["seen"], each["reporter"]) for each in listed] == [
        (here["signal"], gap["seen"], "community")
    ]
    assert [each["neighbourhood"] for each in everywhere] == ["unknown"]

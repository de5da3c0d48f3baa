"""What partners hear: everyone who gave a signal about a household, and never what was found."""

from typing import Any
from uuid import UUID

import pytest

from libs.contracts.cases import CaseClosed, CaseContactAttempted, CaseOpened
from libs.contracts.words import CaseOutcome, Urgency, WayIn
from tests.broker.signalling_letters import CARE, ENERGY, GP, Intake, event, letter, words, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

HELPDESK = "urn:nld:oin:00000001000000000004:systeem:helpdesk"
REPORTERS = {GP: "gp", CARE: "home_care", HELPDESK: "helpdesk"}


async def _answers(signalling: Served, source: str, **params: str) -> dict[str, Any]:
    answer = await signalling.http.get("/v1/answers", params={"source": source, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _states(signalling: Served) -> list[str]:
    """What each of the three is told of what it sent."""
    pages = [await _answers(signalling, source) for source in REPORTERS]
    return [each["state"] for page in pages for each in page["items"]]


async def test_two_partners_and_the_helpdesk_all_hear_what_becomes_of_one_household(world: World) -> None:
    intake = Intake()
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        for source, partner in REPORTERS.items():
            await world.publish("signals", [letter(event(worry(partner=partner), source, f"{partner}-1"))])
        await eventually(lambda: words(told.events).count("raised") == 3)
        assert await _states(signalling) == ["received"] * 3

        raised = told.of("nl.omzien.signals.raised.v1")
        opened = CaseOpened(
            caseid=intake.caseid,
            household=raised[0]["data"]["household"],
            way_in=WayIn.SIGNAL,
            urgency=Urgency.ROUTINE,
            signals=tuple(UUID(each["subject"]) for each in raised),
        )
        tried = CaseContactAttempted(caseid=intake.caseid, by=intake.caseid, reached=True)
        await world.publish("events", [intake.tells(each) for each in (opened, tried)])
        await eventually(lambda: words(told.events).count("picked-up") == 3)
        assert await _states(signalling) == ["picked_up"] * 3

        done = CaseClosed(caseid=intake.caseid, outcome=CaseOutcome.DECLINED)
        await world.publish("events", [intake.tells(done)])
        await eventually(lambda: words(told.events).count("closed") == 3)
        heard = [await _answers(signalling, source) for source in REPORTERS]
    items = [page["items"] for page in heard]
    assert [len(each) for each in items] == [1, 1, 1], "of its own messages only"
    for partner, [answer] in zip(REPORTERS.values(), items, strict=True):
        assert (answer["id"], answer["state"]) == (f"{partner}-1", "closed")
        assert answer.keys() == {"id", "state", "signal"}, "not the kind, the case, the marks or the outcome"
    assert str(intake.caseid) not in str(heard)
    assert len({answer["signal"] for [answer] in items}) == 3, "nobody learns of another's signal"


async def test_whoever_gave_what_was_dismissed_hears_that_it_is_closed_and_nothing_else(world: World) -> None:
    async with world.serving("signalling") as signalling:
        answer = await signalling.http.post("/v1/signals", json=event(worry(), GP, "1"))
        signal = answer.json()["signal"]
        await signalling.http.post(f"/v1/signals/{signal}/dismiss", json={"ground": "unfounded"})
        found = await _answers(signalling, GP)
    assert found == {"items": [{"id": "1", "state": "closed", "signal": signal}], "next": None}


async def test_all_of_a_source_is_read_in_pages_with_what_was_amended_and_refused(world: World) -> None:
    sent = [event(worry(reference="7", seen=f"{n}"), ENERGY, f"e-{n}") for n in range(3)]
    sent += [event(worry(kind="x"), ENERGY, "e-3"), event(worry(kind="x"), ENERGY, "e-0"), event(worry(), GP, "e-9")]
    async with world.serving("signalling") as signalling:
        for each in sent:
            await signalling.http.post("/v1/signals", json=each)
        first = await _answers(signalling, ENERGY, limit="3")
        second = await _answers(signalling, ENERGY, limit="3", after=first["next"])
    assert [each["id"] for each in first["items"] + second["items"]] == ["e-0", "e-1", "e-2", "e-3"]
    assert [each["state"] for each in first["items"] + second["items"]] == ["received"] * 3 + ["refused"]
    assert len({each["signal"] for each in first["items"]}) == 1, "an amendment is told of the signal that it amended"
    assert (second["items"][-1]["signal"], second["next"]) == (None, None)

"""Partners' signals over the broker: taken in once, put together, and followed to the end of their case."""

import pytest

from libs.contracts.cases import CaseClosed, CaseContactAttempted, CaseOpened
from libs.contracts.words import CaseOutcome, Urgency, WayIn
from tests.broker.signalling_letters import CARE, GP, Intake, event, letter, words, worry
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker


async def test_two_light_worries_of_different_partners_raise_together_and_are_answered(world: World) -> None:
    intake = Intake()
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        await world.publish("signals", [letter(event(worry(), GP, "gp-1"))])
        await eventually(lambda: words(told.events) == ["accepted", "held"])
        first = told.events[0]["subject"]
        await world.publish("signals", [letter(event(worry(partner="home_care"), CARE, "care-1"))])
        await eventually(lambda: len(told.events) == 5)
        raised = told.of("nl.omzien.signals.raised.v1")
        household = raised[0]["data"]["household"]
        opened = CaseOpened(
            caseid=intake.caseid,
            household=household,
            way_in=WayIn.SIGNAL,
            urgency=Urgency.ROUTINE,
            signals=tuple(each["subject"] for each in raised),
        )
        tried = CaseContactAttempted(caseid=intake.caseid, by=intake.caseid, reached=True)
        done = CaseClosed(caseid=intake.caseid, outcome=CaseOutcome.COMPLETED)
        await world.publish("events", [intake.tells(each) for each in (opened, tried, done)])
        await eventually(lambda: words(told.events, first) == ["accepted", "held", "raised", "picked-up", "closed"])
        answer = (await signalling.http.get("/v1/receipts", params={"source": GP, "id": "gp-1"})).json()
        timers = await signalling.scalar("select array_agg(kind) from timer where aggregate = $1", first)
    assert [each["data"]["grounds"] for each in raised] == [["added_up"]] * 2
    assert [each["data"]["neighbourhood"] for each in raised] == ["de-bilt-west"] * 2
    assert answer["state"] == "closed"
    assert timers == ["erasure"]

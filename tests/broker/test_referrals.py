"""Whoever is referred comes in alike, over the broker and over HTTP: one case, by the way in which they came."""

import pytest

from libs.contracts.cases import CaseOpened
from libs.contracts.topology import SIGNALS
from tests.broker.signalling_letters import event, letter, worry
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker

HOSPITAL, DESK = "urn:hospital", "urn:municipality"
AGREED = {"referral": True, "resident_agrees": True}


async def test_a_referral_over_the_broker_opens_a_case_and_one_over_http_extends_it(world: World) -> None:
    async with world.serving("signalling") as signalling, world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        await world.publish(SIGNALS, [letter(event(worry(partner="hospital", **AGREED), HOSPITAL, "1"))])
        await eventually(lambda: len(told.of(CaseOpened.type)) == 1)
        again = await signalling.http.post(
            "/v1/signals", json=event(worry(partner="municipality", **AGREED), DESK, "1")
        )
        assert again.status_code == 202, again.text
        await eventually(lambda: len(told.of("nl.omzien.cases.extended.v1")) == 1)
        [case] = (await intake.http.get("/v1/cases")).json()["cases"]
    assert case["way_in"] == "hospital"
    assert len(case["signals"]) == 2
    assert told.of("nl.omzien.cases.extended.v1")[0]["data"]["way_in"] == "municipality"

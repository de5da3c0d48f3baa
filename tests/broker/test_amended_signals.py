"""A partner that finds its worry more urgent than it thought is heard as far as the case holder."""

import pytest

from libs.contracts.cases import CaseExtended, CaseOpened
from libs.contracts.topology import SIGNALS
from tests.broker.signalling_letters import event, letter, worry
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker


async def test_a_signal_that_turns_out_to_be_acute_makes_its_case_acute(world: World) -> None:
    async with world.serving("signalling"), world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        await world.publish(SIGNALS, [letter(event(worry(urgency="urgent", reference="88")))])
        await eventually(lambda: len(told.of(CaseOpened.type)) == 1)
        await world.publish(SIGNALS, [letter(event(worry(urgency="acute", reference="88")))])
        await eventually(lambda: len(told.of(CaseExtended.type)) == 1)
        [case] = (await intake.http.get("/v1/cases")).json()["cases"]
    assert (case["urgency"], case["route"], len(case["signals"])) == ("acute", "acute", 1)
    assert told.of(CaseExtended.type)[0]["data"]["signals"] == case["signals"]

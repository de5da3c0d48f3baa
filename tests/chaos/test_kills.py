"""Kill -9 of any service at any moment of its work, then a restart: nothing is lost and nothing is doubled."""

import asyncio

import pytest

from libs.contracts.topology import SERVICES
from tests.chaos import comparison
from tests.chaos.load import Load
from tests.chaos.system import System
from tests.eventually import eventually
from tests.world import World

pytestmark = [pytest.mark.chaos, pytest.mark.broker]

#: Where each service dies, at which of its passings there. In each run every service dies once, under the same load.
FAULTS = {
    "before the commit": {
        "signalling": "consumer.before_commit=kill@3",
        "intake": "consumer.before_commit=kill@4",
        "matching": "consumer.before_commit=kill@6",
        "arrangement": "consumer.before_commit=kill@5",
    },
    "between commit and acknowledge": {
        "signalling": "consumer.before_ack=kill@3",
        "intake": "consumer.before_ack=kill@4",
        "matching": "consumer.before_ack=kill@6",
        "arrangement": "consumer.before_ack=kill@5",
    },
    "in the relay's window": {
        "signalling": "relay.after_confirm=kill@2",
        "intake": "relay.after_confirm=kill@3",
        "matching": "relay.after_confirm=kill@3",
        "arrangement": "relay.after_confirm=kill@2",
    },
}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("moment", FAULTS)
async def test_a_service_that_is_killed_loses_and_doubles_nothing(world: World, moment: str) -> None:
    everything = await world.subscribe("#")
    async with System.of(world, FAULTS[moment]) as system, Load.on(world, dict(system.settings.urls)) as load:
        await load.run()
        await eventually(lambda: sorted(system.killed) == sorted(SERVICES), within=30, what="each was killed")
        await system.ready()
        await eventually(lambda: _quiet(world, load), within=40, what="all comes to rest")

        assert await load.differences() == []
        made = await comparison.signals(world)
        assert sorted(made) == sorted(load.partners.sent.sound), "each confirmed signal made one signal, and no other"
        assert await comparison.positions(world) == comparison.told(everything.events)
        assert comparison.unbroken(everything.events) == []
        assert not any((await comparison.dead_letters(world)).values())
        # what the wire carried twice is no effect that was had twice: it is counted apart
        wire_duplicates = len(everything.events) - len(comparison.distinct(everything.events))
        print(f"{moment}: {len(everything.events)} events, {wire_duplicates} of them twice on the wire")
        assert wire_duplicates > 0 or "relay" not in moment, "a relay that dies unsure sends again"
        assert set((await system.stop()).values()) == {0}


async def _quiet(world: World, load: Load) -> bool:
    before = len(load.heard.events)
    if not await comparison.at_rest(world) or await load.differences():
        return False
    await asyncio.sleep(0)
    return len(load.heard.events) == before

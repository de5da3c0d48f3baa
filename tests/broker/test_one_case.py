"""Whatever comes at once about one household is decided one after the other: one case, and one weighing."""

import asyncio
from uuid import UUID

import aio_pika
import orjson
import pytest

from libs.contracts import cases, signals
from libs.contracts.topology import SIGNALS
from libs.contracts.words import PartnerKind, SignalKind
from libs.delivery import failpoints
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

SIGNAL_COUNT = 100
HOUSES = range(1, 31)


async def test_a_hundred_parallel_signals_on_one_household_make_one_case(world: World) -> None:
    async with (
        world.serving("signalling", batch=7) as signalling,
        world.serving("signalling", batch=7),
        world.serving("intake", batch=7) as intake,
        world.serving("intake", batch=7),
    ):
        heard = await world.subscribe("#")
        channels = await asyncio.gather(*(world.channel() for _ in range(5)))
        exchanges = [await channel.get_exchange(SIGNALS) for channel in channels]
        await asyncio.gather(
            *(exchanges[n % 5].publish(_signal(n), signals.SignalSubmitted.type) for n in range(SIGNAL_COUNT))
        )
        await eventually(lambda: _in_a_case(heard) == SIGNAL_COUNT, within=40, what="every signal is in a case")
        assert await signalling.scalar("select count(*) from signal") == SIGNAL_COUNT
        assert await intake.scalar("select count(*) from cases") == 1
        assert len(heard.of(cases.CaseOpened.type)) == 1
        assert len({event["data"]["household"] for event in heard.of(signals.SignalAccepted.type)}) == 1
        assert await _nothing_dead(signalling, intake)


async def test_light_signals_that_come_at_once_are_weighed_together(world: World) -> None:
    # long enough that of two transactions about a household each would miss the other, were there no lock
    failpoints.arm("consumer.before_commit=sleep:0.03")
    try:
        async with world.serving("signalling", batch=1) as signalling, world.serving("signalling", batch=1):
            await _publish(world, [_light(house, "police") for house in HOUSES])
            await eventually(lambda: _held(signalling, len(HOUSES)))
            # with the first, neither of the next two is enough; together they are
            await _publish(world, [_light(house, giver) for house in HOUSES for giver in ("gp", "school")])
            await eventually(lambda: _raised(signalling, 3 * len(HOUSES)), what="all three of each house are raised")
    finally:
        failpoints.arm("")


def _light(house: int, giver: str) -> aio_pika.Message:
    body = {
        "specversion": "1.0",
        "id": str(house),
        "source": f"urn:partner:{giver}",
        "type": signals.SignalSubmitted.type,
        "data": {
            "kind": SignalKind.NUISANCE,
            "partner": giver,
            "certainty": "suspected",
            "address": {"postcode": "3731 AB", "house_number": str(house)},
        },
    }
    return aio_pika.Message(orjson.dumps(body), content_type="application/cloudevents+json", delivery_mode=2)


async def _publish(world: World, messages: list[aio_pika.Message]) -> None:
    await world.publish(SIGNALS, [(signals.SignalSubmitted.type, message) for message in messages])


async def _held(signalling: Served, count: int) -> bool:
    return bool(await signalling.scalar("select count(*) = $1 from signal where state = 'held'", count))


async def _raised(signalling: Served, count: int) -> bool:
    return bool(await signalling.scalar("select count(*) = $1 from signal where state = 'raised'", count))


def _signal(number: int) -> aio_pika.Message:
    body = {
        "specversion": "1.0",
        "id": str(number),
        "source": f"urn:partner:{number % 10}",
        "type": signals.SignalSubmitted.type,
        "data": {
            "kind": SignalKind.LONELINESS,
            "partner": list(PartnerKind)[number % 10],
            "urgency": "urgent",
            "address": {"postcode": "3731 AB", "house_number": "12"},
        },
    }
    return aio_pika.Message(orjson.dumps(body), content_type="application/cloudevents+json", delivery_mode=2)


def _in_a_case(heard: Subscriber) -> int:
    told = heard.of(cases.CaseOpened.type) + heard.of(cases.CaseExtended.type)
    return len({UUID(signal) for event in told for signal in event["data"]["signals"]})


async def _nothing_dead(*services: Served) -> bool:
    return not any([await each.scalar("select count(*) from dead_letter") for each in services])

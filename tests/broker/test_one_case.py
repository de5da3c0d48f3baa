"""A hundred signals about one household, published in parallel, make one case."""

import asyncio
from uuid import UUID

import aio_pika
import orjson
import pytest

from libs.contracts import cases, signals
from libs.contracts.topology import SIGNALS
from libs.contracts.words import PartnerKind, SignalKind
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

SIGNAL_COUNT = 100


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

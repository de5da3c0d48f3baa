"""What nothing follows from waits for company: a transaction for each would cost as much as twenty events in one."""

import asyncio
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from libs.delivery import consumer
from tests.broker.delivery.books import entries
from tests.broker.delivery.ledger import EVENTS_INLET, LEDGER
from tests.broker.delivery.letters import case_event, passing_event
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker

QUEUE = {"queue": EVENTS_INLET.queue}


async def test_events_without_a_handler_are_taken_together(ledger_world: World) -> None:
    async with ledger_world.serving(LEDGER) as ledger:
        batches, passed = _batches(), _passed()
        for _ in range(20):
            await ledger_world.publish("events", [passing_event(uuid4(), 1)])
            await asyncio.sleep(0.002)
        await eventually(lambda: _passed() == passed + 20, what="all are taken")
        assert _batches() - batches <= 10
        assert await ledger.scalar("select count(*) from position where sequence = 1") == 20


async def test_an_event_with_a_handler_waits_for_nobody_and_takes_along_what_waits_before_it(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "PASSING", 60.0)  # longer than this test has patience
    first, case = uuid4(), uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        # the first message of all is taken alone, whatever it is
        await ledger_world.publish("events", [case_event(first, 1)])
        await eventually(lambda: ledger.scalar("select count(*) = 1 from entry"))
        batches = _batches()
        await ledger_world.publish("events", [passing_event(case, 1)])
        await ledger_world.publish("events", [case_event(case, 2)])
        await eventually(lambda: ledger.scalar("select count(*) = 2 from entry"))
        assert await entries(ledger) == {first: [1], case: [2]}
        assert _batches() - batches == 1


def _batches() -> float:
    return REGISTRY.get_sample_value("omzien_batch_messages_count", QUEUE) or 0


def _passed() -> float:
    return REGISTRY.get_sample_value("omzien_messages_total", QUEUE | {"outcome": "passed"}) or 0

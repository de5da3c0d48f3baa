"""Each event has one effect, and a subject's events take effect in their order, however they arrive."""

import random
from uuid import UUID, uuid4

import pytest

from tests.broker.delivery.books import entries
from tests.broker.delivery.ledger import LEDGER
from tests.broker.delivery.letters import case_event, story
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def test_a_shuffled_story_with_copies_takes_effect_once_and_in_order(ledger_world: World) -> None:
    cases = [uuid4() for _ in range(20)]
    letters = [letter for case in cases for letter in story(case, 10)]
    copies = letters + random.Random(7).choices(letters, k=100)
    random.Random(8).shuffle(copies)
    async with ledger_world.serving(LEDGER, batch=17) as ledger:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        await ledger_world.publish("events", copies)
        await eventually(lambda: len(told.events) >= len(letters), what="every event is told on")
        assert await entries(ledger) == {case: list(range(1, 11)) for case in cases}
        assert await ledger.scalar("select count(*) from parked") == 0
    for case in cases:
        numbers = [int(event["sequence"]) for event in told.events if event["subject"] == str(case)]
        assert numbers == list(range(1, 11))


async def test_an_event_before_its_turn_waits_and_holds_up_no_other_subject(ledger_world: World) -> None:
    early, other = uuid4(), uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish("events", [case_event(early, 2), case_event(early, 3), case_event(other, 1)])
        await eventually(lambda: _entries(ledger, other, 1))
        assert await ledger.scalar("select count(*) from parked where subject = $1", str(early)) == 2
        assert await ledger.scalar("select count(*) from entry where account = $1", early) == 0
        await ledger_world.publish("events", [case_event(early, 1)])
        await eventually(lambda: _entries(ledger, early, 3))
        assert await entries(ledger) == {early: [1, 2, 3], other: [1]}


async def _entries(ledger: Served, case: UUID, count: int) -> bool:
    return bool(await ledger.scalar("select count(*) = $2 from entry where account = $1", case, count))

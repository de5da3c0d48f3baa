"""Each event has one effect, and a subject's events take effect in their order, however they arrive."""

import random
from uuid import uuid4

import pytest

from tests.broker.delivery.ledger import LEDGER
from tests.broker.delivery.letters import case_event, story
from tests.eventually import eventually
from tests.world import World

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
        rows = await ledger.runtime.pool.fetch(
            "select account, array_agg(sequence order by place) as s from entry group by 1"
        )
        assert {row["account"]: row["s"] for row in rows} == {case: list(range(1, 11)) for case in cases}
        assert await ledger.scalar("select count(*) from parked") == 0
    for case in cases:
        assert [event["sequence"] for event in told.events if event["subject"] == str(case)] == list(
            map(str, range(1, 11))
        )


async def test_an_event_before_its_turn_waits_and_holds_up_no_other_subject(ledger_world: World) -> None:
    early, other = uuid4(), uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish("events", [case_event(early, 2), case_event(early, 3), case_event(other, 1)])
        await eventually(lambda: _entries(ledger, other, 1))
        assert await ledger.scalar("select count(*) from parked where subject = $1", str(early)) == 2
        assert await ledger.scalar("select count(*) from entry where account = $1", early) == 0
        await ledger_world.publish("events", [case_event(early, 1)])
        await eventually(lambda: _entries(ledger, early, 3))
        assert await ledger.scalar(
            "select array_agg(sequence order by place) from entry where account = $1", early
        ) == [1, 2, 3]


async def _entries(ledger, case, count) -> bool:  # type: ignore[no-untyped-def]
    return await ledger.scalar("select count(*) from entry where account = $1", case) == count

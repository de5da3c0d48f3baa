"""Several processes of a service, and several services, work side by side."""

import asyncio
import random
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from libs.contracts.topology import EVENTS
from tests.broker.delivery.books import dead, entries, waiting, written
from tests.broker.delivery.ledger import EVENTS_INLET, LEDGER
from tests.broker.delivery.letters import case_event, story
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def test_two_replicas_share_a_queue_and_each_case_keeps_its_order(ledger_world: World) -> None:
    cases = [uuid4() for _ in range(30)]
    letters = [letter for step in zip(*(story(case, 10) for case in cases), strict=True) for letter in step]
    async with ledger_world.serving(LEDGER, batch=3) as one, ledger_world.serving(LEDGER, batch=3):
        await ledger_world.publish(EVENTS, letters)
        await eventually(lambda: _has(one, 300))
        assert await entries(one) == {case: list(range(1, 11)) for case in cases}
        assert await one.scalar("select count(*) from parked") == 0
        assert await dead(one) == []


async def test_batches_with_the_same_events_in_opposite_order_never_stand_in_each_others_way(
    ledger_world: World,
) -> None:
    cases = [uuid4() for _ in range(100)]
    letters = [letter for case in cases for letter in story(case, 1)]
    before = await _deadlocks(ledger_world)
    async with ledger_world.serving(LEDGER, batch=100) as one, ledger_world.serving(LEDGER, batch=100):
        for turn in range(5):
            both = letters + letters[::-1] if turn else letters[::-1] + letters
            random.Random(turn).shuffle(both)
            await asyncio.gather(
                ledger_world.publish(EVENTS, both[:100]),
                ledger_world.publish(EVENTS, both[100:]),
            )
        await eventually(lambda: _idle(ledger_world))
        await eventually(lambda: _has(one, 100))
        assert await entries(one) == {case: [1] for case in cases}
    # the database counts when a session ends
    assert await _deadlocks(ledger_world) == before


async def test_a_service_that_stops_finishes_what_it_has_and_gives_the_rest_back_in_order(
    ledger_world: World,
) -> None:
    cases = [uuid4() for _ in range(60)]
    async with ledger_world.serving(LEDGER):
        pass  # its queue is there from now on
    await _publish_all(ledger_world, cases)
    async with ledger_world.serving(LEDGER, batch=10) as one:
        await eventually(lambda: _more_than(one, 50))
    left = await _raw(ledger_world)
    assert left, "the service stopped while there was work left"
    assert not any(headers.get("x-delivery-count") for headers, _ in left), "none was taken and given back"
    async with ledger_world.serving(LEDGER) as two:
        await eventually(lambda: _has(two, 600))
        assert await entries(two) == {case: list(range(1, 11)) for case in cases}
        # each message was taken once: nothing that was finished came again
        assert await two.scalar("select count(*) from inbox") == 600


@pytest.mark.parametrize("seconds", [1, 3])
async def test_a_service_that_stops_while_a_little_comes_all_the_time_gives_nothing_back(
    ledger_world: World, seconds: float
) -> None:
    stopped = asyncio.Event()

    async def trickle() -> None:
        while not stopped.is_set():
            await ledger_world.publish(EVENTS, [case_event(uuid4(), 1)])
            await asyncio.sleep(0.1)

    async with asyncio.TaskGroup() as coming:
        async with ledger_world.serving(LEDGER, drain_seconds=seconds) as one:
            coming.create_task(trickle())
            await eventually(lambda: _more_than(one, 5))
        stopped.set()
    assert not any(headers.get("x-delivery-count") for headers, _ in await _raw(ledger_world))


async def _publish_all(world: World, cases: list[UUID]) -> None:
    await world.publish(EVENTS, [letter for case in cases for letter in story(case, 10)])


async def _raw(world: World) -> list[tuple[Mapping[str, object], bytes]]:
    """Everything that waits in the queue, looked at and put back as it was."""
    channel = await world.channel()
    queue = await channel.get_queue(EVENTS_INLET.queue, ensure=False)
    found = []
    while message := await queue.get(fail=False):
        found.append(message)
    for message in found[-1:]:
        await message.nack(multiple=True, requeue=True)
    await channel.close()
    return [(message.headers, message.body) for message in found]


async def _deadlocks(world: World) -> int:
    import asyncpg

    connection = await asyncpg.connect(world.urls["admin"])
    try:
        return int(await connection.fetchval("select deadlocks from pg_stat_database where datname = $1", world.name))
    finally:
        await connection.close()


async def _idle(world: World) -> bool:
    return await waiting(world, EVENTS_INLET.queue) == 0


async def _has(ledger: Served, count: int) -> bool:
    return await written(ledger) == count


async def _more_than(ledger: Served, count: int) -> bool:
    return await written(ledger) > count

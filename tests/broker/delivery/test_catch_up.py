"""What a queue has lost comes back from the stream, once and in order, without anybody's doing."""

from uuid import UUID, uuid4

import pytest

from libs.contracts.topology import EVENTS
from tests.broker.delivery.books import entries, written
from tests.broker.delivery.ledger import EVENTS_INLET, LEDGER
from tests.broker.delivery.letters import case_event, story
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker
QUEUE = EVENTS_INLET.queue


async def test_what_waited_in_a_queue_that_was_deleted_comes_back(ledger_world: World) -> None:
    cases = [uuid4() for _ in range(20)]
    async with ledger_world.serving(LEDGER) as ledger:
        await _publish(ledger_world, cases, 1, 3)
        await eventually(lambda: _written(ledger, 60))
    await _publish(ledger_world, cases, 4, 10)
    assert await _delete(ledger_world) == 140
    async with ledger_world.serving(LEDGER) as ledger:
        await eventually(lambda: _written(ledger, 200))
        assert await entries(ledger) == {case: list(range(1, 11)) for case in cases}
        await eventually(lambda: _nothing_wanted(ledger))


async def test_what_came_while_a_queue_was_not_there_comes_back(ledger_world: World) -> None:
    cases = [uuid4() for _ in range(20)]
    async with ledger_world.serving(LEDGER) as ledger:
        await _publish(ledger_world, cases, 1, 1)
        await eventually(lambda: _written(ledger, 20))
        await _delete(ledger_world)
        # no later event of these tells that one is missing
        await _publish(ledger_world, cases, 2, 2)
        await eventually(lambda: _written(ledger, 40))
        assert await entries(ledger) == {case: [1, 2] for case in cases}


async def test_an_event_that_waits_in_vain_for_the_one_before_it_gets_it_from_the_stream(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.delivery.catch_up.LOOK", 0.2)
    monkeypatch.setattr("libs.delivery.catch_up.PATIENCE", 0.5)
    case = uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        await eventually(lambda: _nothing_wanted(ledger))
        queue = await (await ledger_world.channel()).get_queue(QUEUE)
        await queue.unbind(EVENTS, EVENTS_INLET.bindings[0])
        await ledger_world.publish(EVENTS, [case_event(case, 1)])
        await queue.bind(EVENTS, EVENTS_INLET.bindings[0])
        await ledger_world.publish(EVENTS, [case_event(case, 2)])
        await eventually(lambda: _written(ledger, 2))
        assert await entries(ledger) == {case: [1, 2]}


async def test_a_service_that_starts_for_the_first_time_takes_what_was_told_before_it(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.delivery.catch_up.LOOK", 0.2)
    case = uuid4()
    async with ledger_world.serving("arrangement"):  # declares the exchange and the stream
        await ledger_world.publish(EVENTS, story(case, 5))
    async with ledger_world.serving(LEDGER) as ledger:
        await eventually(lambda: _written(ledger, 5))
        assert await entries(ledger) == {case: [1, 2, 3, 4, 5]}


async def _publish(world: World, cases: list[UUID], first: int, last: int) -> None:
    await world.publish(EVENTS, [case_event(case, number) for number in range(first, last + 1) for case in cases])


async def _delete(world: World) -> int:
    """How many messages were in it."""
    return (await (await world.channel()).queue_delete(QUEUE)).message_count or 0


async def _written(ledger: Served, count: int) -> bool:
    return await written(ledger) == count


async def _nothing_wanted(ledger: Served) -> bool:
    return not await ledger.scalar("select count(*) from catch_up")

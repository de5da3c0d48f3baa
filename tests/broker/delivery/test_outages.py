"""The database or the broker goes away and comes back: nothing is lost, and nothing is done twice."""

import asyncio
from functools import partial
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.local.stack import Stack
from libs.contracts.topology import EVENTS
from libs.delivery.errors import Away
from libs.delivery.ticker import CAUSE
from tests.broker.delivery.books import dead, entries, written
from tests.broker.delivery.ledger import EVENTS_INLET, LEDGER
from tests.broker.delivery.letters import story
from tests.broker.delivery.outage import broker_connections, close_connections, end_sessions, without_database
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker


async def test_every_database_session_ends_while_a_load_runs(ledger_world: World, local_stack: Stack) -> None:
    cases = [uuid4() for _ in range(40)]
    async with ledger_world.serving(LEDGER, batch=5) as ledger:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        publishing = asyncio.create_task(_publish(ledger_world, cases))
        for done in (20, 100, 250):
            await eventually(partial(_at_least, ledger, done))
            assert await end_sessions(local_stack, ledger_world) > 0
        await publishing
        await _complete(ledger, told, cases)


async def test_a_session_that_ends_in_mid_statement_means_that_the_database_is_away(
    ledger_world: World, local_stack: Stack
) -> None:
    async with ledger_world.serving(LEDGER) as ledger:

        async def work() -> None:
            async with ledger.runtime.transaction(CAUSE) as work:
                await work.connection.execute("select pg_sleep(60)")

        working = asyncio.create_task(work())
        await eventually(lambda: _asleep(local_stack, ledger_world))
        await end_sessions(local_stack, ledger_world)
        with pytest.raises(Away):
            await working


async def test_the_database_refuses_everybody_for_a_while(ledger_world: World, local_stack: Stack) -> None:
    cases = [uuid4() for _ in range(20)]
    async with ledger_world.serving(LEDGER, batch=7) as ledger:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        async with without_database(local_stack, ledger_world):
            await _publish(ledger_world, cases)
            await eventually(lambda: _is(ledger, "database", ready=False))
            command = await ledger.http.post(f"/v1/accounts/{uuid4()}")
            assert (command.status_code, command.json()["type"]) == (503, "urn:omzien:problem:database-away")
            assert (await ledger.http.get("/metrics")).status_code == 200
        await _complete(ledger, told, cases)
        await eventually(lambda: _ready(ledger))


async def test_every_broker_connection_is_closed_while_a_load_runs(ledger_world: World, local_stack: Stack) -> None:
    cases = [uuid4() for _ in range(40)]
    async with ledger_world.serving(LEDGER, batch=5) as ledger:
        await eventually(lambda: len(broker_connections(local_stack, ledger_world)) >= 4, what="they are listed")
        await _publish(ledger_world, cases[:20])
        await eventually(lambda: _at_least(ledger, 30))
        close_connections(local_stack, ledger_world)
        await _publish(ledger_world, cases[20:])
        await eventually(lambda: _at_least(ledger, 400))
        await eventually(lambda: _ready(ledger))
        await eventually(lambda: _nothing_left(ledger))
        assert await entries(ledger) == {case: list(range(1, 11)) for case in cases}
        assert await dead(ledger) == []


async def test_a_queue_that_was_deleted_is_there_again_with_its_bindings(ledger_world: World) -> None:
    case = uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        await eventually(lambda: _ready(ledger))
        await (await ledger_world.channel()).queue_delete(EVENTS_INLET.queue)
        await eventually(lambda: _is(ledger, EVENTS_INLET.queue, ready=False))
        await eventually(lambda: _ready(ledger))
        await ledger_world.publish(EVENTS, story(case, 3))
        await eventually(lambda: _at_least(ledger, 3))
        assert await entries(ledger) == {case: [1, 2, 3]}


async def _publish(world: World, cases: list[UUID]) -> None:
    for case in cases:
        await world.publish(EVENTS, list(story(case, 10)))


async def _complete(ledger: Served, told: Subscriber, cases: list[UUID]) -> None:
    """Every event had one effect, in order, and told one event."""
    expected = {str(case): [str(n) for n in range(1, 11)] for case in cases}

    async def all_told() -> bool:
        return len({event["id"] for event in told.events}) >= 10 * len(cases)

    await eventually(all_told, within=40)
    assert await entries(ledger) == {case: list(range(1, 11)) for case in cases}
    distinct = {event["id"]: event for event in told.events}.values()
    by_case = {case: [e["sequence"] for e in distinct if e["subject"] == case] for case in expected}
    assert {case: sorted(numbers, key=int) for case, numbers in by_case.items()} == expected
    assert await dead(ledger) == []
    await eventually(lambda: _nothing_left(ledger))


async def _asleep(local_stack: Stack, world: World) -> bool:
    connection = await asyncpg.connect(local_stack.database_url)
    try:
        return bool(
            await connection.fetchval(
                "select true from pg_stat_activity where datname = $1 and wait_event = 'PgSleep'", world.name
            )
        )
    finally:
        await connection.close()


async def _nothing_left(ledger: Served) -> bool:
    return not await ledger.scalar("select (select count(*) from outbox) + (select count(*) from parked)")


async def _at_least(ledger: Served, count: int) -> bool:
    try:
        return await written(ledger) >= count
    except Exception:
        return False  # its own connection is among those that end


async def _ready(ledger: Served) -> bool:
    return (await ledger.http.get("/health/ready")).status_code == 200


async def _is(ledger: Served, part: str, *, ready: bool) -> bool:
    return (await ledger.http.get("/health/ready")).json()["parts"][part] is ready

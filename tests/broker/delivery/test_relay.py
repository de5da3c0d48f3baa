"""What a service has decided to tell is told, in order, by one process at a time."""

import time
from collections.abc import Iterable
from uuid import UUID, uuid4

import aio_pika
import pytest
from pamqp.common import FieldTable

from deploy.local.stack import Stack
from libs.contracts.topology import EVENTS
from libs.delivery.outbox import Outgoing
from libs.delivery.received import Cause
from libs.delivery.relay import WINDOWS
from tests.broker.delivery.ledger import LEDGER
from tests.broker.delivery.letters import story
from tests.broker.delivery.outage import end_sessions
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: Sessions that hold the relay's lock in this database; timers have a lock of their own.
LEADERS = """
select array_agg(pid) from pg_locks
where locktype = 'advisory' and granted and objid::bigint = hashtext('relay')::bigint & 4294967295
  and database = (select oid from pg_database where datname = current_database())
"""


async def test_of_two_replicas_one_leads_and_the_other_takes_over_when_its_session_ends(
    ledger_world: World, local_stack: Stack
) -> None:
    async with ledger_world.serving(LEDGER) as one, ledger_world.serving(LEDGER):
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        await eventually(lambda: _led(one))
        first = await one.scalar(LEADERS)

        async def another_leads() -> bool:
            # a session that was ended holds its lock for a moment
            leads = await one.scalar(LEADERS)
            return leads != first and await _led(one)

        ended = await end_sessions(local_stack, ledger_world, "omzien-ledger-relay")
        assert ended == 2
        await eventually(another_leads)
        await ledger_world.publish(EVENTS, list(story(uuid4(), 5)))
        await eventually(lambda: len(told.events) == 5)


async def test_each_subjects_events_are_on_the_wire_in_their_order(ledger_world: World) -> None:
    cases = [uuid4() for _ in range(20)]
    async with ledger_world.serving(LEDGER, publish_window=37) as _:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        await ledger_world.publish(EVENTS, [letter for case in cases for letter in story(case, 15)])
        await eventually(lambda: len(told.events) == 300)
    for case in cases:
        numbers = [int(event["sequence"]) for event in told.events if event["subject"] == str(case)]
        assert numbers == list(range(1, 16))


async def test_what_no_queue_takes_is_kept_and_holds_up_nothing_else(ledger_world: World) -> None:
    case = uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        async with ledger.runtime.transaction(Cause("test", "test", "system")) as work:
            work.post([Outgoing(UUID(int=1), "", "nobodys.queue", b"{}")])
            await work.flush()
        await ledger_world.publish(EVENTS, list(story(case, 3)))
        await eventually(lambda: len(told.events) == 3)
        assert ledger.runtime.relay.alive
        # heard comes before forgotten: the relay notes what the broker has confirmed
        await eventually(lambda: _left(ledger, 1))
        channel = await ledger_world.channel()
        queue = await channel.declare_queue("nobodys.queue", auto_delete=True)
        await eventually(lambda: _sent(ledger))
        message = await queue.get()
        assert (message.body, message.delivery_mode) == (b"{}", aio_pika.DeliveryMode.PERSISTENT)


async def test_a_full_queue_makes_the_relay_wait_and_loses_nothing(ledger_world: World) -> None:
    arguments: FieldTable = {"x-max-length": 2, "x-overflow": "reject-publish"}
    async with ledger_world.serving(LEDGER) as ledger:
        channel = await ledger_world.channel()
        full = await channel.declare_queue("full", arguments=arguments)
        await full.bind(EVENTS, "nl.omzien.plans.#")
        case = uuid4()
        await ledger_world.publish(EVENTS, list(story(case, 10)))
        await eventually(lambda: _entries_and_outbox(ledger, 10, 8))
        heard: set[str] = set()

        async def drain() -> bool:
            while message := await full.get(fail=False, no_ack=True):
                heard.add(str(message.message_id))
            return len(heard) == 10

        await eventually(drain)
        await eventually(lambda: _sent(ledger))


async def test_what_one_queue_refuses_holds_up_nothing_and_comes_to_the_others_no_more_often_than_it_is_tried(
    ledger_world: World,
) -> None:
    arguments: FieldTable = {"x-max-length": 1, "x-overflow": "reject-publish"}
    window, poll, refused = 2, 0.2, 10 * WINDOWS
    async with ledger_world.serving(LEDGER, publish_window=window, poll_seconds=poll) as ledger:
        full = await (await ledger_world.channel()).declare_queue("full", arguments=arguments)
        await full.bind(EVENTS, "test.refused")
        told = await ledger_world.subscribe("test.#")
        began = time.monotonic()
        await _post(ledger, "test.refused", range(refused))
        await eventually(lambda: len(told.events) >= refused + 3 * window, what="three tries")
        await _post(ledger, "test.taken", [-1])
        await eventually(lambda: any(event["n"] == -1 for event in told.events))
        tries = (time.monotonic() - began) / poll
        assert len(told.events) <= refused + 1 + window * (1 + tries)


async def _post(ledger: Served, key: str, numbers: Iterable[int]) -> None:
    async with ledger.runtime.transaction(Cause("test", "test", "system")) as work:
        work.post(Outgoing(uuid4(), EVENTS, key, b'{"n": %d}' % number) for number in numbers)
        await work.flush()


async def _led(ledger: Served) -> bool:
    return len(await ledger.scalar(LEADERS) or []) == 1


async def _sent(ledger: Served) -> bool:
    return bool(await ledger.scalar("select count(*) = 0 from outbox"))


async def _entries_and_outbox(ledger: Served, entries: int, outbox: int) -> bool:
    both = "select array[(select count(*) from entry), (select count(*) from outbox)]"
    return bool(await ledger.scalar(both) == [entries, outbox])


async def _left(ledger: Served, count: int) -> bool:
    return bool(await ledger.scalar("select count(*) = $1 from outbox", count))

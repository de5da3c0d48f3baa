"""The inbox forgets old days by dropping them, and what comes later than that is still taken once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import uuid_utils.compat

from libs.contracts.topology import EVENTS
from libs.delivery import inbox
from tests.broker.delivery.books import dead, entries, written
from tests.broker.delivery.ledger import LEDGER
from tests.broker.delivery.letters import case_event
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def test_there_is_a_partition_for_today_and_days_ahead_and_none_older_than_kept(ledger_world: World) -> None:
    now = datetime.now(UTC)
    async with ledger_world.serving(LEDGER) as ledger:
        assert await _days(ledger) == _names(now, range(inbox.AHEAD + 1))
        async with ledger.runtime.pool.acquire() as connection:
            for days_later in range(1, 9):
                await inbox.keep_partitions(connection, now + timedelta(days=days_later), days=5)
        assert await _days(ledger) == _names(now, range(3, 9 + inbox.AHEAD))


async def test_ids_of_a_clock_that_ran_ahead_move_into_their_day_and_stay_known(ledger_world: World) -> None:
    case, far = uuid4(), datetime.now(UTC) + timedelta(days=10)
    id_ = UUID(int=inbox.boundary(far).int + 12_345)
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish(EVENTS, [case_event(case, 1, id_=id_)])
        await eventually(lambda: _written(ledger, 1))
        assert await ledger.scalar("select count(*) from inbox_default") == 1
        async with ledger.runtime.pool.acquire() as connection:
            await inbox.keep_partitions(connection, far, days=20)
        assert await ledger.scalar("select count(*) from inbox_default") == 0
        assert await ledger.scalar(f"select count(*) from inbox_{far:%Y%m%d}") == 1  # noqa: S608


async def test_an_event_that_comes_after_its_day_was_forgotten_has_no_second_effect(ledger_world: World) -> None:
    case = uuid4()
    letter = case_event(case, 1)
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish(EVENTS, [letter])
        await eventually(lambda: _written(ledger, 1))
        async with ledger.runtime.pool.acquire() as connection:
            await inbox.keep_partitions(connection, datetime.now(UTC) + timedelta(days=40), days=14)
        assert await ledger.scalar("select count(*) from inbox") == 0
        await ledger_world.publish(EVENTS, [letter, case_event(case, 2)])
        await eventually(lambda: _written(ledger, 2))
        assert await entries(ledger) == {case: [1, 2]}


async def test_an_id_that_comes_again_with_another_content_has_no_second_effect(ledger_world: World) -> None:
    case, other, id_ = uuid4(), uuid4(), uuid_utils.compat.uuid7()
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish(EVENTS, [case_event(case, 1, id_=id_)])
        await eventually(lambda: _written(ledger, 1))
        # neither its subject nor its number was seen before, and no key of the business would refuse it
        await ledger.runtime.pool.execute("alter table entry drop constraint entry_pkey")
        await ledger_world.publish(EVENTS, [case_event(other, 1, id_=id_), case_event(case, 2)])
        await eventually(lambda: _written(ledger, 2))
        assert await entries(ledger) == {case: [1, 2]}
        assert await dead(ledger) == []


async def _days(ledger: Served) -> set[str]:
    rows = await ledger.runtime.pool.fetch(
        "select child.relname from pg_inherits join pg_class as child on child.oid = inhrelid "
        "where inhparent = 'inbox'::regclass"
    )
    return {row["relname"] for row in rows} - {"inbox_default"}


def _names(now: datetime, days: range) -> set[str]:
    return {f"inbox_{now + timedelta(days=day):%Y%m%d}" for day in days}


async def _written(ledger: Served, count: int) -> bool:
    return await written(ledger) == count

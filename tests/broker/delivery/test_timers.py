"""A timer runs once, at or after its moment, whoever of the replicas has it; it is moved, cancelled or kept."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.broker.delivery.ledger import LEDGER, broken_timers
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def test_each_of_many_timers_runs_once_over_two_replicas(ledger_world: World) -> None:
    accounts = [uuid4() for _ in range(60)]
    async with ledger_world.serving(LEDGER) as one, ledger_world.serving(LEDGER):
        for account in accounts:
            await _wind(one, account, timedelta(seconds=0.5))
        # a timer that ran twice would meet the first one's entry: its id is unique
        await eventually(lambda: _rang(one, [f"{account}/1" for account in accounts]))
        assert await one.scalar("select count(*) from timer") == 0


async def test_a_moved_timer_runs_at_its_new_moment_only(ledger_world: World) -> None:
    moved, other = uuid4(), uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        await _wind(ledger, moved, timedelta(seconds=0.2))
        await _wind(ledger, moved, timedelta(hours=1))
        await _wind(ledger, other, timedelta(seconds=0.4))
        await eventually(lambda: _rang(ledger, [f"{other}/1"]))
        assert await ledger.scalar("select count(*) from timer") == 1
        await _wind(ledger, moved, timedelta(seconds=0))
        await eventually(lambda: _rang(ledger, [f"{other}/1", f"{moved}/1"]))


async def test_a_cancelled_timer_does_not_run(ledger_world: World) -> None:
    cancelled, other = uuid4(), uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        await _wind(ledger, cancelled, timedelta(seconds=0.5))
        assert (await ledger.http.delete(f"/v1/accounts/{cancelled}/bell")).status_code == 200
        await _wind(ledger, other, timedelta(seconds=0.6))
        await eventually(lambda: _rang(ledger, [f"{other}/1"]))


async def test_one_that_cannot_be_run_is_undone_and_kept_and_holds_up_no_other(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.delivery.ticker.PUT_OFF", timedelta(seconds=1))
    broken, other = uuid4(), uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        broken_timers.add(7)
        try:
            await _wind(ledger, broken, timedelta(seconds=0), occurrence=7)
            await _wind(ledger, other, timedelta(seconds=0.2))
            await eventually(lambda: _rang(ledger, [f"{other}/1"]))
            assert await ledger.scalar("select count(*) from timer") == 1
        finally:
            broken_timers.clear()
        await eventually(lambda: _rang(ledger, [f"{other}/1", f"{broken}/7"]))


async def _wind(ledger: Served, account: UUID, within: timedelta, occurrence: int = 1) -> None:
    due: dict[str, str | int] = {"due": (datetime.now(UTC) + within).isoformat(), "occurrence": occurrence}
    assert (await ledger.http.put(f"/v1/accounts/{account}/bell", params=due)).status_code == 200


async def _rang(ledger: Served, ids: list[str]) -> bool:
    return sorted(await ledger.scalar("select array_agg(id) from entry") or []) == sorted(ids)

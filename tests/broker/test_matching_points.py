"""Points on a real broker and database: a ledger that nothing unbalances, and that no need waits for."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from libs.delivery.clock import new_id
from tests.broker.matching_letters import (
    Teller,
    clarified,
    need,
    shopping,
)
from tests.broker.points_letters import (
    a_reward,
    adds_up,
    an_account,
    get,
    points_of,
    post,
    with_points,
)
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


async def proposed(matching: Served, intake: Teller, **stated: Any) -> str:
    """The proposal for a new need of a new case."""
    wanted, case = shopping(**stated), new_id()
    await intake.tell(case, clarified(case, wanted))

    async def found() -> bool:
        return bool((await need(matching, wanted.need))["proposals"])

    await eventually(found, what="a proposal")
    id_: str = (await need(matching, wanted.need))["proposals"][0]["id"]
    return id_


async def test_the_last_points_are_spent_once_by_a_hundred_at_once(world: World, matching: Served) -> None:
    lamp = await a_reward(matching, price=5)
    account = await with_points(matching, 9)
    async with world.serving("matching") as second:
        answers = await asyncio.gather(
            *(
                each.http.post(f"/v1/rewards/{lamp}/spend", json={"account": account})
                for each in (matching, second) * 50
            )
        )
    assert Counter(each.status_code for each in answers) == {201: 1, 409: 99}
    [refused] = {each.json()["type"] for each in answers if each.status_code == 409}
    assert refused == "urn:omzien:problem:not-enough-points"
    assert await points_of(matching, account) == 4
    assert len((await get(matching, f"/v1/rewards/{lamp}/orders"))["items"]) == 1
    await adds_up(matching)


async def test_a_voucher_is_redeemed_once_by_a_hundred_at_once(world: World, matching: Served) -> None:
    accounts = [await an_account(matching) for _ in range(10)]
    voucher = await post(matching, "/v1/vouchers", {"points": 7}, 201)
    async with world.serving("matching") as second:
        answers = await asyncio.gather(
            *(
                each.http.post("/v1/vouchers/redeem", json={"code": voucher["code"], "account": account})
                for each in (matching, second) * 5
                for account in accounts
            )
        )
    assert Counter(each.status_code for each in answers) == {200: 1, 409: 99}
    assert sum([await points_of(matching, each) for each in accounts]) == 7
    assert (await get(matching, "/v1/vouchers"))["items"][0]["open"] is False
    await adds_up(matching)

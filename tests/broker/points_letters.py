"""People with points, for the tests of the ledger: accounts with something on them, and what is asked of them."""

from typing import Any
from uuid import UUID

from libs.delivery.clock import new_id
from tests.broker.matching_letters import NEIGHBOURHOOD, register
from tests.world import Served

#: Everything of the ledger, of which no need may ever wait.
TABLES = "account, transfer, voucher, reward, reward_order, giving"


async def post(served: Served, path: str, body: dict[str, Any], expected: int = 200, **headers: str) -> dict[str, Any]:
    """The answer, or the problem."""
    answer = await served.http.post(path, json=body, headers=headers)
    assert answer.status_code == expected, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def get(served: Served, path: str, **query: str) -> Any:
    answer = await served.http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def an_account(served: Served, kind: str = "resident", owner: object = None, **more: str) -> str:
    body = {"kind": kind, "owner": str(owner or new_id()), "neighbourhood": NEIGHBOURHOOD} | more
    id_: str = (await post(served, "/v1/accounts", body, 201))["id"]
    return id_


async def with_points(served: Served, points: int, **account: Any) -> str:
    """A resident's account, with so many from a voucher of the municipality."""
    id_ = await an_account(served, **account)
    voucher = await post(served, "/v1/vouchers", {"points": points}, 201)
    await post(served, "/v1/vouchers/redeem", {"code": voucher["code"], "account": id_})
    return id_


async def points_of(served: Served, account: str | UUID) -> int:
    points: int = (await get(served, f"/v1/accounts/{account}"))["points"]
    return points


async def a_reward(served: Served, price: int, **entry: Any) -> str:
    """Somebody hangs a lamp, for so many points."""
    lamp = {
        "rung": 3,
        "categories": ["services"],
        "neighbourhood": NEIGHBOURHOOD,
        "skills": ["odd_jobs"],
        "capacity": 5,
        "title": "Een lamp ophangen",
    }
    offering = await register(served, lamp | entry)
    answer = await served.http.put(f"/v1/rewards/{offering}", json={"points": price})
    assert answer.status_code == 200, answer.text
    return offering


async def adds_up(served: Served) -> None:
    """All accounts together are zero, and each holds what came to it less what went."""
    rows = await served.runtime.pool.fetch(
        "select balance, coalesce((select sum(points) from transfer where receiver = account.id), 0)"
        " - coalesce((select sum(points) from transfer where payer = account.id), 0) as booked from account"
    )
    assert sum(row["balance"] for row in rows) == 0
    assert all(row["balance"] == row["booked"] for row in rows)

"""A plan can be read as it was: versions follow one another without a gap and without an overlap."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import Professional, clarified, drafted, meals
from tests.broker.matching_letters import Teller
from tests.world import World

pytestmark = pytest.mark.broker

BEGAN = datetime(2026, 1, 5, 10, tzinfo=UTC)


async def test_a_plan_is_readable_as_it_was_on_any_day(world: World) -> None:
    now = [BEGAN]
    async with world.serving("arrangement", clock=lambda: now[0]) as served:
        holder = Professional(served, new_id())
        plan = await drafted(served, Teller(world, "intake"), clarified(new_id(), holder.id, meals()))
        for later, named in ((10, "relative"), (20, "volunteer")):
            now[0] = BEGAN + timedelta(days=later)
            await holder.posts(f"plans/{plan}/coordinator", coordinator=str(new_id()), role=named)

        async def role(on: str) -> object:
            return (await holder.asks(f"plans/{plan}", on=on))["coordinator_role"]

        days = ("2026-01-05", "2026-01-14", "2026-01-15", "2026-01-24", "2026-01-25", "2026-12-31")
        assert [await role(day) for day in days] == [None, None, "relative", "relative", "volunteer", "volunteer"]
        as_it_was, now_is = await holder.asks(f"plans/{plan}", on=days[2]), await holder.asks(f"plans/{plan}")
        assert (as_it_was["applications"], now_is["applications"]) == (None, []), "not kept is not none"
        early = await served.http.get(f"/v1/plans/{plan}", params={"on": "2026-01-04"})
        assert early.status_code == 404

        versions = (await holder.asks(f"plans/{plan}/versions"))["items"]
        assert len(versions) == 3
        assert all(one["until"] == other["since"] for one, other in pairwise(versions))
        assert versions[-1]["until"] is None
        first = await holder.asks(f"plans/{plan}/versions", limit=1)
        assert first["items"] == versions[:1]
        assert (await holder.asks(f"plans/{plan}/versions", after=first["next"]))["items"] == versions[1:]
        wrong = await served.http.get(f"/v1/plans/{plan}/versions", params={"after": 2**63})
        assert wrong.status_code == 422


async def test_what_changes_nothing_makes_no_version(world: World) -> None:
    async with world.serving("arrangement") as served:
        holder = Professional(served, new_id())
        plan = await drafted(served, Teller(world, "intake"), clarified(new_id(), holder.id, meals()))
        await holder.posts(f"plans/{plan}/agree", expected=409, with_resident=False)
        assert len((await holder.asks(f"plans/{plan}/versions"))["items"]) == 1

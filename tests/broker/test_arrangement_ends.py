"""What a grant carries ends with it, and is asked about before, whenever it began: by a clock that is moved."""

from datetime import timedelta
from uuid import UUID

import pytest

from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import (
    Professional,
    Supplier,
    clarified,
    drafted,
    item_in,
    kinds,
    meals,
    plan_of,
    told,
    unanswered,
)
from tests.broker.matching_letters import Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def granted(world: World, served: Served, until: str) -> tuple[str, Supplier]:
    """An agreed plan with a grant until this day, and who is to give the support."""
    case, need = new_id(), meals()
    holder, mandated = Professional(served, new_id()), Professional(served, new_id())
    await mandated.posts("mandates", person=str(mandated.id))
    plan = await drafted(served, Teller(world, "intake"), clarified(case, holder.id, need))
    await holder.posts(f"plans/{plan}/agree", with_resident=True)
    await Teller(world, "matching").tell(need.need, unanswered(case))

    async def evidence() -> bool:
        return bool((await holder.asks(f"plans/{plan}"))["needs"][0]["unanswered"])

    await eventually(evidence, what="matching's evidence")
    body = {"need": str(need.need), "rung": 4, "grounds": ["lower_rungs_tried"]}
    application = await holder.posts(f"plans/{plan}/applications", 201, **body)
    await mandated.posts(f"applications/{application['id']}/grant", until=until, cost_cents_per_week=0)
    return plan, Supplier(Teller(world, "matching"), case, need.need, 4, new_id())


async def later(served: Served, clock: Clock, days: int) -> None:
    clock.now += timedelta(days=days)
    await served.runtime.ticker.run_due()


async def test_support_that_begins_after_the_last_day_of_its_grant_does_not_run_on_for_ever(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.plans.#")
    async with world.serving("arrangement", clock=clock) as served:
        plan, supplier = await granted(world, served, "2026-01-18")
        await supplier.accepts()
        await item_in(served, supplier.case, "agreed", 4)
        await later(served, clock, 20)
        await supplier.starts()
        await told(events, plan, "plans.item-started")
        await later(served, clock, 0)
        ended = await item_in(served, supplier.case, "ended", 4)
        assert ended["ended"] == "expired"


async def test_near_its_end_it_is_asked_once_whether_something_lighter_will_do(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.plans.#")
    async with world.serving("arrangement", clock=clock) as served:
        short, supplier = await granted(world, served, "2026-01-30")
        await supplier.accepts()
        await item_in(served, supplier.case, "agreed", 4)
        await later(served, clock, 0)
        await supplier.starts()
        await item_in(served, supplier.case, "active", 4)
        await later(served, clock, 0)
        await told(events, short, "plans.change-proposed")

        long, supplier = await granted(world, served, "2026-03-30")
        await supplier.runs()
        item = (await item_in(served, supplier.case, "active", 4))["id"]
        holder = Professional(served, UUID((await plan_of(served, supplier.case))["case_holder"]))
        await holder.posts(f"plans/{long}/items/{item}/suspend")
        await later(served, clock, 60)
        await holder.posts(f"plans/{long}/items/{item}/resume")
        await later(served, clock, 0)
        await told(events, long, "plans.change-proposed")
        await holder.posts(f"plans/{long}/items/{item}/suspend")
        await holder.posts(f"plans/{long}/items/{item}/resume")
        await later(served, clock, 0)
        assert kinds(events, long).count("plans.change-proposed") == 1

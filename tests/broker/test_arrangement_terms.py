"""Terms of support, on a real broker and database: changed by people, and guarded where they are kept."""

from typing import Any

import asyncpg
import pytest

from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import (
    Professional,
    Supplier,
    clarified,
    drafted,
    kinds_seen,
    meals,
    unanswered,
)
from tests.broker.matching_letters import Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: Whoever writes past the service: an item of rung 4 that never ends and is never looked at.
PAST_THE_SERVICE = """
    update plan set document = jsonb_set(jsonb_set(document, '{items,0,until}', 'null'), '{items,0,review_on}', 'null')
    where id = $1
"""


async def granted(world: World, served: Served, holder: Professional) -> tuple[str, dict[str, Any]]:
    """A plan with support on rung 4 that runs until the first of June."""
    intake, matching = Teller(world, "intake"), Teller(world, "matching")
    case, need = new_id(), meals()
    plan = await drafted(served, intake, clarified(case, holder.id, need))
    await holder.posts(f"plans/{plan}/agree", with_resident=True)
    await matching.tell(need.need, unanswered(case))

    async def seen(what: str) -> bool:
        found = await holder.asks(f"plans/{plan}")
        return bool(found["needs"][0]["unanswered"] if what == "evidence" else found["items"][0]["state"] == "active")

    await eventually(lambda: seen("evidence"), what="matching's evidence")
    body = {"need": str(need.need), "rung": 4, "grounds": ["lower_rungs_tried"], "until": "2026-06-01"}
    application = await holder.posts(f"plans/{plan}/applications", 201, **body)
    mandated = Professional(served, new_id())
    await mandated.posts("mandates", person=str(mandated.id))
    await mandated.posts(f"applications/{application['id']}/grant", until="2026-06-01", cost_cents_per_week=0)
    await Supplier(matching, case, need.need, 4, new_id()).runs()
    await eventually(lambda: seen("support"), what="support that runs")
    return str(plan), (await holder.asks(f"plans/{plan}"))["items"][0]


async def test_support_ends_on_the_day_that_people_moved_it_to(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.plans.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder = Professional(served, new_id())
        plan, item = await granted(world, served, holder)
        terms = f"plans/{plan}/items/{item['id']}/terms"
        assert (await holder.posts(terms, 409, until="2026-06-02"))["type"].endswith("beyond-grant")
        assert (await holder.posts(terms, 409, open_ended=True))["type"].endswith("no-end")
        [changed] = (await holder.posts(terms, until="2026-03-01", times_per_week=2, supplier_agrees=True))["items"]
        assert (changed["until"], changed["times_per_week"]) == ("2026-03-01", 2)
        clock.day("2026-03-01")
        await served.runtime.ticker.run_due()
        assert "plans.item-ended" not in kinds_seen(events, plan)
        clock.day("2026-03-02")
        await eventually(lambda: "plans.item-ended" in kinds_seen(events, plan), what="the end of the support")


async def test_support_that_was_granted_is_handled_and_its_plan_closed_by_those_who_work_on_it(world: World) -> None:
    async with world.serving("arrangement", clock=Clock()) as served:
        holder, stranger = (Professional(served, new_id()) for _ in range(2))
        plan, item = await granted(world, served, holder)
        support = f"plans/{plan}/items/{item['id']}"
        bodies: dict[str, dict[str, Any]] = {
            f"{support}/terms": {"until": "2026-03-01"},
            f"{support}/suspend": {},
            f"{support}/resume": {},
            f"{support}/end": {"reason": "goal_met"},
            f"plans/{plan}/coordinator": {"coordinator": str(stranger.id), "role": "relative"},
            f"plans/{plan}/close": {"end_items": "goal_met"},
        }
        for path, body in bodies.items():
            assert (await stranger.posts(path, 409, **body))["type"].endswith("not-coordinator")
        assert (await holder.posts(f"{support}/end", 409, reason="replaced"))["type"].endswith("end-not-yours")
        await holder.posts(f"{support}/end", reason="goal_met")
        await holder.posts(f"plans/{plan}/close")


async def test_the_database_itself_refuses_professional_support_without_an_end(world: World) -> None:
    async with world.serving("arrangement", clock=Clock()) as served:
        plan, _ = await granted(world, served, Professional(served, new_id()))
        with pytest.raises(asyncpg.CheckViolationError, match="professional_support_has_an_end"):
            await served.runtime.pool.execute(PAST_THE_SERVICE, plan)

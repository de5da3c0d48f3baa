"""Support costs what was granted and no day more, in the neighbourhood where it ran."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.needs import StatedNeed
from libs.contracts.proposals import ProposalAccepted, ProposalStarted
from libs.delivery.clock import new_id
from libs.delivery.settings import ROOT
from tests.broker import arrangement_letters as letters
from tests.broker.arrangement_letters import (
    Professional,
    Supplier,
    clarified,
    drafted,
    item_in,
    kinds_seen,
    meals,
    passed_over,
    unanswered,
)
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker
intake, matching = letters.intake, letters.matching


@pytest.fixture
def clock() -> Clock:
    """Monday."""
    clock = Clock()
    clock.day("2026-01-05")
    return clock


@pytest.fixture
async def arrangement(world: World, clock: Clock) -> AsyncIterator[Served]:
    async with world.serving("arrangement", clock=clock) as served:
        yield served


@pytest.fixture
def holder(arrangement: Served) -> Professional:
    return Professional(arrangement, new_id())


async def granted(
    intake: Teller, matching: Teller, holder: Professional, case: UUID, need: StatedNeed, until: str
) -> str:
    """Support on rung 4 that runs from today, at seven euros a week, granted through that day."""
    served = holder.served
    plan = await drafted(served, intake, clarified(case, holder.id, need))
    await holder.posts(f"plans/{plan}/agree", with_resident=True)
    await matching.tell(need.need, unanswered(case))

    async def evidence() -> bool:
        return bool((await holder.asks(f"plans/{plan}"))["needs"][0]["unanswered"])

    await eventually(evidence, what="matching's evidence")
    body: dict[str, Any] = {"until": until, "cost_cents_per_week": 700}
    asked = {"need": str(need.need), "rung": 4, "grounds": ["lower_rungs_tried"]}
    application = await holder.posts(f"plans/{plan}/applications", 201, **asked, **body)
    mandated = Professional(served, new_id())
    await mandated.posts("mandates", person=str(mandated.id))
    await mandated.posts(f"applications/{application['id']}/grant", **body)
    supplier = Supplier(matching, case, need.need, 4, new_id())
    accepted = supplier.about(ProposalAccepted, passed_over=passed_over(4), cost_cents_per_week=700)
    await matching.tell(supplier.id, accepted, supplier.about(ProposalStarted))
    await item_in(served, case, "active", 4)
    return plan


async def cents(served: Served, week: str, **query: Any) -> int:
    answer = await served.http.get("/v1/costs", params={"week": week} | query)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["cents"])


@pytest.mark.parametrize("noticed_on", ["2026-01-12", "2026-01-19"])
async def test_support_that_was_granted_through_sunday_costs_nothing_on_monday_however_late_that_is_noticed(
    world: World,
    arrangement: Served,
    intake: Teller,
    matching: Teller,
    clock: Clock,
    holder: Professional,
    noticed_on: str,
) -> None:
    events = await world.subscribe("nl.omzien.plans.#")
    plan = await granted(intake, matching, holder, new_id(), meals(), "2026-01-11")
    clock.day(noticed_on)
    await eventually(lambda: "plans.item-ended" in kinds_seen(events, plan), what="the end")
    assert [await cents(arrangement, f"2026-W{number:02}") for number in (2, 3, 4)] == [700, 0, 0]


async def test_support_that_was_granted_through_january_is_not_counted_in_october(
    arrangement: Served, intake: Teller, matching: Teller, holder: Professional
) -> None:
    await granted(intake, matching, holder, new_id(), meals(), "2026-01-31")
    assert await cents(arrangement, "2026-W05") == 600
    assert await cents(arrangement, "2026-W41") == 0


async def moved(intake: Teller, matching: Teller, holder: Professional, clock: Clock) -> str:
    """On a Monday in March, after eight weeks of support in De Bilt."""
    case, need = new_id(), meals()
    plan = await granted(intake, matching, holder, case, need, "2026-12-01")
    clock.day("2026-03-02")
    told = clarified(case, holder.id, need, neighbourhood="bilthoven-noord")
    await intake.tell(case, told)

    async def there() -> bool:
        return bool((await holder.asks(f"plans/{plan}"))["neighbourhood"] == "bilthoven-noord")

    await eventually(there, what="the move")
    return plan


async def by_place(served: Served, week: str) -> list[int]:
    """In cents, before the move and after it."""
    return [await cents(served, week, neighbourhood=place) for place in (NEIGHBOURHOOD, "bilthoven-noord")]


async def test_what_was_spent_before_a_move_stays_with_the_neighbourhood_where_it_was_spent(
    arrangement: Served, intake: Teller, matching: Teller, clock: Clock, holder: Professional
) -> None:
    plan = await moved(intake, matching, holder, clock)
    assert [await by_place(arrangement, week) for week in ("2026-W09", "2026-W10")] == [[700, 0], [0, 700]]
    of_plans = await arrangement.http.get("/v1/costs/plans", params={"week": "2026-W09"})
    assert of_plans.json()["items"] == [{"plan": plan, "items": 1, "cents": 700}]


async def test_what_was_counted_before_spells_were_kept_is_mended_by_the_versions_of_plans(
    arrangement: Served, intake: Teller, matching: Teller, clock: Clock, holder: Professional
) -> None:
    plan = await moved(intake, matching, holder, clock)
    pool = arrangement.runtime.pool
    await pool.execute("update plan set document = document - 'stays' where id = $1", UUID(plan))
    await pool.execute("drop table spell")
    text = (ROOT / "services/arrangement/migrations/0013_pre_spell.sql").read_text(encoding="utf-8")
    await pool.execute(text)
    assert await by_place(arrangement, "2026-W09") == [700, 0]
    assert await by_place(arrangement, "2026-W10") == [0, 700]
    assert await by_place(arrangement, "2026-W50") == [0, 0], "it was granted through the first of December"

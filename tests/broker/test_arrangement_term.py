"""The legal term of a decision, on a real broker and database, by a clock that is moved."""

from datetime import timedelta
from typing import Any

import pytest

from libs.contracts.cases import CaseClosed
from libs.contracts.words import CaseOutcome
from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import Professional, clarified, drafted, kinds, kinds_seen, meals, unanswered
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker


async def applied(served: Served, intake: Teller, holder: Professional) -> dict[str, Any]:
    """An application for rung 4, on matching's evidence."""
    case, need = new_id(), meals()
    plan = await drafted(served, intake, clarified(case, holder.id, need))
    await Teller(intake.world, "matching").tell(need.need, unanswered(case))

    async def evidence() -> bool:
        return bool((await holder.asks(f"plans/{plan}"))["needs"][0]["unanswered"])

    await eventually(evidence, what="matching's evidence")
    body = {"need": str(need.need), "rung": 4, "grounds": ["lower_rungs_tried"]}
    return await holder.posts(f"plans/{plan}/applications", 201, **body)


async def moved(served: Served, clock: Clock, events: Subscriber, subject: str, days: float, *told: str) -> None:
    clock.now += timedelta(days=days)
    await served.runtime.ticker.run_due()
    await eventually(lambda: set(told) <= kinds_seen(events, subject), what=f"{told}")


async def test_it_is_told_when_it_is_near_and_when_it_has_passed_each_once(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.applications.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder = Professional(served, new_id())
        application = await applied(served, Teller(world, "intake"), holder)
        assert application["term"]["decide_by"] == "2026-01-19"
        assert not (await holder.asks("applications", overdue=True))["items"]
        await moved(served, clock, events, application["id"], 11, "applications.term-near")
        await moved(served, clock, events, application["id"], 4, "applications.term-overdue")
        await moved(served, clock, events, application["id"], 30)
        late = (await holder.asks("applications", overdue=True))["items"]
        assert [each["id"] for each in late] == [application["id"]]
        kinds = [event["type"].split(".")[3] for event in events.events]
        assert kinds == ["submitted", "term-near", "term-overdue"]


async def test_it_stands_still_runs_on_by_itself_and_stops_with_the_decision(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.applications.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder, mandated = Professional(served, new_id()), Professional(served, new_id())
        await mandated.posts("mandates", person=str(mandated.id))
        application = await applied(served, Teller(world, "intake"), holder)
        path = f"applications/{application['id']}"
        stranger = Professional(served, new_id())
        await stranger.posts(f"{path}/suspend", 409, ground="awaiting_resident")
        await holder.posts(f"{path}/suspend", ground="awaiting_resident", until="2026-01-15")
        await holder.posts(f"{path}/suspend", 409, ground="awaiting_resident")
        await moved(served, clock, events, application["id"], 20, "applications.term-resumed")
        assert (await holder.asks(path))["term"]["decide_by"] == "2026-01-29"
        granted = await mandated.posts(f"{path}/grant", until="2026-04-26", cost_cents_per_week=7_000)
        assert granted["granted_cents"] == 13 * 7_000 + 1_000  # 25 January to 26 April: 92 days
        assert not await served.scalar("select count(*) from timer where kind = 'decision_term'")
        await holder.posts(f"{path}/resume", 409)


async def test_that_it_stands_still_without_a_day_is_told_until_somebody_lets_it_run_on(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.applications.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder = Professional(served, new_id())
        application = await applied(served, Teller(world, "intake"), holder)
        path = f"applications/{application['id']}"
        await holder.posts(f"{path}/suspend", ground="awaiting_resident")
        for _ in range(3):
            await moved(served, clock, events, application["id"], 14, "applications.term-still")
        await holder.posts(f"{path}/resume")
        await moved(served, clock, events, application["id"], 15, "applications.term-overdue")
    kinds_told = [event["type"].split(".")[3] for event in events.events]
    assert kinds_told == ["submitted", "term-suspended", *["term-still"] * 3, "term-resumed", "term-overdue"]
    [since] = {event["data"]["since"] for event in events.of("nl.omzien.applications.term-still.v1")}
    assert since == application["term"]["received_on"]


@pytest.mark.parametrize("with_case", [False, True])
async def test_what_waits_when_its_plan_closes_is_withdrawn_once_and_nobody_is_reminded(
    world: World, with_case: bool
) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.applications.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder, intake = Professional(served, new_id()), Teller(world, "intake")
        application = await applied(served, intake, holder)
        closed = CaseClosed(caseid=application["caseid"], neighbourhood=NEIGHBOURHOOD, outcome=CaseOutcome.DIED)
        if not with_case:
            await holder.posts(f"plans/{application['plan']}/close")
        await intake.tell(closed.caseid, closed)
        await moved(served, clock, events, application["id"], 0, "applications.withdrawn")
        assert not await served.scalar("select count(*) from timer where kind = 'decision_term'")
        await moved(served, clock, events, application["id"], 30)
        shown = await holder.asks(f"applications/{application['id']}")
        assert (shown["state"], shown["withdrawn"], shown["decided_by"]) == ("withdrawn", "plan_closed", None)
        assert not (await holder.asks("applications", overdue=True))["items"]
    assert kinds(events, application["id"]) == ["applications.submitted", "applications.withdrawn"]
    assert events.events[-1]["data"]["ground"] == "plan_closed"


async def test_a_service_that_was_away_tells_it_once_it_is_back(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.applications.#")
    async with world.serving("arrangement", clock=clock) as served:
        application = await applied(served, Teller(world, "intake"), Professional(served, new_id()))
    clock.now += timedelta(days=60)
    async with world.serving("arrangement", clock=clock):
        await eventually(lambda: "applications.term-overdue" in kinds_seen(events, application["id"]))
    assert [event["type"].split(".")[3] for event in events.events] == ["submitted", "term-overdue"]

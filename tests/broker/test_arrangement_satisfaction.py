"""Whether somebody was helped well, on a real broker and database, by a clock that is moved."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.cases import CaseClosed, CaseConsentGiven, CaseReopened
from libs.contracts.casework import Purpose
from libs.contracts.words import CaseOutcome
from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import Professional, Supplier, clarified, drafted, item_in, meals
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

SURVEYS = "nl.omzien.surveys"


async def helped(served: Served, intake: Teller, holder: Professional) -> str:
    """The plan of a resident who may be asked, and whom a volunteer helps."""
    case, need = new_id(), meals()
    plan = await drafted(served, intake, clarified(case, holder.id, need))
    given = CaseConsentGiven(caseid=case, neighbourhood=NEIGHBOURHOOD, purpose=Purpose.CONTACT_BY_SURVEY)
    await intake.tell(case, given)
    await holder.posts(f"plans/{plan}/agree", with_resident=True)
    await Supplier(Teller(intake.world, "matching"), case, need.need, 2, new_id()).runs()
    await item_in(served, case, "active", 2)
    return plan


async def told(events: Subscriber, kind: str, times: int) -> list[dict[str, Any]]:
    async def enough() -> bool:
        return len(events.of(f"{SURVEYS}.{kind}.v1")) >= times

    await eventually(enough, what=f"{times} {kind}")
    return [event["data"] | {"id": event["subject"]} for event in events.of(f"{SURVEYS}.{kind}.v1")]


async def later(served: Served, clock: Clock, weeks: float) -> None:
    clock.now += timedelta(weeks=weeks)
    await served.runtime.ticker.run_due()


async def test_each_group_is_asked_once_also_by_a_service_that_was_away(world: World) -> None:
    clock, events = Clock(), await world.subscribe(f"{SURVEYS}.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder = Professional(served, new_id())
        plan = await helped(served, Teller(world, "intake"), holder)
        await later(served, clock, 7)
        assert not events.events
    clock.now += timedelta(weeks=6)
    async with world.serving("arrangement", clock=clock) as served:
        holder, asker = Professional(served, holder.id), Professional(served, new_id())
        await later(served, clock, 0)
        asked = await told(events, "asked", 2)
        assert sorted(each["group"] for each in asked) == ["resident", "volunteer"]
        [resident] = [each["id"] for each in asked if each["group"] == "resident"]
        assert (await holder.posts(f"satisfaction/{resident}/answers", 409, helped_well=True))["type"].endswith(
            "not-independent"
        )
        said = await asker.posts(f"satisfaction/{resident}/answers", helped_well=True, mark=9)
        assert said["state"] == "answered" and "helped_well" not in said
        await asker.posts(f"satisfaction/{resident}/decline", 409)
        await asker.posts(f"satisfaction/{new_id()}/decline", 404)
        [waits] = (await asker.asks("satisfaction", neighbourhood=NEIGHBOURHOOD))["items"]
        assert waits["group"] == "volunteer"
        await later(served, clock, 5)
        [late] = await told(events, "unanswered", 1)
        assert late["id"] == waits["id"]
        await asker.posts(f"satisfaction/{waits['id']}/decline")
        await holder.posts(f"plans/{plan}/close", end_items="goal_met")
        await later(served, clock, 0)
        assert [each["moment"] for each in await told(events, "asked", 3)][-1] == "at_the_end"
        await later(served, clock, 52)
        assert len(events.of(f"{SURVEYS}.asked.v1")) == 3


async def test_who_was_not_helped_since_the_case_was_reopened_is_not_asked_again(world: World) -> None:
    clock, events, plans = Clock(), await world.subscribe(f"{SURVEYS}.#"), await world.subscribe("nl.omzien.plans.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder, intake = Professional(served, new_id()), Teller(world, "intake")
        plan = await helped(served, intake, holder)
        case = UUID((await holder.asks(f"plans/{plan}"))["caseid"])
        closed = CaseClosed(caseid=case, neighbourhood=NEIGHBOURHOOD, outcome=CaseOutcome.NOT_REACHED)
        await intake.tell(case, closed)
        await eventually(lambda: len(plans.of("nl.omzien.plans.closed.v1")) == 1)
        await later(served, clock, 1)
        await told(events, "asked", 1)
        await intake.tell(case, CaseReopened(caseid=case, neighbourhood=NEIGHBOURHOOD, household=new_id()), closed)
        await eventually(lambda: len(plans.of("nl.omzien.plans.closed.v1")) == 2)
        await later(served, clock, 1)
        assert await served.scalar("select count(*) from satisfaction where plan = $1", UUID(plan)) == 1


async def test_what_five_people_said_is_told_at_once_and_none_of_it_leads_to_a_case(world: World) -> None:
    clock, events = Clock(), await world.subscribe(f"{SURVEYS}.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder, asker = Professional(served, new_id()), Professional(served, new_id())
        for _ in range(6):
            await helped(served, Teller(world, "intake"), holder)
        await later(served, clock, 12)
        everybody = await told(events, "asked", 12)
        first, second, third, fourth, fifth, last = (e["id"] for e in everybody if e["group"] == "resident")
        await asker.posts(f"satisfaction/{first}/decline")
        for each in (second, third, fourth):
            await asker.posts(f"satisfaction/{each}/answers", helped_well=False)
        assert len(await told(events, "replied", 4)) == len(events.events) - 12, "nothing of what they said"
        await asyncio.gather(*(asker.posts(f"satisfaction/{each}/answers", helped_well=True) for each in (fifth, last)))
        said = [*await told(events, "answered", 5), *await told(events, "declined", 1)]
    assert [each.get("helped_well") for each in said] == [False, False, False, True, True, None]
    assert len({each["id"] for each in said}) == 6
    about = {str(each[name]) for each in everybody for name in ("id", "caseid", "plan", "item") if name in each}
    assert not [id_ for id_ in about if id_ in str(said)]


async def test_figures_are_shown_of_five_answers_and_of_no_fewer(world: World) -> None:
    clock, events = Clock(), await world.subscribe(f"{SURVEYS}.#")
    async with world.serving("arrangement", clock=clock) as served:
        holder, asker = Professional(served, new_id()), Professional(served, new_id())
        for _ in range(5):
            await helped(served, Teller(world, "intake"), holder)
        await later(served, clock, 12)
        residents = [each["id"] for each in await told(events, "asked", 10) if each["group"] == "resident"]
        for number, each in enumerate(residents):
            figures = (await asker.asks("satisfaction/figures", neighbourhood=NEIGHBOURHOOD))["groups"][0]
            assert (figures["too_few"], figures["helped_well"], figures["mean_mark"]) == (True, None, None)
            await asker.posts(f"satisfaction/{each}/answers", helped_well=number > 0, mark=6 + number % 2)
        period = {"from": "2026-03-01", "until": "2026-12-31"}
        resident, volunteer, partner = (await asker.asks("satisfaction/figures", **period))["groups"]
        assert (resident["asked"], resident["answered"], resident["share"], resident["mean_mark"]) == (5, 5, 0.8, 6.4)
        assert (volunteer["asked"], volunteer["answered"], partner["asked"]) == (5, 0, 0)
        [none, *_] = (await asker.asks("satisfaction/figures", until="2026-02-01"))["groups"]
        assert none["asked"] == 0

"""Two people decide on one plan at the same moment, at two processes: one does, and the other hears why not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from libs.contracts.calendar import day_of
from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import (
    Professional,
    Supplier,
    clarified,
    drafted,
    item_in,
    meals,
    unanswered,
)
from tests.broker.matching_letters import Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

ROUNDS = 8


@dataclass(frozen=True)
class Scene:
    """A plan with support that runs on rung 3, and an application that waits; `both` are at either process."""

    plan: str
    item: str
    application: str
    review_on: str
    holders: tuple[Professional, Professional]
    mandated: tuple[Professional, Professional]
    intake: Teller
    matching: Teller
    supplier: Supplier

    async def change(self) -> str:
        """A step down that is proposed, on a fact of its own."""
        body = {"item": self.item, "to_rung": 2, "grounds": ["lighter_offering"], "facts": [str(new_id())]}
        told = await self.holders[0].posts(f"plans/{self.plan}/changes", 201, **body)
        return str(told["changes"][-1]["id"])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def processes(world: World, clock: Clock) -> AsyncIterator[tuple[Served, Served]]:
    async with world.serving("arrangement", clock=clock) as one, world.serving("arrangement", clock=clock) as other:
        yield one, other


@pytest.fixture
async def scene(world: World, processes: tuple[Served, Served]) -> Callable[[], Awaitable[Scene]]:
    person, decider = new_id(), new_id()
    holders = Professional(processes[0], person), Professional(processes[1], person)
    mandated = Professional(processes[0], decider), Professional(processes[1], decider)
    await mandated[0].posts("mandates", person=str(decider))
    intake, matching = Teller(world, "intake"), Teller(world, "matching")

    async def make() -> Scene:
        case, need, second = new_id(), meals(), meals()
        plan = await drafted(processes[0], intake, clarified(case, person, need, second))
        await holders[0].posts(f"plans/{plan}/agree", with_resident=True)
        supplier = Supplier(matching, case, need.need, 3, new_id())
        await supplier.runs()
        item = await item_in(processes[0], case, "active", 3)
        await matching.tell(second.need, unanswered(case))

        async def evidence() -> bool:
            return any(each["unanswered"] for each in (await holders[0].asks(f"plans/{plan}"))["needs"])

        await eventually(evidence, what="matching's evidence")
        body = {"need": str(second.need), "rung": 4, "grounds": ["lower_rungs_tried"]}
        application = await holders[0].posts(f"plans/{plan}/applications", 201, **body)
        review_on = (await holders[0].asks(f"plans/{plan}"))["review_on"]
        return Scene(plan, item["id"], application["id"], review_on, holders, mandated, intake, matching, supplier)

    return make


async def at_once(one: Awaitable[Any], other: Awaitable[Any]) -> list[str]:
    """What each was answered: `done`, or the slug of the problem; a problem says what to do."""
    told = []
    for answer in await asyncio.gather(one, other):
        body = answer.json()
        told.append("done" if answer.is_success else body["type"].split(":")[-1])
        assert answer.is_success or (answer.status_code == 409 and len(body["detail"]) > 20), answer.text
    return sorted(told)


async def test_a_change_is_decided_once(scene: Callable[[], Awaitable[Scene]]) -> None:
    made = await scene()
    first, second = made.holders
    for _ in range(ROUNDS):
        path = f"plans/{made.plan}/changes/{await made.change()}"
        told = await at_once(first.sends(f"{path}/reject", ground="not_now"), second.sends(f"{path}/accept"))
        assert told == ["change-state", "done"]
        [state] = [each["state"] for each in (await first.asks(f"plans/{made.plan}"))["changes"] if each["id"] in path]
        if state == "accepted":  # the next step takes its place: it has found nobody
            continue
        assert state == "rejected"


async def test_a_step_is_taken_once_by_however_many_decide_for_it(scene: Callable[[], Awaitable[Scene]]) -> None:
    made = await scene()
    for _ in range(ROUNDS):
        path = f"plans/{made.plan}/changes/{await made.change()}/accept"
        assert await at_once(*(each.sends(path) for each in made.holders)) == ["change-state", "done"]
    plan = await made.holders[0].asks(f"plans/{made.plan}")
    open_items = [item for item in plan["items"] if item["need"] == str(made.supplier.need)]
    assert sorted(item["state"] for item in open_items) == ["active", "intended"]


async def test_a_follow_up_has_passed_or_has_not(scene: Callable[[], Awaitable[Scene]], clock: Clock) -> None:
    for _ in range(ROUNDS // 2):
        made = await scene()
        change = await made.change()
        await made.holders[0].posts(f"plans/{made.plan}/changes/{change}/accept")
        volunteer = Supplier(made.matching, made.supplier.case, made.supplier.need, 2, new_id())
        await volunteer.runs()
        await item_in(made.holders[0].served, made.supplier.case, "active", 2)
        clock.now += timedelta(weeks=4)
        path = f"plans/{made.plan}/changes/{change}/follow-up"
        first, second = made.holders
        told = await at_once(first.sends(path, passed=True), second.sends(path, passed=False))
        assert told == ["change-state", "done"]
        plan = await first.asks(f"plans/{made.plan}")
        [decided] = [each["state"] for each in plan["changes"] if each["id"] == change]
        stays = {"confirmed": 2, "fallen_back": 3}[decided]
        runs = [item["rung"] for item in plan["items"] if item["state"] == "active"]
        assert runs == [stays], "one of both is left, and it is the one that was decided"


async def test_a_plan_that_closes_is_not_agreed_upon_afterwards(processes: tuple[Served, Served], world: World) -> None:
    intake, person = Teller(world, "intake"), new_id()
    first, second = (Professional(each, person) for each in processes)
    for _ in range(ROUNDS):
        plan = await drafted(processes[0], intake, clarified(new_id(), person, meals()))
        agree = first.sends(f"plans/{plan}/agree", with_resident=True)
        # agreed upon first it still closes; the other way round it is too late
        assert await at_once(agree, second.sends(f"plans/{plan}/close")) in (["done", "done"], ["done", "plan-state"])
        assert (await first.asks(f"plans/{plan}"))["state"] == "closed"


async def test_an_application_is_granted_once(scene: Callable[[], Awaitable[Scene]]) -> None:
    for _ in range(ROUNDS // 2):
        made = await scene()
        path = f"applications/{made.application}/grant"
        told = await at_once(*(each.sends(path, until="2099-12-31", cost_cents_per_week=0) for each in made.mandated))
        assert told == ["application-state", "done"]


async def test_an_application_is_decided_once(scene: Callable[[], Awaitable[Scene]]) -> None:
    for _ in range(ROUNDS // 2):
        made = await scene()
        path = f"applications/{made.application}"
        grant = made.mandated[0].sends(f"{path}/grant", until="2099-12-31", cost_cents_per_week=100)
        other = made.mandated[1].sends(f"{path}/reject", ground="lighter_suffices")
        assert await at_once(grant, other) == ["application-state", "done"]
        plan = await made.holders[0].asks(f"plans/{made.plan}")
        assert len([each for each in plan["applications"] if each["state"] in ("granted", "rejected")]) == 1


async def test_a_granted_application_cannot_be_withdrawn_behind_its_back(scene: Callable[[], Awaitable[Scene]]) -> None:
    for _ in range(ROUNDS // 2):
        made = await scene()
        path = f"applications/{made.application}"
        grant = made.mandated[0].sends(f"{path}/grant", until="2099-12-31", cost_cents_per_week=100)
        assert await at_once(grant, made.holders[1].sends(f"{path}/withdraw")) == ["application-state", "done"]


async def test_a_planned_review_is_held_once(scene: Callable[[], Awaitable[Scene]], clock: Clock) -> None:
    made = await scene()
    for number in range(ROUNDS):
        planned = (await made.holders[0].asks(f"plans/{made.plan}"))["review_on"]
        today = day_of(clock.now)
        later = str(today + timedelta(weeks=20 + number))
        body = {"planned_on": planned, "reviewed_on": str(today), "scores": {"meaning": 3}, "next_review_on": later}
        told = await at_once(*(each.sends(f"plans/{made.plan}/reviews", **body) for each in made.holders))
        assert told == ["done", "reviewed-already"]
    assert len((await made.holders[0].asks(f"plans/{made.plan}"))["reviews"]) == ROUNDS


async def test_what_ends_ends_once(scene: Callable[[], Awaitable[Scene]]) -> None:
    made = await scene()
    path = f"plans/{made.plan}/items/{made.item}/end"
    told = await at_once(
        *(
            each.sends(path, reason=reason)
            for each, reason in zip(made.holders, ("goal_met", "dropped_out"), strict=True)
        )
    )
    assert told == ["done", "item-state"]


async def test_who_decided_on_an_older_version_reads_it_again(scene: Callable[[], Awaitable[Scene]]) -> None:
    made = await scene()
    answer = await made.holders[0].served.http.get(f"/v1/plans/{made.plan}")
    seen = {"If-Match": answer.headers["ETag"]}
    one, other = await asyncio.gather(
        *(each.sends(f"plans/{made.plan}/goals", seen, domain="meaning", target_score=4) for each in made.holders)
    )
    assert sorted((one.status_code, other.status_code)) == [201, 412]
    [stale] = [each for each in (one, other) if each.status_code == 412]
    assert "Read it again" in stale.json()["detail"]

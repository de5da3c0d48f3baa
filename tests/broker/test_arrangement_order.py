"""Events of different subjects come in any order: what the plan cannot take yet waits, and is not lost."""

import random
from functools import partial
from itertools import permutations

import pytest

from libs.contracts.proposals import ProposalAccepted, ProposalStarted
from libs.contracts.topology import EVENTS
from libs.delivery.clock import new_id
from tests.broker import arrangement_letters as letters
from tests.broker.arrangement_letters import (
    Professional,
    Supplier,
    clarified,
    item_in,
    meals,
    passed_over,
    plan_of,
    told,
    unanswered,
)
from tests.broker.matching_letters import Teller
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

# an import of fixtures would look unused
arrangement, intake, matching = letters.arrangement, letters.intake, letters.matching


async def test_whatever_comes_first_nothing_is_lost(
    arrangement: Served, intake: Teller, matching: Teller, world: World
) -> None:
    events = await world.subscribe("nl.omzien.plans.#")
    seen = 0
    for order in permutations(("clarified", "unanswered", "runs")):
        case, need = new_id(), meals()
        volunteer = Supplier(matching, case, need.need, 2, new_id())
        for step in order:
            if step == "clarified":
                await intake.tell(case, clarified(case, new_id(), need))
            elif step == "unanswered":
                await matching.tell(need.need, unanswered(case))
            else:
                await volunteer.runs()
            # one after the other, so that what comes first must be kept
            seen += 2 if step == "runs" else 1
            await eventually(partial(counted, arrangement, "select count(*) from inbox", seen), what=step)
        assert (await item_in(arrangement, case, "active", 2))["proposal"] == str(volunteer.id)
        plan = await plan_of(arrangement, case)
        assert {each["rung"] for each in plan["needs"][0]["evidence"]} == {0, 1, 2, 3}, order
        assert sorted(await told(events, plan["id"], "plans.item-started")) == [
            "plans.drafted",
            "plans.goal-set",
            "plans.item-agreed",
            "plans.item-intended",
            "plans.item-started",
        ], order


async def test_an_awaited_plan_is_nobodys_to_see(arrangement: Served, matching: Teller) -> None:
    case, need = new_id(), new_id()
    await Supplier(matching, case, need, 2, new_id()).accepts()
    await eventually(lambda: counted(arrangement, "select count(*) from inbox", 1), what="the proposal")
    assert (await arrangement.http.get("/v1/plans", params={"case": str(case)})).json()["items"] == []
    id_ = await arrangement.scalar("select id from plan")
    assert (await arrangement.http.get(f"/v1/plans/{id_}")).status_code == 404
    await Professional(arrangement, new_id()).posts(f"plans/{id_}/agree", 404, with_resident=True)
    assert (await arrangement.http.get("/v1/plans/counts")).json()["plans_by_state"] == {}


async def test_many_cases_in_any_order_each_get_their_plan(
    arrangement: Served, intake: Teller, matching: Teller, world: World
) -> None:
    letters = []
    for _ in range(150):
        case, need = new_id(), meals()
        volunteer = Supplier(matching, case, need.need, 2, new_id())
        letters += [
            intake.letter(case, clarified(case, new_id(), need)),
            matching.letter(need.need, unanswered(case)),
            matching.letter(volunteer.id, volunteer.about(ProposalAccepted, passed_over=passed_over(2))),
            matching.letter(volunteer.id, volunteer.about(ProposalStarted)),
        ]
    random.Random(4).shuffle(letters)
    await world.publish(EVENTS, letters)
    running = "select count(*) from plan where highest_rung = 2 and state = 'draft'"
    await eventually(lambda: counted(arrangement, running, 150), what="150 plans with support")
    assert await arrangement.scalar("select count(*) from plan") == 150
    assert await arrangement.scalar("select count(*) from plan where document -> 'waiting' <> '[]'") == 0
    assert await arrangement.scalar("select count(*) from dead_letter") == 0


async def counted(arrangement: Served, statement: str, expected: int) -> bool:
    return bool(await arrangement.scalar(statement) == expected)

"""Exactly one case holder, whatever is proposed, confirmed, declined and planned at once; and who held it when."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from libs.contracts.plans import PlanAgreed
from tests.broker.intake_letters import Sender, new_id
from tests.broker.test_intake_adviser import get, join, post, told_of, walk_in
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: A Monday evening, and the morning after it.
EVENING, MORNING = datetime(2026, 1, 5, 20, tzinfo=UTC), datetime(2026, 1, 6, 9, tzinfo=UTC)


async def absent(intake: Served, who: str, stand_in: str, days: int = 7) -> dict[str, Any]:
    today = intake.runtime.clock().date()
    body = {"from": today.isoformat(), "until": (today + timedelta(days=days)).isoformat(), "stand_in": stand_in}
    return await post(intake, f"/v1/case-holders/{who}/absence", body)


async def waiting(intake: Served, **asked: object) -> list[tuple[str, str]]:
    items = (await get(intake, "/v1/worklist", **asked))["items"]
    return [(item["case"]["id"], item["waits_for"]) for item in items]


async def test_a_race_of_a_hundred_handovers_leaves_one_case_holder(world: World) -> None:
    chance = Random(3)
    async with AsyncExitStack() as exits:
        processes = [await exits.enter_async_context(world.serving("intake", pool=6)) for _ in range(2)]
        one = processes[0]
        told = await world.subscribe("nl.omzien.cases.#")
        people = [await join(one) for _ in range(5)]
        case = await walk_in(one)
        path = f"/v1/cases/{case['id']}/handover"

        async def ask(step: str, body: object = None) -> None:
            headers, answer = {"Idempotency-Key": str(new_id())}, None
            while answer is None or answer.status_code == 503:  # busy: as it says, the same command again
                answer = await chance.choice(processes).http.post(path + step, json=body, headers=headers)
            assert answer.status_code in (200, 409), answer.text

        async def hand_over(receiver: str) -> None:
            await ask("", {"receiver": receiver})
            await ask(chance.choice(["/confirm", "/confirm", "/confirm", "/decline"]))

        await asyncio.gather(*(hand_over(chance.choice(people)) for _ in range(100)))
        after = await get(one, f"/v1/cases/{case['id']}")
        history = (await get(one, f"/v1/cases/{case['id']}/holders"))["holders"]
        team = (await get(one, "/v1/case-holders", neighbourhood="de-bilt-west"))["case_holders"]
        await eventually(lambda: len(told.events) == after["sequence"])
    assert {each["case_holder"]: each["open_cases"] for each in team} == {
        person: int(person == after["case_holder"]) for person in people
    }
    told.events.sort(key=lambda event: int(event["sequence"]))
    assert [int(event["sequence"]) for event in told.events] == list(range(1, after["sequence"] + 1))
    assigned = [event["data"]["case_holder"] for event in told.of("nl.omzien.cases.assigned.v1")]
    assert len(assigned) > 2, "it changed hands"
    assert [each["case_holder"] for each in history] == assigned
    assert [each["until"] for each in history] == [*(each["since"] for each in history[1:]), None]


async def test_who_held_a_case_when_is_kept_also_while_nobody_did(world: World) -> None:
    async with world.serving("intake") as intake:
        first = await join(intake)
        case = await walk_in(intake)
        path = f"/v1/cases/{case['id']}"
        await post(intake, f"{path}/close", {"outcome": "moved"})
        await post(intake, f"{path}/reopen")
        held = (await get(intake, f"{path}/holders"))["holders"]
        assert (await intake.http.get(f"/v1/cases/{new_id()}/holders")).status_code == 404
    assert [(each["case_holder"], each["until"] is None) for each in held] == [(first, False), (first, True)]
    assert held[0]["until"] < held[1]["since"]


async def test_a_handover_can_be_declined_or_withdrawn_and_proposed_again(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        first = await join(intake)
        case = await walk_in(intake)
        second = await join(intake)
        path = f"/v1/cases/{case['id']}/handover"
        for step, who in (("decline", second), ("withdraw", first)):
            await post(intake, path, {"receiver": second})
            other = first if who == second else second
            await post(intake, f"{path}/{step}", None, 409, **{"Omzien-Actor": other})
            left = await post(intake, f"{path}/{step}", None, 200, **{"Omzien-Actor": who})
            assert (left["case_holder"], left["receiver"]) == (first, None)
        await eventually(lambda: len(told.events) == left["sequence"])
    assert told_of(told.events)[3:] == [
        *("handover-proposed", "handover-declined", "handover-proposed", "handover-withdrawn")
    ]


async def test_while_somebody_is_absent_the_stand_in_sees_their_work_and_new_cases_go_elsewhere(world: World) -> None:
    household = str(new_id())
    async with world.serving("intake") as intake:
        anna = await join(intake)
        held = await walk_in(intake)
        ben = await join(intake, capacity=1)
        away = await absent(intake, anna, ben)
        assert (away["stand_in"], away["open_cases"]) == (ben, 1)
        assert [case for case, _ in await waiting(intake, case_holder=ben)] == [held["id"]]
        new = await walk_in(intake, household)
        assert new["case_holder"] == ben
        assert (await get(intake, f"/v1/cases/{held['id']}"))["case_holder"] == anna
        await post(intake, f"/v1/cases/{new['id']}/handover", {"receiver": anna}, 409)
        refused = {"from": away["absent_from"], "stand_in": anna}
        assert (await post(intake, f"/v1/case-holders/{ben}/absence", refused, 409))["type"].endswith("stand-in-absent")
        back = await post(intake, f"/v1/case-holders/{anna}/return")
        assert (back["stand_in"], back["absent_from"]) == (None, None)
        assert [case for case, _ in await waiting(intake, case_holder=ben)] == [new["id"]]
        await post(intake, f"/v1/cases/{new['id']}/close", {"outcome": "moved"})
        assert (await walk_in(intake, household))["case_holder"] == ben, "who held their last case, also when busier"
        for path in (f"/v1/case-holders/{new_id()}/return", f"/v1/case-holders/{new_id()}/absence"):
            await post(intake, path, {"from": away["absent_from"], "stand_in": ben}, 404)


async def test_of_absences_that_are_planned_at_once_none_leaves_work_in_nobodys_hands(world: World) -> None:
    async with AsyncExitStack() as exits:
        one, two = [await exits.enter_async_context(world.serving("intake")) for _ in range(2)]
        for _ in range(10):
            # whose row comes last is waited for by the other, who began before it was written
            anna, ben, carla = [await join(one) for _ in range(3)]
            answers = await asyncio.gather(
                *(
                    intake.http.post(
                        f"/v1/case-holders/{who}/absence", json={"from": "2026-01-06", "stand_in": stand_in}
                    )
                    for intake, who, stand_in in ((one, anna, ben), (two, ben, carla))
                )
            )
            assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_an_absence_is_over_by_itself_after_its_last_day(world: World) -> None:
    async with world.serving("intake") as intake:
        intake.runtime.clock = lambda: MORNING
        anna, ben = await join(intake), await join(intake, capacity=1)
        await absent(intake, anna, ben, days=2)
        assert (await walk_in(intake))["case_holder"] == ben
        intake.runtime.clock = lambda: MORNING + timedelta(days=3)
        assert (await walk_in(intake))["case_holder"] == anna


async def test_acute_at_night_is_the_night_teams_and_in_the_morning_goes_on_to_the_neighbourhood(world: World) -> None:
    async with world.serving("intake") as intake:
        intake.runtime.clock = lambda: EVENING
        adviser, nurse = await join(intake), await join(intake, "night")
        case = await walk_in(intake, urgency="acute")
        ordinary = await walk_in(intake)
        assert (case["case_holder"], ordinary["case_holder"]) == (nurse, adviser)
        nowhere = await walk_in(intake, urgency="acute", address={"postcode": "9999 ZZ"})
        assert (nowhere["case_holder"], nowhere["neighbourhood"]) == (nurse, "unknown")
        intake.runtime.clock = lambda: MORNING
        [item] = (await get(intake, "/v1/cases/exceptions", neighbourhood="de-bilt-west"))["items"]
        assert (item["case"]["id"], item["waits_for"]) == (case["id"], "handover")
        path = f"/v1/cases/{case['id']}/handover"
        await post(intake, path, {"receiver": adviser})
        taken = await post(intake, f"{path}/confirm", None, 200, **{"Omzien-Actor": adviser})
        assert taken["case_holder"] == adviser
        assert (await walk_in(intake, urgency="acute"))["case_holder"] == adviser


async def test_what_the_night_team_holds_waits_for_the_neighbourhood_also_when_it_is_planned_or_nowhere(
    world: World,
) -> None:
    arrangement = Sender("arrangement")
    async with world.serving("intake") as intake:
        intake.runtime.clock = lambda: EVENING
        await join(intake, "night")
        case = await walk_in(intake, urgency="acute")
        nowhere = await walk_in(intake, urgency="acute", address={"postcode": "9999 ZZ"})
        body = {"ground": "acute", "needs": [{"category": "care", "domain": "physical_functioning"}]}
        await post(intake, f"/v1/cases/{case['id']}/direct-transfer", body)
        agreed = PlanAgreed(neighbourhood="de-bilt-west", caseid=case["id"])
        await world.publish("events", [arrangement.tells(new_id(), agreed)])
        await eventually(lambda: intake.scalar("select count(*) = 1 from cases where state = 'planned'"))
        assert await waiting(intake, neighbourhood="de-bilt-west") == []
        intake.runtime.clock = lambda: MORNING
        assert await waiting(intake, neighbourhood="de-bilt-west") == [(case["id"], "handover")]
        assert await waiting(intake, role="helpdesk") == [(nowhere["id"], "place")]

"""Raised signals become cases: one per household, whatever comes at once."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from itertools import chain
from random import Random
from uuid import UUID

import asyncpg
import pytest

from libs.contracts.signals import SignalRaised
from libs.contracts.words import Urgency
from libs.delivery.database import prepare
from libs.delivery.received import Cause, Received
from services.intake.handlers import open_or_extend
from tests.broker.intake_letters import Sender, new_id, raised
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def _join(intake: Served, neighbourhood: str, capacity: int = 10) -> str:
    """A new colleague in the neighbourhood's team; returns who."""
    case_holder = str(new_id())
    answer = await intake.http.post(
        "/v1/case-holders", json={"case_holder": case_holder, "neighbourhood": neighbourhood, "capacity": capacity}
    )
    assert answer.status_code == 200, answer.text
    return case_holder


async def test_a_raised_signal_opens_a_case_with_a_case_holder_and_a_route(world: World) -> None:
    signalling, signal, household = Sender("signalling"), new_id(), new_id()
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        holder = await _join(intake, "de-bilt-west")
        await world.publish("events", [signalling.tells(signal, raised(household))])
        await eventually(lambda: len(told.events) == 3)
        [case] = (await intake.http.get("/v1/cases", params={"household": str(household)})).json()["cases"]
    assert [(event["type"].split(".")[3], event["sequence"]) for event in told.events] == [
        ("opened", "1"),
        ("assigned", "2"),
        ("triaged", "3"),
    ]
    assert (case["case_holder"], case["route"], case["signals"]) == (holder, "team", [str(signal)])
    assert {event["data"]["caseid"] for event in told.events} == {case["id"]}


async def test_a_hundred_parallel_signals_on_one_household_make_one_case(world: World) -> None:
    household, others = new_id(), [new_id() for _ in range(20)]
    homes = [household] * 100 + others * 5
    senders = Sender("signalling")
    letters = [senders.tells(new_id(), raised(home)) for home in homes]
    async with AsyncExitStack() as exits:
        one, two = [await exits.enter_async_context(world.serving("intake", batch=7, pool=4)) for _ in range(2)]
        told = await world.subscribe("nl.omzien.cases.#")
        await _join(one, "de-bilt-west")
        await asyncio.gather(*(world.publish("events", letters[start::10]) for start in range(10)))
        await eventually(
            lambda: len(told.of("nl.omzien.cases.opened.v1")) + len(told.of("nl.omzien.cases.extended.v1")) == 200
        )
        cases = await two.runtime.pool.fetch("select household, count(*) as n from cases group by 1")
        signals = await two.scalar("select count(distinct signal) from cases, unnest(signals) as signal")
    assert {row["household"]: row["n"] for row in cases} == dict.fromkeys([household, *others], 1)
    assert signals == 200
    named = chain.from_iterable(event["data"].get("signals", ()) for event in told.events)
    assert set(Counter(named).values()) == {1}


async def test_work_is_spread_by_capacity_also_when_two_processes_assign_at_once(world: World) -> None:
    signalling = Sender("signalling")
    async with AsyncExitStack() as exits:
        one, two = [await exits.enter_async_context(world.serving("intake", batch=9)) for _ in range(2)]
        told = await world.subscribe("nl.omzien.cases.assigned.v1.#")
        for capacity in (5, 10, 15):
            await _join(one, "de-bilt-west", capacity)
        letters = [signalling.tells(new_id(), raised(new_id())) for _ in range(120)]
        await asyncio.gather(*(world.publish("events", letters[start::4]) for start in range(4)))
        await eventually(lambda: len(told.events) == 120)
        team = (await two.http.get("/v1/case-holders", params={"neighbourhood": "de-bilt-west"})).json()
        counted = await two.runtime.pool.fetch("select case_holder, count(*) as n from cases group by 1")
    loads = {each["case_holder"]: (each["open_cases"], each["capacity"]) for each in team["case_holders"]}
    assert sorted(loads.values()) == [(20, 5), (40, 10), (60, 15)]
    assert {str(row["case_holder"]): row["n"] for row in counted} == {who: open_ for who, (open_, _) in loads.items()}


async def test_a_signal_from_nowhere_waits_at_the_helpdesk_until_a_place_is_given(world: World) -> None:
    household = new_id()
    async with world.serving("intake") as intake:
        holder = await _join(intake, "maartensdijk")
        await world.publish(
            "events", [Sender("signalling").tells(new_id(), raised(household, "unknown", Urgency.ACUTE))]
        )
        await eventually(lambda: intake.scalar("select count(*) = 1 from cases"))
        [item] = (await intake.http.get("/v1/worklist", params={"neighbourhood": "unknown"})).json()["items"]
        case = item["case"]
        assert (item["waits_for"], case["case_holder"], case["route"]) == ("place", None, "acute")
        placed = await intake.http.post(f"/v1/cases/{case['id']}/place", json={"neighbourhood": "maartensdijk"})
        assert (placed.json()["neighbourhood"], placed.json()["case_holder"]) == ("maartensdijk", holder)
        [item] = (await intake.http.get("/v1/worklist", params={"case_holder": holder})).json()["items"]
        assert item["waits_for"] == "pick_up"


async def test_a_batch_costs_as_many_statements_as_a_single_signal(world: World) -> None:
    async with world.serving("intake") as intake:
        await _join(intake, "de-bilt-west")
        connection = await asyncpg.connect(world.urls["intake"], server_settings={"search_path": "intake"})
        await prepare(connection)

        async def statements_for(size: int) -> int:
            asked: list[str] = []
            work = intake.runtime.work(connection, Cause("test", "test", "system"))
            async with connection.transaction():
                with connection.query_logger(lambda query: asked.append(query.query)):
                    await open_or_extend(work, [_received(new_id(), raised(new_id())) for _ in range(size)])
                    await work.flush()
            return len(asked)

        await statements_for(1)  # a new connection asks for types as well
        assert await statements_for(200) == await statements_for(1) == 5
        await connection.close()


def _received(signal: UUID, data: SignalRaised) -> Received[SignalRaised]:
    cause = Cause(str(signal), str(signal), "system")
    return Received(str(signal), "urn:test", data.type, str(signal), 1, None, data, cause)


async def test_workloads_stay_true_while_cases_open_change_hands_and_close_at_once(world: World) -> None:
    signalling, chance = Sender("signalling"), Random(5)
    async with AsyncExitStack() as exits:
        one, two = [await exits.enter_async_context(world.serving("intake", batch=5)) for _ in range(2)]
        told = await world.subscribe("nl.omzien.cases.#")
        holders = [await _join(one, "de-bilt-west", capacity) for capacity in (3, 4, 5)]
        await world.publish("events", [signalling.tells(new_id(), raised(new_id())) for _ in range(40)])
        await eventually(lambda: len(told.of("nl.omzien.cases.opened.v1")) == 40)

        async def live(case: str) -> None:
            for step, body in (
                ("handover", {"receiver": chance.choice(holders)}),
                ("handover/confirm", None),
                ("close", {"outcome": "moved"}),
                ("reopen", None),
                *([("close", {"outcome": "moved"})] if chance.random() < 0.5 else []),
            ):
                headers = {"Idempotency-Key": str(new_id())}
                answer, path = None, f"/v1/cases/{case}/{step}"
                while answer is None or answer.status_code == 503:  # busy: as it says, the same command again
                    answer = await chance.choice([one, two]).http.post(path, json=body, headers=headers)
                assert answer.status_code in (200, 409), answer.text

        more = world.publish("events", [signalling.tells(new_id(), raised(new_id())) for _ in range(40)])
        await asyncio.gather(more, *(live(event["subject"]) for event in told.of("nl.omzien.cases.opened.v1")))
        await eventually(lambda: len(told.of("nl.omzien.cases.opened.v1")) == 80)
        kept = await one.runtime.pool.fetch("select case_holder, open_cases from case_holders")
        counted = await one.runtime.pool.fetch(
            "select case_holder, count(*) as n from cases where state <> 'closed' group by 1"
        )
        sequences = {
            row["id"]: row["sequence"] for row in await one.runtime.pool.fetch("select id, sequence from cases")
        }
        # what two processes tell of one case may cross on the way: all of it is waited for, and put in order
        await eventually(lambda: len({event["id"] for event in told.events}) >= sum(sequences.values()))
    assert {row["case_holder"]: row["open_cases"] for row in kept} == {row["case_holder"]: row["n"] for row in counted}
    numbers = sorted((UUID(event["subject"]), int(event["sequence"])) for event in told.events)
    assert numbers == [(case, number) for case in sorted(sequences) for number in range(1, sequences[case] + 1)]

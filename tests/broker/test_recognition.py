"""One resident, written down in two ways, is one household: with its reasons, whatever comes at once."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.delivery import failpoints
from tests.broker.signalling_letters import CARE, GP, event, letter, words, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: The GP's way of writing, and home care's: another spelling, another way to tell the door.
WIDOW = {"initials": "J.M.", "infix": "van der", "surname": "Meijer", "birth_date": "1951-03-12"}
OTHERWISE = {"initials": "J", "surname": "v.d. Meyer", "birth_date": "1951-03-12"}


#: A key that leads nowhere and that no signal has left.
ORPHAN = "household is null and not exists (select from trace where trace.key = household_key.key)"


def _by_gp(number: int = 12, **more: Any) -> dict[str, Any]:
    return worry(number, person=WIDOW | more)


def _by_care(number: int = 12, **more: Any) -> dict[str, Any]:
    address = {"street": "Kerkln.", "house_number": str(number), "suffix": "hs", "postcode": "3731AB"}
    return worry(number, partner="home_care", person=OTHERWISE | more, address=address)


async def test_two_spellings_of_one_resident_add_up_and_say_by_what_they_were_recognised(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        await world.publish("signals", [letter(event(_by_gp(), GP))])
        await eventually(lambda: words(told.events) == ["accepted", "held"])
        await world.publish("signals", [letter(event(_by_care(), CARE))])
        await eventually(lambda: Counter(words(told.events))["raised"] == 2)
        [correlated] = told.of("nl.omzien.signals.correlated.v1")
        first = told.events[0]["subject"]
        shown = (await signalling.read(f"/v1/signals/{correlated['subject']}")).json()
    assert len({each["data"]["household"] for each in told.events}) == 1
    assert correlated["data"]["beside"] == shown["beside"]
    assert shown["beside"] == [
        {
            "signal": first,
            "fields": {"surname": "alike", "initials": "part", "birth_date": "same", "address": "alike"},
            "strength": shown["beside"][0]["strength"],
        }
    ]
    assert words(told.events, correlated["subject"]) == ["accepted", "correlated", "raised"]


async def test_a_namesake_at_another_door_stays_somebody_else(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        son = _by_care(birth_date="1981-07-30")
        await world.publish("signals", [letter(event(_by_gp(), GP)), letter(event(son, CARE))])
        await eventually(lambda: words(told.events) == ["accepted", "held"] * 2)
        assert await signalling.scalar("select count(*) from household") == 2


async def test_spellings_that_come_at_once_to_two_processes_are_recognised(world: World) -> None:
    doors = range(1, 31)
    # long enough that of two transactions about one resident each would miss the other, were there no lock
    failpoints.arm("consumer.before_commit=sleep:0.02")
    try:
        async with AsyncExitStack() as exits:
            one, _ = [await exits.enter_async_context(world.serving("signalling", batch=1)) for _ in range(2)]
            pairs = [
                [letter(event(make(door, surname=f"Meijer {_name(door)}"), source))]
                for door in doors
                for make, source in ((_by_gp, GP), (_by_care, CARE))
            ]
            await asyncio.gather(*(world.publish("signals", pair) for pair in pairs))
            await eventually(lambda: _raised(one, 2 * len(doors)), what="both of each resident are raised")
            assert await one.scalar("select count(*) from household") == len(doors)
    finally:
        failpoints.arm("")


async def test_what_was_put_together_wrongly_is_parted_and_intake_lets_it_go(world: World) -> None:
    async with world.serving("signalling") as signalling, world.serving("intake") as intake:
        told = await world.subscribe("#")
        await world.publish(
            "signals", [letter(event(_by_gp(), GP)), letter(event(_by_care() | {"urgency": "urgent"}, CARE))]
        )
        await eventually(lambda: intake.scalar("select cardinality(signals) = 2 from cases"), what="one case of both")
        [case] = (await intake.http.get("/v1/cases")).json()["cases"]
        [care] = [each["subject"] for each in told.of("nl.omzien.signals.correlated.v1")]
        answer = await signalling.http.post(f"/v1/signals/{care}/part", json={"ground": "other_person"})
        assert (answer.status_code, answer.json()["state"]) == (200, "raised")
        await eventually(lambda: intake.scalar("select count(*) = 2 from cases"), what="a case of its own")
        signals = {each["id"]: each["signals"] for each in (await intake.http.get("/v1/cases")).json()["cases"]}
        again = await signalling.http.post(f"/v1/signals/{care}/part", json={"ground": "other_person"})
    assert care not in signals.pop(case["id"])
    assert list(signals.values()) == [[care]]
    [let_go] = told.of("nl.omzien.cases.signal-parted.v1")
    assert (let_go["subject"], let_go["data"]["signals"]) == (case["id"], [care])
    assert again.status_code == 409


async def test_when_one_of_two_is_erased_its_traces_are_gone_and_those_of_the_other_stay(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        await world.publish("signals", [letter(event(_by_gp(), GP)), letter(event(_by_gp(80), GP))])
        await eventually(lambda: words(told.events) == ["accepted", "held"] * 2)
        gone, stays = (UUID(each["subject"]) for each in told.of("nl.omzien.signals.held.v1"))
        await signalling.http.post(f"/v1/signals/{gone}/dismiss", json={"ground": "unfounded"})
        now = signalling.runtime.clock()
        signalling.runtime.clock = lambda: now + timedelta(days=31)
        await eventually(lambda: _without_traces(signalling, gone))
        assert await signalling.scalar("select count(*) > 0 from trace where signal = $1", stays)
        assert await signalling.scalar(f"select count(*) from household_key where {ORPHAN}") == 0  # noqa: S608


async def test_who_walks_in_is_recognised_by_another_spelling_too(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        await world.publish("signals", [letter(event(_by_gp(), GP))])
        await eventually(lambda: words(told.events) == ["accepted", "held"])
        walks_in = _by_care()
        asked = {"person": walks_in["person"], "address": walks_in["address"]}
        answer = await signalling.http.post("/v1/households/resolve", json=asked)
    assert answer.json()["household"] == told.events[0]["data"]["household"]


def _name(number: int) -> str:
    """Names that do not sound alike, as many as are wanted."""
    return "".join("bdfgklmnprst"[int(digit)] + "aeou"[int(digit) % 4] for digit in f"{number * 37:04}")


async def _raised(signalling: Served, count: int) -> bool:
    return bool(await signalling.scalar("select count(*) = $1 from signal where state = 'raised'", count))


async def _without_traces(signalling: Served, signal: UUID) -> bool:
    erased = "select state = 'erased' and not exists (select from trace where signal = $1) from signal where id = $1"
    return bool(await signalling.scalar(erased, signal))


async def test_no_key_stays_behind_of_what_nobody_is_found_by(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        minor = _by_care(birth_date="2020-03-12")
        await world.publish("signals", [letter(event(_by_gp() | {"reference": "VS-1"}, GP, "1"))])
        await world.publish("signals", [letter(event(minor, CARE))])
        await eventually(lambda: Counter(words(told.events)) == {"accepted": 2, "held": 1, "youth-routed": 1})
        again = _by_gp(surname="Bakker", birth_date="1960-01-09") | {"reference": "VS-1"}
        await world.publish("signals", [letter(event(again, GP, "2"))])
        await eventually(lambda: words(told.events)[-1:] == ["amended"])
        unknown = {"person": {"surname": "Smit", "birth_date": "1950-02-03"}, "address": {}}
        assert (await signalling.http.post("/v1/households/resolve", json=unknown)).status_code == 200
        assert await signalling.scalar(f"select count(*) from household_key where {ORPHAN}") == 0  # noqa: S608
        assert await signalling.scalar("select count(*) > 0 from trace")

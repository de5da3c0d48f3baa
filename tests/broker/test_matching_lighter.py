"""A lighter offering appears for somebody who has a heavier one: told once, to few, and never for what lasts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.applications import ApplicationGranted
from libs.contracts.needs import StatedNeed
from libs.contracts.words import Rung
from libs.delivery.clock import new_id
from services.matching import lighter
from tests.broker.matching_letters import (
    NEIGHBOURHOOD,
    Teller,
    answer,
    clarified,
    closed,
    need,
    organisation,
    register,
    run,
    shopping,
    volunteer,
)
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

AVAILABLE, GONE = "nl.omzien.needs.lighter-available.v1", "nl.omzien.needs.lighter-gone.v1"


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
async def told(world: World, matching: Served) -> Subscriber:
    return await world.subscribe("nl.omzien.needs.#")


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


async def helped(intake: Teller, matching: Served, *needs: StatedNeed, place: str = NEIGHBOURHOOD) -> UUID:
    """A case for whose needs the shopping service on rung 3 runs."""
    case = new_id()
    await intake.tell(case, clarified(case, *needs, neighbourhood=place))

    async def proposed() -> bool:
        return all([bool((await need(matching, each.need))["proposals"]) for each in needs])

    await eventually(proposed, what="a proposal")
    for each in needs:
        await run(matching, (await need(matching, each.need))["proposals"][0]["id"])
    return case


async def settled(matching: Served) -> None:
    """Nothing is left to be looked at, and nothing to be sent."""

    async def quiet() -> bool:
        left = "select (select count(*) from timer where due <= now()) + (select count(*) from outbox)"
        return not await matching.scalar(left)

    await eventually(quiet, what="nothing left to do")


def pairs(told: Subscriber, type_: str = AVAILABLE) -> list[tuple[str, str]]:
    """(need, offering), each time that it was told."""
    return [(event["subject"], event["data"]["offering"]) for event in told.of(type_)]


async def test_a_volunteer_who_comes_forward_is_told_for_who_has_a_service_with_the_evidence(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3))
    stated = shopping()
    case = await helped(intake, matching, stated)
    near = await register(matching, volunteer(neighbourhood="de-bilt-oost"))
    await eventually(lambda: bool(told.of(AVAILABLE)), what="told")
    [event] = told.of(AVAILABLE)
    running = (await need(matching, stated.need))["proposals"][0]["id"]
    data = event["data"]
    assert (event["subject"], data["caseid"], data["running"]) == (str(stated.need), str(case), running)
    assert (data["offering"], data["from_rung"], data["rung"]) == (near, 3, 2)
    assert sum(each["share"] for each in data["why"]) == 100
    assert 0 < data["kilometres"] < 3
    now = await need(matching, stated.need)
    assert (now["state"], len(now["proposals"])) == ("covered", 1)


async def test_it_is_told_once_however_often_the_volunteer_is_put_in(
    world: World, intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3))
    stated, other = shopping(), shopping()
    await helped(intake, matching, stated, other)
    entry = volunteer(id=str(new_id()), capacity=1)
    async with world.serving("matching") as second:
        served = (matching, second)
        answers = await asyncio.gather(
            *(
                served[number % 2].http.post("/v1/offerings", json=entry | {"title": f"Boodschappen {number}"})
                for number in range(20)
            )
        )
        assert {each.status_code for each in answers} <= {200, 201}
        await eventually(lambda: len(told.of(AVAILABLE)) >= 2)
        await settled(matching)
    await eventually(lambda: bool(told.events))
    assert Counter(pairs(told)) == {(str(each.need), entry["id"]): 1 for each in (stated, other)}
    for each in (stated, other):
        sequences = [int(event["sequence"]) for event in told.events if event["subject"] == str(each.need)]
        assert sorted(sequences) == list(range(1, len(sequences) + 1))


async def test_what_lasts_and_what_would_not_fit_is_left_alone(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3, skills=["shopping", "garden"]))
    lasting, garden, fitting = shopping(lasting=True), shopping(skills=("garden",)), shopping()
    await helped(intake, matching, lasting, garden, fitting)
    shopper = await register(matching, volunteer(capacity=5))
    await eventually(lambda: bool(told.of(AVAILABLE)))
    await settled(matching)
    assert pairs(told) == [(str(fitting.need), shopper)]


async def test_what_was_turned_down_is_not_told_when_it_comes_free(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    shopper = await register(matching, volunteer(capacity=1))
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))

    async def proposed() -> bool:
        return bool((await need(matching, stated.need))["proposals"])

    await eventually(proposed)
    await register(matching, organisation(3))
    first = (await need(matching, stated.need))["proposals"][0]["id"]
    await answer(matching, first, "decline", by="resident", ground="preference")
    await run(matching, (await need(matching, stated.need))["proposals"][1]["id"])
    neighbour = await register(matching, volunteer(title="De buurvrouw"))
    await eventually(lambda: bool(told.of(AVAILABLE)))
    await settled(matching)
    assert pairs(told) == [(str(stated.need), neighbour)]
    assert shopper != neighbour


async def test_one_volunteer_is_told_for_the_nearest_few_page_by_page(
    intake: Teller, matching: Served, told: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lighter, "PAGE", 2)
    await register(matching, organisation(3, skills=["shopping", "garden"]))
    # gardens stand nearer and do not fit: they fill the first pages
    gardens = [shopping(skills=("garden",)) for _ in range(5)]
    further, near = [shopping() for _ in range(3)], [shopping() for _ in range(3)]
    await helped(intake, matching, *gardens)
    await helped(intake, matching, *further, place="bilthoven-noord")
    await helped(intake, matching, *near, place="de-bilt-oost")
    shopper = await register(matching, volunteer(capacity=2, reach_km=20))
    await eventually(lambda: len(told.of(AVAILABLE)) >= 4)
    await settled(matching)
    counted = Counter(need for need, _ in pairs(told))
    assert set(counted.values()) == {1}
    assert {str(each.need) for each in near} <= counted.keys()
    assert (len(counted), {offering for _, offering in pairs(told)}) == (4, {shopper})


async def test_who_waits_for_an_answer_goes_before_who_has_a_heavier_one(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3, capacity=1))
    has, waits, case = shopping(), shopping(), new_id()
    await helped(intake, matching, has)
    await intake.tell(case, clarified(case, waits))

    async def unanswered() -> bool:
        return bool((await need(matching, waits.need)).get("unanswered"))

    await eventually(unanswered)
    shopper = await register(matching, volunteer(capacity=1))

    async def proposed() -> bool:
        return bool((await need(matching, waits.need))["state"] == "proposed")

    await eventually(proposed)
    await settled(matching)
    assert told.of(AVAILABLE) == []
    assert (await need(matching, waits.need))["proposals"][0]["offering"] == shopper


async def test_when_it_leaves_before_it_is_used_that_is_told_too(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3))
    stays, ends = shopping(), shopping()
    await helped(intake, matching, stays)
    ending = await helped(intake, matching, ends)
    shopper = await register(matching, volunteer())
    await eventually(lambda: len(told.of(AVAILABLE)) == 2)
    await intake.tell(ending, closed(ending))

    async def over() -> bool:
        return bool((await need(matching, ends.need))["state"] == "ended")

    await eventually(over)
    assert (await matching.http.delete(f"/v1/offerings/{shopper}")).status_code == 200
    await eventually(lambda: bool(told.of(GONE)), what="told that it is gone")
    await settled(matching)
    assert pairs(told, GONE) == [(str(stays.need), shopper)]


async def test_a_change_of_the_entry_takes_it_back_and_another_one_gives_it_again(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3))
    stated, entry = shopping(), volunteer(id=str(new_id()))
    await helped(intake, matching, stated)
    put: Sequence[dict[str, Any]] = [entry, entry | {"skills": ["garden"]}, entry]
    for each in put:
        assert (await matching.http.post("/v1/offerings", json=each)).status_code in (200, 201)
        await settled(matching)
    await eventually(lambda: len(told.of(AVAILABLE)) == 2)
    in_order = sorted((int(event["sequence"]), event["type"]) for event in told.of(AVAILABLE) + told.of(GONE))
    assert [type_ for _, type_ in in_order] == [AVAILABLE, GONE, AVAILABLE]


async def test_what_came_between_the_proposal_and_the_start_is_told_when_it_starts(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3))
    stated, lasting, case = shopping(), shopping(lasting=True), new_id()
    await intake.tell(case, clarified(case, stated, lasting))

    async def proposed() -> bool:
        return all([bool((await need(matching, each.need))["proposals"]) for each in (stated, lasting)])

    await eventually(proposed)
    shopper = await register(matching, volunteer(capacity=5))
    await settled(matching)
    assert told.of(AVAILABLE) == []
    for each in (lasting, stated):
        await run(matching, (await need(matching, each.need))["proposals"][0]["id"])
    await eventually(lambda: bool(told.of(AVAILABLE)), what="told")
    # put in again: it stands as it was told
    entry = volunteer(capacity=5, id=shopper)
    assert (await matching.http.post("/v1/offerings", json=entry)).status_code in (200, 201)
    await settled(matching)
    assert pairs(told) == [(str(stated.need), shopper)]


async def test_who_starts_after_a_place_was_told_often_enough_is_not_told_of_it(
    intake: Teller, matching: Served, told: Subscriber
) -> None:
    await register(matching, organisation(3))
    shopper_is_told_for = [shopping() for _ in range(4)]
    case = new_id()
    await intake.tell(case, clarified(case, *shopper_is_told_for))

    async def proposed() -> bool:
        return all([bool((await need(matching, each.need))["proposals"]) for each in shopper_is_told_for])

    await eventually(proposed)
    await register(matching, volunteer(capacity=1))
    for each in shopper_is_told_for:
        await run(matching, (await need(matching, each.need))["proposals"][0]["id"])
    await eventually(lambda: bool(told.of(AVAILABLE)))
    await settled(matching)
    assert len(pairs(told)) == 2


async def test_who_buys_support_hears_of_something_lighter_that_came_before_it_began(
    world: World, intake: Teller, matching: Served, told: Subscriber
) -> None:
    stated, case, application = shopping(), new_id(), new_id()
    budget = ApplicationGranted(
        neighbourhood=NEIGHBOURHOOD,
        caseid=case,
        plan=new_id(),
        need=stated.need,
        rung=Rung.INDIVIDUAL_PROVISION,
        cost_cents_per_week=9_000,
        personal_budget=True,
    )
    await Teller(world, "arrangement").tell(application, budget)

    async def granted() -> bool:
        return await matching.scalar("select rung from permitted where need = $1", stated.need) is not None

    await eventually(granted)
    await intake.tell(case, clarified(case, stated))

    async def proposed() -> bool:
        return bool((await need(matching, stated.need))["proposals"])

    await eventually(proposed, what="the budget")
    [bought] = (await need(matching, stated.need))["proposals"]
    assert (bought["rung"], bought["offering"], bought["cost_cents_per_week"]) == (4, None, 9_000)
    shopper = await register(matching, volunteer())
    await settled(matching)
    await run(matching, bought["id"])
    await eventually(lambda: pairs(told) == [(str(stated.need), shopper)])

"""What nobody answers: counted, told once, on the agenda of the service consultation, and taken up there."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.calendar import day_of
from libs.contracts.needs import StatedNeed
from libs.contracts.words import Category, PartOfDay, Urgency
from libs.delivery.clock import new_id
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

NAME = "Stichting Samen Eten"


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
async def told(world: World, matching: Served) -> Subscriber:
    return await world.subscribe("nl.omzien.gaps.#")


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


async def asked(intake: Teller, *needs: StatedNeed, place: str = NEIGHBOURHOOD) -> list[UUID]:
    """Each of them in a case of its own."""
    cases = [new_id() for _ in needs]
    for case, each in zip(cases, needs, strict=True):
        await intake.tell(case, clarified(case, each, neighbourhood=place))
    return cases


async def gaps(matching: Served, **query: Any) -> list[dict[str, Any]]:
    response = await matching.http.get("/v1/gaps", params=query)
    assert response.status_code == 200, response.text
    told: list[dict[str, Any]] = response.json()
    return told


async def counted(matching: Served, needs: int, **query: Any) -> dict[str, Any]:
    """The only gap, as soon as it has so many needs and was counted."""

    async def there() -> bool:
        found = await gaps(matching, **query)
        return [each["needs"] for each in found] == [needs] and bool(found[0]["gap"])

    await eventually(there, what=f"a gap of {needs}")
    await quiet(matching)
    return (await gaps(matching, **query))[0]


async def quiet(matching: Served) -> None:
    async def nothing_left() -> bool:
        left = "select (select count(*) from timer where due <= now()) + (select count(*) from outbox)"
        return not await matching.scalar(left)

    await eventually(nothing_left, what="nothing left to do")


async def agenda(matching: Served, **query: Any) -> dict[str, Any]:
    response = await matching.http.get("/v1/agenda", params=query)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def says(matching: Served, gap: str, expected: int = 200, **outcome: Any) -> dict[str, Any]:
    response = await matching.http.post(f"/v1/agenda/{gap}/outcome", json=outcome)
    assert response.status_code == expected, response.text
    told: dict[str, Any] = response.json()
    return told


def kinds(told: Subscriber) -> list[tuple[int, str]]:
    """(sequence, what happened), in order; each event once."""
    events = {event["id"]: event for event in told.events}.values()
    return sorted((int(event["sequence"]), event["type"].split(".")[3]) for event in events)


async def test_a_gap_says_when_it_is_asked_for_why_nobody_answers_and_what_began_lately(
    matching: Served, intake: Teller
) -> None:
    await register(matching, volunteer(capacity=0))
    evening, morning = PartOfDay.EVENING, PartOfDay.MORNING
    two = [shopping(parts_of_day=(evening,), urgency=Urgency.URGENT), shopping(parts_of_day=(evening, morning))]
    case = new_id()
    await intake.tell(case, clarified(case, *two))
    await asked(intake, shopping())
    gap = await counted(matching, 3)
    assert (gap["category"], gap["neighbourhood"], gap["cases"]) == ("services", NEIGHBOURHOOD, 2)
    assert gap["parts_of_day"] == {"evening": 2, "morning": 1, "any": 1}
    assert (gap["urgency"], gap["lately"], gap["before"], gap["waiting_longer"]) == ("urgent", 3, 0, 0)
    reasons = {(each["rung"], each["why_not"]): (each["needs"], each["candidates"]) for each in gap["why_not"]}
    assert reasons[2, "no_capacity"] == (3, 1)
    assert reasons[3, "nobody"] == (3, 0)
    assert await gaps(matching, category="sport") == []

    half_a_year_later = datetime.now(UTC) + timedelta(weeks=9)
    matching.runtime.clock = lambda: half_a_year_later
    gap = (await gaps(matching))[0]
    assert (gap["lately"], gap["before"], gap["waiting_longer"], gap["median_weeks"]) == (0, 3, 3, 9)


async def test_it_is_told_from_three_cases_on_and_when_it_is_over(
    matching: Served, intake: Teller, told: Subscriber
) -> None:
    first = await asked(intake, shopping(), shopping())
    await counted(matching, 2)
    assert told.events == []
    more = await asked(intake, shopping())
    gap = await counted(matching, 3)
    await eventually(lambda: len(told.events) == 1)
    [opened] = told.events
    assert (opened["subject"], opened["type"]) == (gap["gap"], "nl.omzien.gaps.opened.v1")
    today = str(day_of(datetime.now(UTC)))
    assert opened["data"] == {
        "neighbourhood": NEIGHBOURHOOD,
        "category": "services",
        "needs": 3,
        "cases": 3,
        "since": today,
    }
    for case in [*first, *more]:
        await intake.tell(case, closed(case))
    await eventually(lambda: len(told.events) == 2)
    assert kinds(told) == [(1, "opened"), (2, "closed")]
    assert await gaps(matching) == []


async def test_forty_needs_at_once_in_three_processes_open_it_once_and_its_growth_adds_up(
    world: World, matching: Served, intake: Teller, told: Subscriber
) -> None:
    needs = [shopping() for _ in range(40)]
    async with world.serving("matching"), world.serving("matching"):
        await asyncio.gather(*(asked(intake, each) for each in needs))
        await counted(matching, 40)
        await eventually(lambda: "opened" in [what for _, what in kinds(told)])
    happened = kinds(told)
    assert [sequence for sequence, _ in happened] == list(range(1, len(happened) + 1))
    assert [what for _, what in happened] == ["opened", *["grown"] * (len(happened) - 1)]
    last = max(told.events, key=lambda event: int(event["sequence"]))["data"]
    assert 40 < 1.5 * last["cases"] <= 60
    open_stays = await matching.scalar("select count(*) from gap_stay where until is null")
    assert (open_stays, await matching.scalar("select count(*) from gap")) == (40, 1)


async def test_since_when_it_stands_is_kept_and_begins_anew_when_an_answer_falls_away(
    matching: Served, intake: Teller
) -> None:
    stated = shopping()
    await asked(intake, stated)
    await counted(matching, 1)
    await register(matching, volunteer())

    async def proposed() -> bool:
        return bool((await need(matching, stated.need))["proposals"])

    await eventually(proposed)
    assert await gaps(matching) == []
    proposal = (await need(matching, stated.need))["proposals"][0]["id"]
    await answer(matching, proposal, "decline", by="supplier", ground="times")
    await counted(matching, 1)
    stays = await matching.runtime.pool.fetch("select until is null as open, until > since as ended from gap_stay")
    assert sorted((row["open"], row["ended"]) for row in stays) == [(False, True), (True, None)]


async def test_few_are_on_the_agenda_without_what_could_point_at_them_and_the_urgent_come_first(
    matching: Served, intake: Teller
) -> None:
    await asked(intake, *(shopping() for _ in range(3)))
    await asked(intake, shopping(category=Category.CARE, urgency=Urgency.URGENT), place="groenekan")

    async def all_there() -> bool:
        return len(await gaps(matching)) == 2

    await eventually(all_there)
    await quiet(matching)
    few, many = (await agenda(matching))["gaps"]
    assert (few["category"], few["few"], few["numbers"], few["trend"]) == ("care", True, None, None)
    assert (many["category"], many["few"], many["numbers"]["cases"]) == ("services", False, 3)
    assert (many["trend"], many["outcome"]) == ("rising", None)
    assert [each["category"] for each in (await agenda(matching, neighbourhood="groenekan"))["gaps"]] == ["care"]


async def test_who_takes_it_up_is_shown_next_time_and_a_promise_that_is_not_kept_is_told(
    matching: Served, intake: Teller, told: Subscriber
) -> None:
    await asked(intake, *(shopping() for _ in range(3)))
    gap = (await counted(matching, 3))["gap"]
    today = day_of(datetime.now(UTC))
    promise: dict[str, Any] = {"result": "taken_up", "name": NAME, "promised_on": str(today)}
    await says(matching, gap, 409, **promise | {"promised_on": str(today - timedelta(days=1))})
    await says(matching, gap, 422, result="not_solved")
    await says(matching, gap, 422, result="not_solved", ground="no_money", name=NAME)
    await says(matching, str(new_id()), 404, **promise)
    await says(matching, gap, result="not_solved", ground="no_money")
    assert (await says(matching, gap, **promise))["promised_on"] == str(today)
    shown = (await agenda(matching))["gaps"][0]["outcome"]
    assert (shown["name"], shown["promised_on"], shown["overdue"]) == (NAME, str(today), False)

    tomorrow = datetime.now(UTC) + timedelta(days=1, hours=1)
    matching.runtime.clock = lambda: tomorrow
    await eventually(lambda: "promise-overdue" in [what for _, what in kinds(told)], what="told to be late")
    assert kinds(told) == [(1, "opened"), (2, "left-open"), (3, "taken-up"), (4, "promise-overdue")]
    assert (await agenda(matching))["gaps"][0]["outcome"]["overdue"] is True
    assert NAME not in str(told.events)
    assert await matching.scalar("select count(*) from gap_outcome") == 2


async def test_what_was_said_of_a_gap_that_closed_is_not_said_of_the_next_one(matching: Served, intake: Teller) -> None:
    cases = await asked(intake, shopping())
    gap = (await counted(matching, 1))["gap"]
    later = str(day_of(datetime.now(UTC)) + timedelta(days=30))
    await says(matching, gap, result="taken_up", name=NAME, promised_on=later)
    await intake.tell(cases[0], closed(cases[0]))

    async def nothing_open() -> bool:
        return not await gaps(matching)

    await eventually(nothing_open, what="the gap is closed")
    await quiet(matching)
    await asked(intake, shopping())
    assert (await counted(matching, 1))["gap"] == gap
    assert (await agenda(matching))["gaps"][0]["outcome"] is None
    assert await matching.scalar("select count(*) from gap_outcome") == 1, "it is kept"


async def test_the_same_outcome_sent_twice_is_recorded_once_and_a_stale_one_is_refused(
    matching: Served, intake: Teller
) -> None:
    await asked(intake, shopping())
    gap = (await counted(matching, 1))["gap"]
    path, body = f"/v1/agenda/{gap}/outcome", {"result": "not_solved", "ground": "no_money"}
    first, again = [await matching.http.post(path, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert (first.status_code, first.content) == (200, again.content)
    stale = await matching.http.post(path, json=body, headers={"If-Match": '"0"'})
    assert stale.status_code == 412
    assert await matching.scalar("select count(*) from gap_outcome") == 1


async def test_full_offerings_for_which_people_wait_and_certificates_that_end_are_on_the_agenda(
    matching: Served, intake: Teller
) -> None:
    soon = day_of(datetime.now(UTC)) + timedelta(days=30)
    ending = await register(matching, volunteer(capacity=1, screened_until=str(soon)))
    await register(matching, volunteer(neighbourhood="groenekan", serves=["groenekan"], screened_until=str(soon)))
    first = shopping()
    await asked(intake, first)

    async def proposed() -> bool:
        return bool((await need(matching, first.need))["proposals"])

    await eventually(proposed)
    await run(matching, (await need(matching, first.need))["proposals"][0]["id"])
    await asked(intake, *(shopping() for _ in range(3)))
    await register(matching, organisation(4))
    await counted(matching, 3)
    now = await agenda(matching)
    assert [(each["offering"], each["cases"], each["rung"]) for each in now["bottlenecks"]] == [(ending, 3, 2)]
    assert [(each["offering"], each["screened_until"]) for each in now["falling_away"]] == [(ending, str(soon))]
    assert "Aafje" not in str(now)


async def test_one_household_that_waits_for_several_things_is_not_counted_as_several_at_a_full_offering(
    matching: Served, intake: Teller
) -> None:
    wanted = [Category.SERVICES, Category.EATING, Category.RECREATION]
    full = await register(matching, volunteer(capacity=1, categories=[each.value for each in wanted]))
    first = shopping()
    await asked(intake, first)

    async def proposed() -> bool:
        return bool((await need(matching, first.need))["proposals"])

    await eventually(proposed)
    await run(matching, (await need(matching, first.need))["proposals"][0]["id"])
    needs = [shopping().model_copy(update={"category": each}) for each in wanted]
    case = new_id()
    await intake.tell(case, clarified(case, *needs))

    async def all_wait() -> bool:
        return len(await gaps(matching)) == len(wanted)

    await eventually(all_wait)
    bottlenecks = (await agenda(matching))["bottlenecks"]
    assert [(each["offering"], each["cases"]) for each in bottlenecks] == [(full, None)]

"""A plan on a real broker and database: from the clarification to support that steps down again."""

from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.cases import CaseClosed, CaseExtended, CaseReopened
from libs.contracts.words import CaseOutcome, Urgency, WayIn
from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import (
    Professional,
    Supplier,
    clarified,
    item_in,
    meals,
    plan_of,
    unanswered,
)
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def arrangement(world: World) -> AsyncIterator[Served]:
    async with world.serving("arrangement") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


@pytest.fixture
def matching(world: World) -> Teller:
    return Teller(world, "matching")


@pytest.fixture
def case_holder(arrangement: Served) -> Professional:
    return Professional(arrangement, new_id())


@pytest.fixture
async def mandated(arrangement: Served) -> Professional:
    person = Professional(arrangement, new_id())
    await person.posts("mandates", person=str(person.id))
    return person


@pytest.fixture
async def events(world: World) -> Subscriber:
    return await world.subscribe("nl.omzien.plans.#", "nl.omzien.applications.#")


def kinds(events: Subscriber, subject: str) -> list[str]:
    """What was told of this subject, in order of sequence; checks that none is missing or doubled."""
    told = {event["id"]: event for event in events.events if event["subject"] == subject}
    in_order = sorted(told.values(), key=lambda event: int(event["sequence"]))
    assert [int(event["sequence"]) for event in in_order] == list(range(1, len(in_order) + 1))
    return [event["type"].removeprefix("nl.omzien.").removesuffix(".v1") for event in in_order]


async def told(events: Subscriber, plan: str, last: str) -> list[str]:
    """All that was told of the plan, once this was."""
    await eventually(lambda: last in kinds_seen(events, plan), what=last)
    return kinds(events, plan)


def kinds_seen(events: Subscriber, subject: str) -> set[str]:
    return {
        event["type"].removeprefix("nl.omzien.").removesuffix(".v1")
        for event in events.events
        if event["subject"] == subject
    }


async def test_meals_go_down_the_ladder_only_after_the_lighter_way_holds(
    arrangement: Served,
    intake: Teller,
    matching: Teller,
    case_holder: Professional,
    mandated: Professional,
    events: Subscriber,
) -> None:
    case, need, son = new_id(), meals(), Professional(arrangement, new_id())
    await intake.tell(case, clarified(case, case_holder.id, need))
    plan = (await plan_of(arrangement, case))["id"]
    await case_holder.posts(f"plans/{plan}/coordinator", coordinator=str(son.id), role="relative")
    await case_holder.posts(f"plans/{plan}/agree", with_resident=True)

    # nobody up to rung 3 brings a meal: the son applies, somebody mandated grants
    wanted: dict[str, Any] = {"need": str(need.need), "rung": 4, "grounds": ["lower_rungs_tried"]}
    problem = await son.posts(f"plans/{plan}/applications", 409, **wanted)
    assert problem["type"].endswith(":no-evidence")
    await matching.tell(need.need, unanswered(case))
    await eventually(lambda: has_evidence(arrangement, case), what="evidence")
    application = await son.posts(f"plans/{plan}/applications", 201, **wanted)
    assert {each["rung"] for each in application["why_not_lower"]} == {0, 1, 2, 3}
    assert (await son.posts(f"applications/{application['id']}/grant", 409))["type"].endswith(":own-proposal")
    path = f"applications/{application['id']}/grant"
    assert (await case_holder.posts(path, 409))["type"].endswith(":not-mandated")
    assert (await mandated.posts(path, 409))["type"].endswith(":no-end")
    await mandated.posts(path, until="2099-12-31", cost_cents_per_week=9_000)
    brought = Supplier(matching, case, need.need, 4, new_id())
    await brought.runs()
    old = await item_in(arrangement, case, "active", 4)
    assert old["until"] == "2099-12-31"

    # a cooking course comes to the centre
    down = {"item": old["id"], "to_rung": 3, "grounds": ["lighter_offering"]}
    change = (await son.posts(f"plans/{plan}/changes", 201, **down))["changes"][0]["id"]
    assert (await son.posts(f"plans/{plan}/changes/{change}/accept", 409))["type"].endswith(":not-case-holder")
    await case_holder.posts(f"plans/{plan}/changes/{change}/accept")
    course = Supplier(matching, case, need.need, 3, new_id())
    await course.runs()
    await item_in(arrangement, case, "active", 3)
    assert (await item_in(arrangement, case, "active", 4))["id"] == old["id"], "both run until the follow-up"
    after = await case_holder.posts(f"plans/{plan}/changes/{change}/follow-up", passed=True)
    assert [(item["rung"], item["state"]) for item in after["items"]] == [(4, "ended"), (3, "active")]
    assert after["highest_rung"] == 3

    assert await told(events, plan, "plans.change-confirmed") == [
        "plans.drafted",
        "plans.goal-set",
        "plans.item-intended",
        "plans.coordinator-named",
        "plans.agreed",
        "plans.review-planned",
        "plans.item-agreed",
        "plans.item-started",
        "plans.activated",
        "plans.change-proposed",
        "plans.item-intended",
        "plans.change-accepted",
        "plans.item-agreed",
        "plans.item-started",
        "plans.change-effected",
        "plans.change-follow-up-began",
        "plans.change-confirmed",
        "plans.item-ended",
    ]
    assert kinds(events, application["id"]) == ["applications.submitted", "applications.granted"]
    counts = await case_holder.asks("plans/counts")
    assert counts["plans_by_state"] == {"active": 1}
    assert counts["plans_by_highest_rung"] == {"3": 1}
    assert counts["deescalations"] == {"confirmed": 1}


async def has_evidence(arrangement: Served, case: UUID) -> bool:
    return bool((await plan_of(arrangement, case))["needs"][0]["evidence"])

"""A plan on a real broker and database: from the clarification to support that steps down again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.cases import CaseAssigned, CaseClosed, CaseExtended, CaseReopened
from libs.contracts.words import CaseOutcome, Urgency, WayIn
from libs.delivery.clock import new_id
from libs.delivery.settings import ROOT
from tests.broker import arrangement_letters as letters
from tests.broker.arrangement_letters import (
    Professional,
    Supplier,
    clarified,
    drafted,
    item_in,
    kinds,
    kinds_seen,
    meals,
    plan_of,
    told,
    unanswered,
)
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

# an import of fixtures would look unused
intake, matching = letters.intake, letters.matching


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def arrangement(world: World, clock: Clock) -> AsyncIterator[Served]:
    async with world.serving("arrangement", clock=clock) as served:
        yield served


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


async def test_meals_go_down_the_ladder_only_after_the_lighter_way_holds(
    arrangement: Served,
    intake: Teller,
    matching: Teller,
    case_holder: Professional,
    mandated: Professional,
    events: Subscriber,
    clock: Clock,
) -> None:
    case, need, son = new_id(), meals(), Professional(arrangement, new_id())
    plan = await drafted(arrangement, intake, clarified(case, case_holder.id, need))
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
    follow_up = f"plans/{plan}/changes/{change}/follow-up"
    assert (await son.posts(follow_up, 409, passed=True))["type"].endswith(":not-case-holder")
    early = await case_holder.posts(follow_up, 409, passed=True)
    assert (early["type"].split(":")[-1], "2026-02-02" in early["detail"]) == ("follow-up-not-begun", True)
    clock.now += timedelta(weeks=4)
    after = await case_holder.posts(follow_up, passed=True)
    assert after["changes"][0]["followed_by"] == str(case_holder.id)
    assert [(item["rung"], item["state"]) for item in after["items"]] == [(4, "ended"), (3, "active")]
    assert after["highest_rung"] == 3

    # nobody had light contact in these four weeks: whether that is told by now depends on who comes first
    overdue = {"plans.check-in-overdue"}
    assert [each for each in await told(events, plan, "plans.item-ended") if each not in overdue] == [
        "plans.drafted",
        "plans.goal-set",
        "plans.item-intended",
        "plans.coordinator-named",
        "plans.agreed",
        "plans.review-planned",
        "plans.item-agreed",
        "plans.item-started",
        "plans.activated",
        "plans.check-in-planned",
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

    # the course is too much for her after all: back, without a new intake, under the grant that still holds
    take_back, signal = f"plans/{plan}/changes/{change}/take-back", str(new_id())
    first = (await son.posts(take_back, 201))["changes"][-1]["id"]
    await case_holder.posts(f"plans/{plan}/changes/{first}/reject", ground="not_now")
    assert (await son.posts(take_back, 409))["type"].endswith(":rejected-before")
    back = (await son.posts(take_back, 201, facts=[signal]))["changes"][-1]["id"]
    await case_holder.posts(f"plans/{plan}/changes/{back}/accept")
    await Supplier(matching, case, need.need, 4, new_id()).runs()
    await item_in(arrangement, case, "active", 4)
    steps = (await case_holder.asks("plans/counts"))["steps_down"]
    assert steps == [
        {"from_rung": 4, "to_rung": 3, "confirmed": 1, "fallen_back": 0, "taken_back": 1, "fall_back_rate": 1.0}
    ]


#: What people do to a plan, with a body.
COMMANDS: dict[str, dict[str, Any]] = {
    "agree": {"with_resident": True},
    "coordinator": {"coordinator": str(new_id()), "role": "relative"},
    "goals": {"domain": "meaning", "target_score": 4},
    "goals/{id}/drop": {"ground": "not_wanted"},
    "close": {},
    "reviews": {"planned_on": "2026-02-16", "reviewed_on": "2026-02-16", "scores": {"meaning": 3}},
    "check-ins": {"on": "2026-02-16"},
    "rhythm": {"review_weeks": 6},
    "items/{id}/suspend": {},
    "items/{id}/resume": {},
    "items/{id}/end": {},
    "items/{id}/terms": {"times_per_week": 2},
    "changes/{id}/accept": {},
    "changes/{id}/reject": {"ground": "not_now"},
    "changes/{id}/follow-up": {"passed": True},
    "changes/{id}/take-back": {},
}


async def test_nothing_of_a_plan_is_changed_by_nobody(arrangement: Served) -> None:
    for command, body in COMMANDS.items():
        path, method = f"/v1/plans/{new_id()}/{command.format(id=new_id())}", "PUT" if command == "rhythm" else "POST"
        answer = await arrangement.http.request(method, path, json=body)
        assert (answer.status_code, answer.json()["type"].split(":")[-1]) == (409, "nobody-decides"), command


async def test_a_drop_out_that_stays_unanswered_is_on_the_case_holders_list(
    arrangement: Served, intake: Teller, matching: Teller, case_holder: Professional, events: Subscriber
) -> None:
    case, need = new_id(), meals()
    plan = await drafted(arrangement, intake, clarified(case, case_holder.id, need))
    await case_holder.posts(f"plans/{plan}/agree", with_resident=True)
    volunteer = Supplier(matching, case, need.need, 2, new_id())
    await volunteer.runs()
    await volunteer.drops_out()
    await item_in(arrangement, case, "ended", 2)
    await matching.tell(need.need, unanswered(case))
    await told(events, plan, "plans.change-proposed")
    waiting = await case_holder.asks("worklist", case_holder=str(case_holder.id))
    assert {each["waits"] for each in waiting["items"]} == {
        "change_to_decide",
        "need_unanswered",
        "coordinator_to_name",
    }
    change = next(each["part"] for each in waiting["items"] if each["waits"] == "change_to_decide")
    assert (await case_holder.posts(f"plans/{plan}/changes/{change}/accept", 409))["type"].endswith(":no-grant")
    rejected = await case_holder.posts(f"plans/{plan}/changes/{change}/reject", ground="family_steps_in")
    assert rejected["changes"][0]["state"] == "rejected"


async def test_a_new_signal_on_the_household_makes_a_proposal_and_a_closed_case_closes_its_plan(
    arrangement: Served, intake: Teller, matching: Teller, case_holder: Professional, events: Subscriber
) -> None:
    case, need, household = new_id(), meals(), new_id()
    plan = await drafted(arrangement, intake, clarified(case, case_holder.id, need))
    await Supplier(matching, case, need.need, 2, new_id()).runs()
    await item_in(arrangement, case, "active", 2)
    about: dict[str, Any] = {"caseid": case, "neighbourhood": NEIGHBOURHOOD}
    extended = CaseExtended(
        **about, household=household, way_in=WayIn.SIGNAL, urgency=Urgency.SOON, signals=(new_id(),)
    )
    await intake.tell(case, extended, CaseAssigned(**about, case_holder=new_id()))
    await told(events, plan, "plans.change-proposed")
    await intake.tell(case, CaseClosed(**about, outcome=CaseOutcome.MOVED))
    seen = await told(events, plan, "plans.closed")
    assert seen[-3:] == ["plans.change-lapsed", "plans.item-ended", "plans.closed"]
    after = await plan_of(arrangement, case)
    assert (after["state"], after["changes"][0]["why_lapsed"], after["highest_rung"]) == ("closed", "plan_closed", None)
    assert after["case_holder"] != str(case_holder.id)

    again = meals()
    await intake.tell(case, CaseReopened(**about, household=household), clarified(case, case_holder.id, again))
    await item_in(arrangement, case, "intended")
    reopening = ["plans.reopened", "plans.drafted", "plans.goal-set", "plans.item-intended"]
    await eventually(lambda: kinds(events, plan)[-4:] == reopening, what="the plan begins again")


async def test_time_tells_what_stayed_undone(
    world: World, intake: Teller, matching: Teller, events: Subscriber
) -> None:
    policy = world.folder / "policy.toml"
    reference = (ROOT / "deploy" / "reference" / "arrangement-policy.toml").read_text()
    policy.write_text(reference.replace("routine = 42", "routine = 0"))
    clock = Clock()
    async with world.serving("arrangement", clock=clock, arrangement_policy_file=policy) as arrangement:
        holder, case, need = Professional(arrangement, new_id()), new_id(), meals()
        plan = await drafted(arrangement, intake, clarified(case, holder.id, need))
        await told(events, plan, "plans.need-uncovered")
        waiting = await holder.asks("worklist", case_holder=str(holder.id))
        assert {each["waits"] for each in waiting["items"]} == {"plan_to_agree", "need_uncovered"}
        await holder.posts(f"plans/{plan}/agree", with_resident=True)
        await holder.posts(
            f"plans/{plan}/reviews",
            planned_on=(await holder.asks(f"plans/{plan}"))["review_on"],
            reviewed_on="2026-01-05",
            scores={"practical_functioning": 3},
            next_review_on="2026-02-02",
        )
        clock.day("2026-02-03")
        await told(events, plan, "plans.review-overdue")
        waiting = await holder.asks("worklist", case_holder=str(holder.id))
        assert {each["waits"] for each in waiting["items"]} == {"review_due", "need_uncovered", "coordinator_to_name"}
        await Supplier(matching, case, need.need, 2, new_id()).runs()
        await item_in(arrangement, case, "active", 2)
        waiting = await holder.asks("worklist", case_holder=str(holder.id))
        assert {each["waits"] for each in waiting["items"]} == {"review_due", "coordinator_to_name"}


async def test_a_command_is_answered_once_and_a_stale_one_refused(
    arrangement: Served, intake: Teller, case_holder: Professional, events: Subscriber
) -> None:
    case = new_id()
    plan = await drafted(arrangement, intake, clarified(case, case_holder.id, meals()))
    goal = {"domain": "meaning", "target_score": 4}
    first = await case_holder.sends(f"plans/{plan}/goals", {"Idempotency-Key": "one"}, **goal)
    again = await case_holder.sends(f"plans/{plan}/goals", {"Idempotency-Key": "one"}, **goal)
    assert first.status_code == 201
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    stale = await case_holder.sends(f"plans/{plan}/agree", {"If-Match": '"1"'}, with_resident=True)
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:omzien:problem:stale")
    fresh = await case_holder.sends(f"plans/{plan}/agree", {"If-Match": first.headers["ETag"]}, with_resident=True)
    assert fresh.status_code == 200
    assert len((await plan_of(arrangement, case))["goals"]) == 2


async def test_two_people_who_decide_at_once_decide_once(
    arrangement: Served,
    intake: Teller,
    matching: Teller,
    case_holder: Professional,
    mandated: Professional,
    events: Subscriber,
) -> None:
    case, need = new_id(), meals()
    plan = await drafted(arrangement, intake, clarified(case, case_holder.id, need))
    wanted: dict[str, Any] = {"need": str(need.need), "rung": 4, "grounds": ["acute"]}
    nobody = await arrangement.http.post(f"/v1/plans/{plan}/applications", json=wanted)
    assert (nobody.status_code, nobody.json()["type"]) == (409, "urn:omzien:problem:nobody-decides")
    answers = await asyncio.gather(*(case_holder.sends(f"plans/{plan}/applications", **wanted) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    [application] = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    grants = await asyncio.gather(
        *(
            mandated.sends(f"applications/{application}/grant", until="2099-01-01", cost_cents_per_week=0)
            for _ in range(5)
        )
    )
    assert sorted(answer.status_code for answer in grants) == [200, 409, 409, 409, 409]
    await eventually(lambda: "applications.granted" in kinds_seen(events, application), what="the grant")
    assert kinds(events, application) == ["applications.submitted", "applications.granted"]


async def test_plans_and_applications_are_listed_in_pages_of_which_the_last_says_so(
    arrangement: Served, intake: Teller, case_holder: Professional
) -> None:
    for _ in range(3):
        case, need = new_id(), meals()
        plan = await drafted(arrangement, intake, clarified(case, case_holder.id, need))
        await case_holder.posts(f"plans/{plan}/applications", 201, need=str(need.need), rung=4, grounds=["acute"])
    for path in ("plans", "applications"):
        first = await case_holder.asks(path, limit=2)
        # just full, and the last
        rest = await case_holder.asks(path, limit=1, after=first["next"])
        assert len({each["id"] for each in first["items"] + rest["items"]}) == 3
        assert rest["next"] is None


async def has_evidence(arrangement: Served, case: UUID) -> bool:
    return bool((await plan_of(arrangement, case))["needs"][0]["evidence"])

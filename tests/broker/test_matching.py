"""Needs and proposals on a real broker and database: what a case's clarification leads to."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from libs.contracts.applications import ApplicationGranted
from libs.contracts.cases import CasePlaced, CaseTransferredDirectly
from libs.contracts.needs import LowerRung, StatedContribution
from libs.contracts.plans import PlanChangeAccepted, PlanItemEnded
from libs.contracts.words import CaseOutcome, Category, Direction, Ground, ItemEnd, Rung, Urgency
from libs.delivery.clock import new_id
from libs.delivery.settings import ROOT
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
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


@pytest.fixture
def arrangement(world: World) -> Teller:
    return Teller(world, "arrangement")


async def in_state(matching: Served, id_: UUID, *states: str) -> dict[str, Any]:
    """Wait until the need is in one of these states."""

    async def holds() -> bool:
        return bool((await need(matching, id_))["state"] in states)

    await eventually(holds, what=f"need {states}")
    return await need(matching, id_)


async def unanswered(matching: Served, id_: UUID) -> list[dict[str, Any]]:
    async def holds() -> bool:
        return bool((await need(matching, id_)).get("unanswered"))

    await eventually(holds, what="a gap")
    evidence: list[dict[str, Any]] = (await need(matching, id_))["unanswered"]
    return evidence


async def taken(matching: Served, offering: str) -> int:
    places: int = (await matching.http.get(f"/v1/offerings/{offering}")).json()["taken"]
    return places


async def test_a_need_is_proposed_accepted_by_both_started_and_ended(
    world: World, matching: Served, intake: Teller
) -> None:
    subscriber = await world.subscribe("nl.omzien.needs.#", "nl.omzien.proposals.#")
    shopper = await register(matching, volunteer())
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))

    [proposal] = (await in_state(matching, stated.need, "proposed"))["proposals"]
    assert (proposal["offering"], proposal["rung"], await taken(matching, shopper)) == (shopper, 2, 1)
    assert sum(criterion["share"] for criterion in proposal["why"]) == 100
    assert [(each["rung"], each["why_not"]) for each in proposal["passed_over"]] == [(0, "nobody"), (1, "nobody")]

    assert (await answer(matching, proposal["id"], "accept", by="supplier"))["state"] == "offered"
    assert (await answer(matching, proposal["id"], "start", expected=409))["type"].endswith("proposal-offered")
    assert (await answer(matching, proposal["id"], "accept", by="resident"))["state"] == "accepted"
    await answer(matching, proposal["id"], "start")
    assert (await need(matching, stated.need))["state"] == "covered"
    await answer(matching, proposal["id"], "end", ground="goal_met")
    assert ((await need(matching, stated.need))["state"], await taken(matching, shopper)) == ("ended", 0)

    of_need = ["opened", "proposed", "matched", "covered", "ended"]
    of_proposal = ["offered", "party-accepted", "party-accepted", "accepted", "started", "ended"]

    def told(subject: object) -> list[tuple[str, str]]:
        return [(e["type"].split(".")[3], e["sequence"]) for e in subscriber.events if e["subject"] == str(subject)]

    await eventually(lambda: len(subscriber.events) >= 11)
    assert told(stated.need) == [(what, str(n)) for n, what in enumerate(of_need, 1)]
    assert told(proposal["id"]) == [(what, str(n)) for n, what in enumerate(of_proposal, 1)]
    assert "Aafje" not in str(subscriber.events)


async def test_the_last_place_is_taken_once_by_fifty_needs_at_once(
    world: World, matching: Served, intake: Teller
) -> None:
    shopper = await register(matching, volunteer(capacity=1))
    async with world.serving("matching") as second, world.serving("matching") as third:
        needs = [shopping() for _ in range(50)]
        cases = {new_id(): stated for stated in needs}
        await asyncio.gather(*(intake.tell(case, clarified(case, stated)) for case, stated in cases.items()))

        async def all_decided() -> bool:
            counts = (await matching.http.get("/v1/needs/counts")).json()
            return bool(counts["needs_by_state"].get("proposed", 0) + counts["gaps"] == 50)

        await eventually(all_decided)
        states = Counter([(await need(each, stated.need))["state"] for each in (second, third) for stated in needs])
        assert states == {"proposed": 2, "open": 98}
        assert await taken(matching, shopper) == 1


async def test_parallel_yeses_to_one_proposal_match_once(world: World, matching: Served, intake: Teller) -> None:
    subscriber = await world.subscribe("nl.omzien.needs.matched.#")
    await register(matching, volunteer())
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    [proposal] = (await in_state(matching, stated.need, "proposed"))["proposals"]
    answers = [answer(matching, proposal["id"], "accept", by=by) for by in ("supplier", "resident") * 10]
    await asyncio.gather(*answers)
    assert (await need(matching, stated.need))["state"] == "matched"
    await eventually(lambda: bool(subscriber.events))
    assert len(subscriber.events) == 1


async def test_what_was_declined_is_not_offered_again_and_is_evidence(matching: Served, intake: Teller) -> None:
    first, second = await register(matching, volunteer()), await register(matching, volunteer(capacity=1))
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    [proposal] = (await in_state(matching, stated.need, "proposed"))["proposals"]
    await answer(matching, proposal["id"], "decline", by="supplier", ground="times")
    then = await need(matching, stated.need)
    assert [each["state"] for each in then["proposals"]] == ["declined", "offered"]
    assert {each["offering"] for each in then["proposals"]} == {first, second}
    assert await taken(matching, proposal["offering"]) == 0

    await answer(matching, then["proposals"][1]["id"], "decline", by="resident", ground="preference")
    assert (await need(matching, stated.need))["state"] == "open"
    evidence = await unanswered(matching, stated.need)
    assert {"rung": 2, "why_not": "declined", "candidates": 2, "at_least": False} in evidence
    assert {each["rung"] for each in evidence} == {0, 1, 2, 3}


async def test_a_place_that_comes_free_goes_to_a_need_that_waits(matching: Served, intake: Teller) -> None:
    shopper = await register(matching, volunteer(capacity=1))
    first, second, case, other = shopping(), shopping(), new_id(), new_id()
    await intake.tell(case, clarified(case, first))
    [proposal] = (await in_state(matching, first.need, "proposed"))["proposals"]
    await intake.tell(other, clarified(other, second))
    evidence = await unanswered(matching, second.need)
    assert {"rung": 2, "why_not": "no_capacity", "candidates": 1, "at_least": False} in evidence
    await answer(matching, proposal["id"], "decline", by="resident", ground="preference")
    [now] = (await in_state(matching, second.need, "proposed"))["proposals"]
    assert (now["offering"], await taken(matching, shopper)) == (shopper, 1)


async def test_a_proposal_that_nobody_answers_expires(world: World, intake: Teller) -> None:
    policy = world.folder / "policy.toml"
    reference = (ROOT / "deploy" / "reference" / "matching-policy.toml").read_text()
    policy.write_text(reference.replace("acute = 2", "acute = 0.0001"))
    async with world.serving("matching", matching_policy_file=policy) as matching:
        shopper = await register(matching, volunteer())
        stated, case = shopping(urgency=Urgency.ACUTE), new_id()
        await intake.tell(case, clarified(case, stated))
        await unanswered(matching, stated.need)
        found = await need(matching, stated.need)
        assert [each["state"] for each in found["proposals"]] == ["expired"]
        assert await taken(matching, shopper) == 0


async def test_rung_four_is_proposed_after_a_grant_only_also_when_the_grant_comes_first(
    matching: Served, intake: Teller, arrangement: Teller
) -> None:
    care = await register(matching, organisation(4))
    early, late = shopping(), shopping()
    case, application, other = new_id(), new_id(), new_id()

    def granted(case: UUID, need: UUID) -> ApplicationGranted:
        return ApplicationGranted(
            caseid=case, neighbourhood=NEIGHBOURHOOD, plan=new_id(), need=need, rung=Rung.INDIVIDUAL_PROVISION
        )

    await intake.tell(
        case,
        CaseTransferredDirectly(
            caseid=case, neighbourhood=NEIGHBOURHOOD, ground=Ground.ACUTE, case_holder=new_id(), needs=(late,)
        ),
    )
    evidence = await unanswered(matching, late.need)
    assert {each["rung"] for each in evidence} == {0, 1, 2, 3}
    await arrangement.tell(application, granted(case, late.need))
    [proposal] = (await in_state(matching, late.need, "proposed"))["proposals"]
    assert (proposal["rung"], proposal["offering"]) == (4, care)
    assert {each["rung"] for each in proposal["passed_over"]} == {0, 1, 2, 3}

    ahead = new_id()
    await arrangement.tell(ahead, granted(other, early.need))
    await eventually(lambda: _permitted(matching, early.need))
    await intake.tell(other, clarified(other, early))
    [proposal] = (await in_state(matching, early.need, "proposed"))["proposals"]
    assert proposal["rung"] == 4


async def _permitted(matching: Served, id_: UUID) -> bool:
    return bool(await matching.scalar("select rung from permitted where need = $1", id_) == 4)


async def test_a_lighter_answer_runs_beside_the_heavier_one_until_the_plan_ends_that(
    matching: Served, intake: Teller, arrangement: Teller
) -> None:
    service = await register(matching, organisation(3))
    stated, case, plan = shopping(), new_id(), new_id()
    await intake.tell(case, clarified(case, stated))
    [heavy] = (await in_state(matching, stated.need, "proposed"))["proposals"]
    await run(matching, heavy["id"])
    shopper = await register(matching, volunteer())

    await arrangement.tell(
        plan,
        PlanChangeAccepted(
            caseid=case,
            neighbourhood=NEIGHBOURHOOD,
            change=new_id(),
            direction=Direction.DOWN,
            item=new_id(),
            need=stated.need,
            from_rung=Rung.GENERAL_PROVISION,
            to_rung=Rung.VOLUNTEERS,
            new_item=new_id(),
        ),
    )

    async def two() -> bool:
        return len((await need(matching, stated.need))["proposals"]) == 2

    await eventually(two)
    now = await need(matching, stated.need)
    light = next(each for each in now["proposals"] if each["id"] != heavy["id"])
    assert (now["state"], light["offering"], light["state"]) == ("covered", shopper, "offered")
    await run(matching, light["id"])
    assert (await taken(matching, service), await taken(matching, shopper)) == (1, 1)

    await arrangement.tell(
        plan,
        PlanItemEnded(
            caseid=case,
            neighbourhood=NEIGHBOURHOOD,
            item=new_id(),
            need=stated.need,
            rung=Rung.GENERAL_PROVISION,
            reason=ItemEnd.REPLACED,
            proposal=UUID(heavy["id"]),
        ),
    )

    async def freed() -> bool:
        return await taken(matching, service) == 0

    await eventually(freed)
    assert (await need(matching, stated.need))["state"] == "covered"


async def test_own_network_as_named_in_the_conversation_comes_first_and_the_resident_alone_accepts(
    matching: Served, intake: Teller
) -> None:
    await register(matching, volunteer())
    stated, case = shopping(own_network=LowerRung(adequate=True, why_not=None)), new_id()
    await intake.tell(case, clarified(case, stated))
    [proposal] = (await in_state(matching, stated.need, "proposed"))["proposals"]
    assert (proposal["rung"], proposal["offering"]) == (1, None)
    assert (await answer(matching, proposal["id"], "accept", expected=409, by="supplier"))["type"].endswith(
        "no-supplier"
    )
    assert (await answer(matching, proposal["id"], "accept", by="resident"))["state"] == "accepted"


async def test_a_drop_out_reopens_the_need_and_the_next_one_is_asked(matching: Served, intake: Teller) -> None:
    await register(matching, volunteer())
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    [proposal] = (await in_state(matching, stated.need, "proposed"))["proposals"]
    await run(matching, proposal["id"])
    service = await register(matching, organisation(3))
    await answer(matching, proposal["id"], "drop-out")
    now = await need(matching, stated.need)
    assert [(each["state"], each["rung"]) for each in now["proposals"]] == [("dropped_out", 2), ("offered", 3)]
    assert now["proposals"][1]["offering"] == service
    assert {"rung": 2, "why_not": "declined", "candidates": 1, "at_least": False} in now["proposals"][1]["passed_over"]


async def test_whom_somebody_helped_who_moved_or_died_is_looked_for_again(
    world: World, matching: Served, intake: Teller
) -> None:
    """Their plan must not go on saying that a neighbour comes."""
    given = StatedContribution(
        contribution=new_id(), category=Category.SERVICES, skills=("shopping",), times_per_week=2
    )
    giver, case, running, agreed = new_id(), new_id(), shopping(), shopping()
    await intake.tell(giver, clarified(giver, contributions=(given,)))
    await eventually(lambda: registered(matching, given.contribution))
    await intake.tell(case, clarified(case, running, agreed))
    for stated in (running, agreed):
        [proposal] = (await in_state(matching, stated.need, "proposed"))["proposals"]
        assert proposal["offering"] == str(given.contribution)
        if stated is running:
            await run(matching, proposal["id"])
        else:
            for by in ("resident", "supplier"):
                await answer(matching, proposal["id"], "accept", by=by)
    service = await register(matching, organisation(3))
    await intake.tell(giver, closed(giver, CaseOutcome.DIED))
    for stated in (running, agreed):
        now = await in_state(matching, stated.need, "proposed")
        assert [each["state"] for each in now["proposals"]] == ["dropped_out", "offered"]
        assert now["proposals"][1]["offering"] == service


async def test_needs_and_what_is_given_follow_a_household_whose_place_becomes_known(
    matching: Served, intake: Teller
) -> None:
    """Somebody whose postcode was not known is near nobody; once it is, who lives near is asked."""
    shopper = await register(matching, volunteer())
    given = StatedContribution(contribution=new_id(), category=Category.EATING)
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated, contributions=(given,), neighbourhood="unknown"))
    await eventually(lambda: gaps_nowhere(matching, 1))
    await intake.tell(case, CasePlaced(caseid=case, neighbourhood=NEIGHBOURHOOD))
    now = await in_state(matching, stated.need, "proposed")
    assert (now["neighbourhood"], now["proposals"][0]["offering"]) == (NEIGHBOURHOOD, shopper)
    await eventually(lambda: gaps_nowhere(matching, 0))
    entry = (await matching.http.get(f"/v1/offerings/{given.contribution}")).json()
    assert (entry["neighbourhood"], entry["serves"]) == (NEIGHBOURHOOD, [NEIGHBOURHOOD])


async def gaps_nowhere(matching: Served, cases: int) -> bool:
    return bool(await matching.scalar("select cases = $1 from gap where neighbourhood = 'unknown'", cases))


async def registered(matching: Served, offering: UUID) -> bool:
    return (await matching.http.get(f"/v1/offerings/{offering}")).status_code == 200


async def test_a_closed_case_withdraws_what_waits_and_ends_what_runs(matching: Served, intake: Teller) -> None:
    shopper = await register(matching, volunteer(capacity=2))
    running, waiting, case = shopping(), shopping(), new_id()
    await intake.tell(case, clarified(case, running, waiting))
    [proposal] = (await in_state(matching, running.need, "proposed"))["proposals"]
    await run(matching, proposal["id"])
    await intake.tell(case, closed(case))
    assert (await in_state(matching, waiting.need, "withdrawn"))["proposals"][0]["state"] == "withdrawn"
    assert (await in_state(matching, running.need, "ended"))["proposals"][0]["state"] == "ended"
    assert await taken(matching, shopper) == 0


async def test_the_database_refuses_a_rung_without_a_record_why_not_lower(matching: Served, intake: Teller) -> None:
    service = await register(matching, organisation(3))
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    await in_state(matching, stated.need, "proposed")
    with pytest.raises(asyncpg.CheckViolationError, match="why_not_lower"):
        await matching.runtime.pool.execute("update proposal set passed_over = '[]'::jsonb")
    with pytest.raises(asyncpg.CheckViolationError, match="never_overbooked"):
        await matching.runtime.pool.execute("update offering set taken = capacity + 1 where id = $1", UUID(service))


async def test_the_same_command_twice_is_answered_once_and_a_stale_version_is_refused(
    matching: Served, intake: Teller
) -> None:
    await register(matching, volunteer())
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    [proposal] = (await in_state(matching, stated.need, "proposed"))["proposals"]
    path = f"/v1/proposals/{proposal['id']}"
    version = (await matching.http.get(path)).headers["ETag"]
    first, again = [
        await matching.http.post(
            f"{path}/accept", json={"by": "supplier"}, headers={"Idempotency-Key": "k1", "If-Match": version}
        )
        for _ in range(2)
    ]
    assert (first.status_code, first.content) == (200, again.content)
    stale = await matching.http.post(f"{path}/accept", json={"by": "resident"}, headers={"If-Match": version})
    assert stale.status_code == 412

"""Rings on a real broker and database: found among what cases told, answered over HTTP, all of it or nothing."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.words import CaseOutcome, Category, LifeDomain
from libs.delivery.clock import new_id
from libs.delivery.received import Cause
from libs.delivery.settings import ROOT
from services.matching import rings
from tests.broker.matching_letters import (
    NEIGHBOURHOOD,
    Teller,
    answer,
    clarified,
    closed,
    need,
    register,
    volunteer,
)
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

KINDS = (Category.EATING, Category.COURSES, Category.LIVING, Category.TRANSPORT_AIDS)


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


async def people(matching: Served, intake: Teller, length: int = 3) -> dict[UUID, UUID]:
    """So many residents who each can give what the next one needs: case and need. Each is asked one by one at first."""
    cases = [new_id() for _ in range(length)]
    needs = {case: new_id() for case in cases}
    for index, (case, need_id) in enumerate(needs.items()):
        asks = StatedNeed(need=need_id, category=KINDS[index], domain=LifeDomain.PRACTICAL)
        gives = StatedContribution(contribution=new_id(), category=KINDS[(index + 1) % length])
        await intake.tell(case, clarified(case, asks, contributions=(gives,)))

    async def all_asked() -> bool:
        return all([(await need(matching, each))["state"] == "proposed" for each in needs.values()])

    await eventually(all_asked, what="an offer to each resident alone")
    return needs


async def search(matching: Served) -> list[dict[str, Any]]:
    """Look for rings now; those that were offered."""
    response = await matching.http.post("/v1/rings/search", json={"neighbourhood": NEIGHBOURHOOD})
    assert response.status_code == 200, response.text
    offered: list[dict[str, Any]] = response.json()["offered"]
    return offered


async def a_ring(matching: Served, intake: Teller, length: int = 3) -> dict[str, Any]:
    await people(matching, intake, length)
    [ring] = await search(matching)
    return ring


async def show(matching: Served, ring: dict[str, Any]) -> dict[str, Any]:
    response = await matching.http.get(f"/v1/rings/{ring['id']}")
    assert response.status_code == 200 and response.headers["ETag"]
    told: dict[str, Any] = response.json()
    return told


async def states(matching: Served, ring: dict[str, Any]) -> list[str]:
    """Of its proposals, in the order of the circle."""
    parts = [await matching.http.get(f"/v1/proposals/{each['proposal']}") for each in ring["members"]]
    return [part.json()["state"] for part in parts]


async def all_accept(matching: Served, members: Sequence[dict[str, Any]]) -> None:
    for member in members:
        for by in ("resident", "supplier"):
            await answer(matching, member["proposal"], "accept", by=by)


async def test_a_ring_is_offered_accepted_by_all_started_and_ends_when_one_drops_out(
    world: World, matching: Served, intake: Teller
) -> None:
    subscriber = await world.subscribe("nl.omzien.rings.#", "nl.omzien.proposals.#", "nl.omzien.needs.#")
    needs = await people(matching, intake)
    [ring] = await search(matching)
    members = ring["members"]
    assert {UUID(each["caseid"]): UUID(each["need"]) for each in members} == needs
    givers = [await matching.scalar("select caseid from offering where id = $1", UUID(m["offering"])) for m in members]
    assert [str(giver) for giver in givers] == [members[index - 1]["caseid"] for index in range(len(members))]
    offered = (await matching.http.get(f"/v1/proposals/{members[0]['proposal']}")).json()
    assert (offered["ring"], offered["rung"]) == (ring["id"], 2)
    assert "ring" in {each["criterion"] for each in offered["why"]}
    assert {each["rung"] for each in offered["passed_over"]} == {0, 1}

    await all_accept(matching, members[:-1])
    early = await answer(matching, members[0]["proposal"], "start", expected=409)
    assert early["type"].endswith("ring-waits")
    assert set(await states(matching, ring)) == {"offered"}
    await all_accept(matching, members[-1:])
    assert set(await states(matching, ring)) == {"accepted"}
    await answer(matching, members[1]["proposal"], "start")
    assert set(await states(matching, ring)) == {"started"}
    assert {(await need(matching, each))["state"] for each in needs.values()} == {"covered"}

    await answer(matching, members[0]["proposal"], "drop-out")
    assert await states(matching, ring) == ["dropped_out", "started", "started"]
    now = await show(matching, ring)
    assert (now["state"], now["ground"]) == ("ended", "dropped_out")

    def told() -> list[str]:
        return [e["type"].split(".")[3] for e in subscriber.events if e["subject"] == ring["id"]]

    await eventually(lambda: "ended" in told(), what="the end of the ring")
    assert told() == ["offered", "accepted", "started", "ended"]
    first = subscriber.of("nl.omzien.rings.offered.v1")[0]["data"]
    assert [UUID(each) for each in first["caseids"]] == [UUID(each["caseid"]) for each in members]
    assert first["neighbourhood"] == NEIGHBOURHOOD and first["neighbourhoods"] == [NEIGHBOURHOOD]
    withdrawn = subscriber.of("nl.omzien.proposals.withdrawn.v1")
    assert {each["data"]["ground"] for each in withdrawn} == {"ring_offered"}
    assert not subscriber.of("nl.omzien.needs.unanswered.v1")[len(needs) :], "nobody was without an offer meanwhile"


async def test_a_no_undoes_all_of_it_and_everybody_is_asked_alone_at_once(matching: Served, intake: Teller) -> None:
    ring = await a_ring(matching, intake)
    members = ring["members"]
    await all_accept(matching, members[1:])
    await answer(matching, members[0]["proposal"], "decline", by="supplier", ground="times")
    assert await states(matching, ring) == ["declined", "withdrawn", "withdrawn"]
    assert (await show(matching, ring))["state"] == "dissolved"
    for member in members[1:]:
        then = await need(matching, UUID(member["need"]))
        [alone] = [each for each in then["proposals"] if each["state"] == "offered"]
        assert (then["state"], alone["ring"], alone["offering"]) == ("proposed", None, member["offering"])
    assert (await need(matching, UUID(members[0]["need"])))["unanswered"], "told at once that nobody else is there"
    assert await search(matching) == [], "what was declined is not offered again in a ring"


async def test_a_resident_who_moves_away_undoes_the_ring(matching: Served, intake: Teller) -> None:
    ring = await a_ring(matching, intake)
    leaving = ring["members"][0]
    await intake.tell(UUID(leaving["caseid"]), closed(UUID(leaving["caseid"]), CaseOutcome.MOVED))

    async def undone() -> bool:
        return bool((await show(matching, ring))["state"] == "dissolved")

    await eventually(undone, what="the ring dissolved")
    assert set(await states(matching, ring)) == {"withdrawn"}
    assert (await show(matching, ring))["ground"] == "case_closed"


async def test_what_nobody_answers_expires_as_one(world: World, intake: Teller) -> None:
    policy = world.folder / "policy.toml"
    text = (ROOT / "deploy" / "reference" / "matching-policy.toml").read_text()
    policy.write_text(text.replace("routine = 168", "routine = 0.002").replace("answer_hours = 48", "answer_hours = 0"))
    async with world.serving("matching", matching_policy_file=policy) as matching:
        ring = await a_ring(matching, intake, 2)

        async def over() -> bool:
            return bool((await show(matching, ring))["state"] == "dissolved")

        await eventually(over, what="the ring expired")
        assert (await show(matching, ring))["ground"] == "expired"
        assert set(await states(matching, ring)) <= {"expired", "withdrawn"}


async def test_a_volunteer_who_was_asked_is_left_alone(matching: Served, intake: Teller) -> None:
    await register(matching, volunteer(categories=["eating"], skills=[]))
    await people(matching, intake)
    assert await search(matching) == []


async def test_the_rhythm_finds_them_too(world: World, intake: Teller) -> None:
    policy = world.folder / "policy.toml"
    text = (ROOT / "deploy" / "reference" / "matching-policy.toml").read_text()
    policy.write_text(text.replace("every_hours = 6", "every_hours = 0.01"))
    async with world.serving("matching", matching_policy_file=policy) as matching:
        needs = await people(matching, intake)
        # a turn may have come before the last one was asked; whoever asks or gives something has it looked for again
        more = new_id()
        gift = StatedContribution(contribution=new_id(), category=Category.WORK)
        await intake.tell(more, clarified(more, contributions=(gift,)))
        rings: list[dict[str, Any]] = []

        async def found() -> bool:
            rings[:] = (await matching.http.get("/v1/rings", params={"case": str(next(iter(needs)))})).json()["items"]
            return bool(rings)

        await eventually(found, what="a ring", within=90)
        assert [each["state"] for each in rings] == ["offered"]


async def test_neighbourhoods_whose_turn_comes_together_do_not_wait_for_one_another(
    matching: Served, intake: Teller
) -> None:
    pairs = {NEIGHBOURHOOD: KINDS[:2], "groenekan": KINDS[2:]}
    for place, kinds in pairs.items():
        for asked, given in (kinds, kinds[::-1]):
            case = new_id()
            asks = StatedNeed(need=new_id(), category=asked, domain=LifeDomain.PRACTICAL)
            gives = StatedContribution(contribution=new_id(), category=given)
            await intake.tell(case, clarified(case, asks, contributions=(gives,), neighbourhood=place))

    async def all_asked() -> bool:
        return bool(await matching.scalar("select count(*) = 4 from need where state = 'proposed'"))

    await eventually(all_asked, what="an offer to each resident alone")
    # after a standstill all turns are due at once
    await matching.scalar("update timer set due = now() where kind = 'rings_due' returning 1")

    async def found() -> bool:
        return bool(await matching.scalar("select count(*) = 2 from ring"))

    await eventually(found, what="a ring in both")
    assert await matching.scalar("select count(distinct xmin::text) from ring") == 2, "a transaction each"


LIVE = ("offered", "accepted", "started")


async def somebody(at: Served, proposal: str, chance: random.Random, no: float) -> str:
    """Says yes, now and then no, or starts it: what came of it."""
    by = chance.choice(["resident", "supplier"])
    verb, body = chance.choice([("accept", {"by": by})] * 4 + [("start", None)])
    if chance.random() < no:
        verb, body = "decline", {"by": by, "ground": "times"}
    while True:
        answer = await at.http.post(f"/v1/proposals/{proposal}/{verb}", json=body)
        if answer.status_code == 200:
            return "ok"
        # all connections were busy for too long: sent again, as the answer says
        if answer.json()["title"] != "database away":
            return str(answer.json()["title"])


async def test_a_hundred_answers_at_once_leave_all_of_it_or_nothing(world: World, intake: Teller) -> None:
    async with world.serving("matching") as first, world.serving("matching") as second:
        chance, ends = random.Random(5), Counter[str]()
        for turn, no in enumerate((0.0, 0.0, 0.02, 0.02)):
            needs = await people(first, intake, 4)
            [ring] = await search(first)

            parts = [each["proposal"] for each in ring["members"]]
            told = await asyncio.gather(
                *(somebody(chance.choice([first, second]), chance.choice(parts), chance, no) for _ in range(100))
            )
            assert all(each.startswith(("ok", "proposal ", "ring waits")) for each in told), Counter(told)
            state, now = (await show(first, ring))["state"], Counter(await states(first, ring))
            assert now == ({"declined": 1, "withdrawn": 3} if state == "dissolved" else {state: 4})
            ends[state] += 1
            assert turn > 1 or state in ("accepted", "started")
            for member in needs.values():
                live = [each for each in (await need(first, member))["proposals"] if each["state"] in LIVE]
                assert len(live) <= 1
            for case in needs:
                await intake.tell(case, closed(case, CaseOutcome.MOVED))

            async def cleared(needs: dict[UUID, UUID] = needs) -> bool:
                return all([(await need(first, each))["state"] in ("ended", "withdrawn") for each in needs.values()])

            await eventually(cleared, what="an empty town")
        assert ends["started"] + ends["accepted"] >= 2
        assert not await first.scalar(
            "select count(*) from offering o where taken <> (select count(*) from proposal p"
            " where p.offering = o.id and p.state in ('offered', 'accepted', 'started'))"
        )


async def test_searching_at_the_same_time_offers_a_ring_once(world: World, intake: Teller) -> None:
    async with world.serving("matching") as first, world.serving("matching") as second:
        needs = await people(first, intake)
        found = await asyncio.gather(*(search(at) for at in (first, second) * 5))
        assert sum(map(len, found)) == 1
        assert await first.scalar("select count(*) from proposal where ring is not null") == len(needs)


async def test_the_database_refuses_a_part_without_the_others(matching: Served, intake: Teller) -> None:
    ring = await a_ring(matching, intake)
    part = UUID(ring["members"][0]["proposal"])
    for statement in (
        "update proposal set state = 'started' where id = $1",
        "update proposal set state = 'withdrawn' where id = $1",
        "update ring set state = 'accepted' where id = (select ring from proposal where id = $1)",
    ):
        with pytest.raises(asyncpg.CheckViolationError, match="all_or_nothing"):
            await matching.runtime.pool.execute(statement, part)
    assert set(await states(matching, ring)) == {"offered"}


@pytest.mark.parametrize(
    "body", [{}, {"neighbourhood": "De Bilt"}, {"neighbourhood": NEIGHBOURHOOD, "length": 9}, [], None]
)
async def test_where_to_look_is_said_well(matching: Served, body: Any) -> None:
    response = await matching.http.post("/v1/rings/search", json=body)
    assert response.status_code == 422
    assert response.json()["faults"]


async def test_nobody_there_is_no_ring(matching: Served) -> None:
    response = await matching.http.post("/v1/rings/search", json={"neighbourhood": "nowhere"})
    assert (response.status_code, response.json()) == (200, {"offered": []})
    assert (await matching.http.get(f"/v1/rings/{new_id()}")).status_code == 404


async def test_answers_that_come_while_a_ring_is_put_hear_that_they_are_too_late(
    matching: Served, intake: Teller
) -> None:
    needs = await people(matching, intake)
    told = [await need(matching, each) for each in needs.values()]
    offered = [each["id"] for one in told for each in one["proposals"] if each["state"] == "offered"]
    async with matching.runtime.transaction(Cause("a test", "a test", "system")) as work:
        assert len(await rings.look(work, NEIGHBOURHOOD)) == 1
        answers = [
            asyncio.create_task(matching.http.post(f"/v1/proposals/{each}/accept", json={"by": "resident"}))
            for each in offered
        ]
        await eventually(lambda: _waiting_for_locks(matching, len(answers)), what="they wait for their needs")
        await work.flush()
    # a deadlock among them would be a 503 for one
    assert {answer.status_code for answer in await asyncio.gather(*answers)} == {409}


async def _waiting_for_locks(served: Served, number: int) -> bool:
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    return int(await served.scalar(waiting)) >= number

"""An area is assigned at once, on the real parts: asked for or on the rhythm, applied whatever happens meanwhile."""

import asyncio
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.words import Urgency
from libs.delivery import failpoints
from libs.delivery.clock import new_id
from libs.delivery.settings import ROOT
from services.matching import planning
from tests.broker.matching_letters import Teller, clarified, need, organisation, register, shopping, volunteer
from tests.broker.points_letters import a_reward
from tests.broker.test_matching_storm import adds_up
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

REFERENCE = (ROOT / "deploy" / "reference" / "matching-policy.toml").read_text(encoding="utf-8")


def policy(folder: Path, *, waits: str, every: str = "24") -> Path:
    """The reference, with routine needs that wait."""
    path = folder / "matching-policy.toml"
    text = REFERENCE.replace("routine = 0", f"routine = {waits}").replace(
        "every_hours = 1\n", f"every_hours = {every}\n"
    )
    path.write_text(text, encoding="utf-8")
    return path


async def opened(matching: Served, teller: Teller, *needs: Any) -> None:
    """Each in a case of its own; they are there when this returns."""
    for each in needs:
        case = new_id()
        await teller.tell(case, clarified(case, each))

    async def there() -> bool:
        return bool(
            await matching.scalar("select count(*) from need where id = any($1)", [it.need for it in needs])
            == len(needs)
        )

    await eventually(there)


async def done(matching: Served, id_: str) -> dict[str, Any]:
    """The round, once it is."""

    async def is_done() -> bool:
        return bool((await matching.http.get(f"/v1/assignments/{id_}")).json()["state"] == "done")

    await eventually(is_done)
    found: dict[str, Any] = (await matching.http.get(f"/v1/assignments/{id_}")).json()
    return found


async def ask(matching: Served, **body: Any) -> str:
    answer = await matching.http.post("/v1/assignments", json=body)
    assert answer.status_code == 202, answer.text
    id_: str = answer.json()["id"]
    return id_


async def offered_to(matching: Served, id_: UUID) -> str | None:
    """The offering that is proposed to this need."""
    return next((it["offering"] for it in (await need(matching, id_))["proposals"] if it["state"] == "offered"), None)


async def test_a_round_meets_whom_the_order_of_arrival_would_leave_without(world: World) -> None:
    async with world.serving("matching", matching_policy_file=policy(world.folder, waits="48")) as matching:
        both = await register(matching, volunteer(capacity=1, parts_of_day=["morning", "evening"]))
        mornings = await register(
            matching, volunteer(capacity=1, parts_of_day=["morning"], skills=["shopping", "garden"])
        )
        any_time, evening = shopping(), shopping(parts_of_day=("evening",))
        await opened(matching, Teller(world, "intake"), any_time, evening)
        assert await offered_to(matching, any_time.need) is None
        told = await done(matching, await ask(matching))
        assert await offered_to(matching, evening.need) == both
        assert await offered_to(matching, any_time.need) == mornings
        assert told["outcomes"] == {"given": 2, "moved": 0}
        assert told["failed"] is None
        assert told["figures"]["load_gini"]["after"]["volunteer"] == 0
        listed = (await matching.http.get("/v1/assignments")).json()
        assert [each["id"] for each in listed["items"]] == [told["id"]]
        await adds_up(matching)


async def test_a_round_gives_no_rewards_away_and_gives_what_is_one_no_longer(world: World) -> None:
    async with world.serving("matching", matching_policy_file=policy(world.folder, waits="48")) as matching:
        lamp = await a_reward(matching, price=5, skills=["shopping"])
        wanted = shopping()
        await opened(matching, Teller(world, "intake"), wanted)
        told = await done(matching, await ask(matching))
        assert told["outcomes"] == {"nothing": 1, "moved": 0}
        assert told["figures"]["pairs"] == 0
        assert (await matching.http.delete(f"/v1/rewards/{lamp}")).status_code == 200
        await done(matching, await ask(matching))
        assert await offered_to(matching, wanted.need) == lamp
        await adds_up(matching)


async def test_who_waits_is_answered_on_the_rhythm_and_who_is_urgent_at_once(world: World) -> None:
    # a thousandth of an hour: the next round is there before anybody could ask for it
    async with world.serving("matching", matching_policy_file=policy(world.folder, waits="0.001")) as matching:
        await register(matching, volunteer(capacity=9))
        routine, urgent = shopping(), shopping(urgency=Urgency.URGENT)
        await opened(matching, Teller(world, "intake"), routine, urgent)
        assert await offered_to(matching, urgent.need) is not None

        async def answered() -> bool:
            return await offered_to(matching, routine.need) is not None

        await eventually(answered)
        rounds = (await matching.http.get("/v1/assignments")).json()["items"]
        assert [each["by_rhythm"] for each in rounds] == [True]


async def test_an_unanswered_offer_is_exchanged_when_one_more_is_met_by_it(world: World) -> None:
    async with world.serving("matching") as matching:
        both = await register(matching, volunteer(capacity=1, parts_of_day=["morning", "evening"]))
        any_time, evening = shopping(), shopping(parts_of_day=("evening",))
        await opened(matching, Teller(world, "intake"), any_time)
        assert await offered_to(matching, any_time.need) == both
        await opened(matching, Teller(world, "intake"), evening)
        mornings = await register(matching, volunteer(capacity=1, parts_of_day=["morning"]))
        told = await done(matching, await ask(matching))
        assert await offered_to(matching, any_time.need) == mornings
        assert await offered_to(matching, evening.need) == both
        assert told["outcomes"]["moved"] == 1
        states = [each["state"] for each in (await need(matching, any_time.need))["proposals"]]
        assert states == ["withdrawn", "offered"]
        await adds_up(matching)


async def test_people_who_answer_during_a_round_keep_what_they_accepted(world: World) -> None:
    async with (
        world.serving("matching", matching_policy_file=policy(world.folder, waits="48")) as first,
        world.serving("matching", matching_policy_file=world.folder / "matching-policy.toml") as second,
    ):
        for capacity in (1, 2, 3, 4):
            await register(first, volunteer(capacity=capacity))
        await register(first, organisation(3, capacity=8))
        at_once = [shopping(urgency=Urgency.URGENT) for _ in range(8)]
        await opened(first, Teller(world, "intake"), *at_once)
        await opened(first, Teller(world, "intake"), *(shopping() for _ in range(20)))
        offered = (await first.http.get("/v1/proposals", params={"state": "offered"})).json()["items"]
        assert len(offered) == len(at_once)

        async def both_say_yes(proposal: str) -> set[int]:
            codes = set()
            for by, at in (("supplier", first), ("resident", second)):
                answer = await at.http.post(f"/v1/proposals/{proposal}/accept", json={"by": by})
                codes.add(answer.status_code)
            return codes

        round_ = await ask(first)
        codes = await asyncio.gather(*(both_say_yes(each["id"]) for each in offered))
        await done(first, round_)
        assert set().union(*codes) <= {200, 409}
        for each, said in zip(offered, codes, strict=True):
            state = (await first.http.get(f"/v1/proposals/{each['id']}")).json()["state"]
            assert state == ("accepted" if said == {200} else "withdrawn")
        await adds_up(first)
        assert await first.scalar("select count(*) from need where state = 'open'") == 10


async def test_a_round_that_is_cut_off_between_its_pages_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.matching.assignments.PAGE", 3)
    file = policy(world.folder, waits="48")
    async with world.serving("matching", matching_policy_file=file) as matching:
        await register(matching, volunteer(capacity=5))
        await register(matching, organisation(3, capacity=5))
        await opened(matching, Teller(world, "intake"), *(shopping() for _ in range(10)))
        # the second page is undone each time: the process could have been killed here
        failpoints.arm("assignment.page_applied=error@2")
        try:
            round_ = await ask(matching)

            async def first_page() -> bool:
                return bool(await matching.scalar("select count(*) from proposal") == 3)

            await eventually(first_page)
            await adds_up(matching)
        finally:
            failpoints.arm("")
    async with world.serving("matching", matching_policy_file=file) as matching:
        await matching.runtime.pool.execute("update timer set not_before = due where kind = 'assignment_advances'")
        told = await done(matching, round_)
        assert told["outcomes"] == {"given": 10, "moved": 0}
        assert await matching.scalar("select count(*) from proposal") == 10
        await adds_up(matching)


async def test_without_a_solver_everybody_is_looked_for_one_by_one_and_the_log_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(planning, "COMMAND", (sys.executable, "-c", "raise MemoryError('no room')"))
    async with world.serving("matching", matching_policy_file=policy(world.folder, waits="48")) as matching:
        await register(matching, volunteer(capacity=1))
        await opened(matching, Teller(world, "intake"), shopping(), shopping())
        told = await done(matching, await ask(matching))
        assert told["failed"] == "ended with 1: MemoryError: no room"
        assert told["outcomes"] == {"other": 1, "nothing": 1, "moved": 0}
        await adds_up(matching)


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        ({"breadth": "district", "code": "atlantis"}, 409, "area-unknown"),
        ({"breadth": "district"}, 422, "invalid-request"),
        ({"breadth": "municipality", "code": "de-bilt-west"}, 422, "invalid-request"),
        ({"breadth": "neighbourhood", "code": "\x00"}, 422, "invalid-request"),
    ],
)
async def test_an_area_that_cannot_be_is_refused(world: World, body: dict[str, Any], status: int, slug: str) -> None:
    async with world.serving("matching") as matching:
        answer = await matching.http.post("/v1/assignments", json=body)
        assert answer.status_code == status
        assert answer.json()["type"] == f"urn:omzien:problem:{slug}"


async def test_one_round_at_a_time_in_an_area(world: World) -> None:
    async with world.serving("matching") as matching:
        answers = await asyncio.gather(*(matching.http.post("/v1/assignments", json={}) for _ in range(20)))
        begun = [each.json()["id"] for each in answers if each.status_code == 202]
        assert {each.status_code for each in answers} <= {202, 409}
        assert begun
        for id_ in begun:
            assert (await done(matching, id_))["state"] == "done"

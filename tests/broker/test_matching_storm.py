"""Everybody at once: three processes, many cases, people who change their minds. What was promised adds up."""

import asyncio
import random
from uuid import UUID

import pytest

from libs.contracts.applications import ApplicationGranted
from libs.contracts.cases import CaseTransferredDirectly
from libs.contracts.words import Ground, Rung
from libs.delivery.clock import new_id
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller, clarified, organisation, register, shopping, volunteer
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: What people do with a proposal in each state.
DOINGS: dict[str, list[tuple[str, dict[str, str] | None]]] = {
    "offered": [
        ("accept", {"by": "supplier"}),
        ("accept", {"by": "resident"}),
        ("decline", {"by": "resident", "ground": "times"}),
    ],
    "accepted": [("start", None), ("start", None), ("drop-out", None)],
    "started": [("end", {"ground": "done"}), ("drop-out", None)],
}
LIVE = "('offered', 'accepted', 'started')"


async def adds_up(matching: Served) -> None:
    """Places taken are places held; and a need's state is what its proposals amount to."""
    wrong = await matching.runtime.pool.fetch(
        f"select id, taken from offering o where taken <> "  # noqa: S608
        f"(select count(*) from proposal p where p.offering = o.id and p.state in {LIVE})"
    )
    assert not wrong
    states = await matching.runtime.pool.fetch(
        "select n.state, array_agg(p.state order by p.state) filter (where p.state in "  # noqa: S608
        f"{LIVE}) as live from need n left join proposal p on p.need = n.id group by n.id, n.state"
    )
    of = {"proposed": ["offered"], "matched": ["accepted"], "covered": ["started"]}
    for row in states:
        assert row["live"] == of.get(row["state"]), row


async def test_whatever_people_answer_at_the_same_time_no_place_is_given_twice_or_lost(world: World) -> None:
    async with (
        world.serving("matching") as first,
        world.serving("matching") as second,
        world.serving("matching") as third,
    ):
        everywhere = (first, second, third)
        for capacity in (1, 1, 2, 3):
            await register(first, volunteer(capacity=capacity))
        await register(first, organisation(3, capacity=6))
        subscriber = await world.subscribe("nl.omzien.needs.#", "nl.omzien.proposals.#")
        intake = Teller(world, "intake")
        needs = [shopping() for _ in range(40)]
        chance = random.Random(3)

        async def one_case(index: int) -> None:
            case = new_id()
            await intake.tell(case, clarified(case, needs[index]))

        async def somebody(at: Served) -> list[int]:
            codes = []
            for _ in range(25):
                state = chance.choice(["offered", "offered", "accepted", "started"])
                page = (await at.http.get("/v1/proposals", params={"state": state, "limit": 200})).json()["items"]
                if page:
                    it = chance.choice(page)
                    verb, body = chance.choice(DOINGS[state])
                    answer = await at.http.post(f"/v1/proposals/{it['id']}/{verb}", json=body)
                    codes.append(answer.status_code)
            return codes

        async def proposed() -> bool:
            return bool(await first.scalar("select exists (select from proposal)"))

        await asyncio.gather(*(one_case(index) for index in range(10)))
        # else everybody may have asked in vain before there is anything to answer
        await eventually(proposed)
        answers = [asyncio.create_task(somebody(at)) for at in everywhere]
        await asyncio.gather(*(one_case(index) for index in range(10, len(needs))))
        codes = [code for task in answers for code in await task]
        assert set(codes) <= {200, 409}
        assert codes.count(200) > 10

        async def settled() -> bool:
            waits = await first.scalar(
                "select (select count(*) from need) < 40 or exists (select from outbox)"
                " or exists (select from timer where kind = 'supply_came')"
            )
            return not waits

        await eventually(settled)
        await adds_up(first)
        seen: dict[str, list[int]] = {}
        for event in subscriber.events:
            seen.setdefault(event["subject"], []).append(int(event["sequence"]))
        for subject, sequences in seen.items():
            assert sorted(set(sequences)) == list(range(1, max(sequences) + 1)), subject


async def test_a_grant_and_an_opening_that_cross_each_other_are_both_seen(world: World) -> None:
    async with world.serving("matching") as first, world.serving("matching"):
        await register(first, organisation(4))
        intake, arrangement = Teller(world, "intake"), Teller(world, "arrangement")
        needs = [shopping() for _ in range(30)]

        async def opened(case: UUID, index: int) -> None:
            transferred = CaseTransferredDirectly(
                caseid=case,
                neighbourhood=NEIGHBOURHOOD,
                ground=Ground.ACUTE,
                case_holder=new_id(),
                needs=(needs[index],),
            )
            await intake.tell(case, transferred)

        async def granted(case: UUID, index: int) -> None:
            grant = ApplicationGranted(
                caseid=case,
                neighbourhood=NEIGHBOURHOOD,
                plan=new_id(),
                need=needs[index].need,
                rung=Rung.INDIVIDUAL_PROVISION,
            )
            await arrangement.tell(new_id(), grant)

        cases = [new_id() for _ in needs]
        await asyncio.gather(*(told(case, index) for index, case in enumerate(cases) for told in (granted, opened)))

        async def all_proposed() -> bool:
            return bool(await first.scalar("select count(*) from proposal where rung = 4") == len(needs))

        await eventually(all_proposed)
        await adds_up(first)


async def test_a_need_and_a_place_that_cross_each_other_find_each_other(world: World) -> None:
    async with world.serving("matching") as matching:
        case, stated = new_id(), shopping()
        async with matching.runtime.pool.acquire() as keeper, keeper.transaction():
            # the need has looked into the market, and cannot be written yet
            await keeper.execute("lock table need in share mode")
            await Teller(world, "intake").tell(case, clarified(case, stated))

            async def looked() -> bool:
                waits = "select count(*) from pg_locks where relation = 'need'::regclass and not granted"
                return bool(await keeper.fetchval(waits))

            await eventually(looked, what="a need about to be written")
            shopper = await register(matching, volunteer())

            async def over() -> bool:
                return not await keeper.fetchval("select count(*) from timer where kind = 'supply_came'")

            await eventually(over, what="nobody found who waits for that place")

        async def proposed() -> bool:
            return bool(await matching.scalar("select offering from proposal") == UUID(shopper))

        await eventually(proposed, what="what came meanwhile is proposed")

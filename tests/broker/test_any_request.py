"""Whatever is sent to a service over HTTP: no answer is a fault of its own, and each is one that is documented."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from aio_pika import Message

from libs.contracts.topology import SERVICES
from libs.contracts.words import Category
from libs.delivery.clock import new_id
from tests.broker import arrangement_letters, matching_letters
from tests.broker.any_request import EXAMPLES, Known, faults
from tests.broker.bundle_letters import table
from tests.broker.command import listening
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller, clarified, organisation, register, shopping, volunteer
from tests.broker.points_letters import a_reward, with_points
from tests.broker.signalling_letters import event, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


class Made:
    """New things in each service, to which requests can be about."""

    def __init__(self, world: World, served: Served) -> None:
        self.world, self.served = world, served
        self.teller = Teller(world, "intake")
        self.number = 0
        self.once: Known = {}

    async def everything(self) -> Known:
        """Also a message that could not be read."""
        name = self.served.runtime.service.name
        self.number += 1
        await self.world.publish("", [(f"{name}.events", Message(b"?" * self.number))])
        await eventually(lambda: self.served.scalar("select count(*) >= $1 from dead_letter", self.number))
        letter = await self.served.scalar("select id from dead_letter order by arrived_at desc limit 1")
        own: Known = await getattr(self, name)()
        return {"dead-letters": str(letter), **own}

    async def signalling(self) -> Known:
        held = await self.served.http.post("/v1/signals", json=event(worry(self.number)))
        return {"signals": held.json()["signal"]}

    async def intake(self) -> Known:
        opened = await self.served.http.post("/v1/first-contacts", json={"way_in": "gp", "household": str(new_id())})
        return {"cases": opened.json()["id"]}

    async def matching(self) -> Known:
        case, need = new_id(), shopping()
        offering = await register(self.served, volunteer())
        await self.teller.tell(case, clarified(case, need))
        await eventually(lambda: self._proposed(need.need))
        proposed = (await matching_letters.need(self.served, need.need))["proposals"][0]["id"]
        # a number of its own for each group: else one search would find a group among the needs of those before
        group = await table(self.served, self.teller, skills=(f"diet_{self.number}",))
        asked = {"bundles": group.id, "invitations": group.members[0]["id"]}
        account = await with_points(self.served, 10)
        points = {"accounts": account, "rewards": await a_reward(self.served, 1), "pots": NEIGHBOURHOOD}
        self.once = self.once or await self._once()
        return {"offerings": offering, "needs": str(need.need), "proposals": proposed, **asked, **points, **self.once}

    async def _once(self) -> Known:
        """What one of is enough: a gap, a round, an entry of an organisation."""
        await self.teller.tell(case := new_id(), clarified(case, shopping(category=Category.SPORT)))
        round_ = await self.served.http.post(
            "/v1/assignments", json={"breadth": "neighbourhood", "code": NEIGHBOURHOOD}
        )
        await eventually(lambda: self.served.scalar("select count(*) from gap"))
        return {
            "agenda": str(await self.served.scalar("select id from gap limit 1")),
            "assignments": round_.json()["id"],
            "services": await register(self.served, organisation(3)),
            "neighbourhoods": NEIGHBOURHOOD,
        }

    async def arrangement(self) -> Known:
        case, need = new_id(), arrangement_letters.meals()
        plan = await arrangement_letters.drafted(
            self.served, self.teller, arrangement_letters.clarified(case, new_id(), need)
        )
        shown = (await self.served.http.get(f"/v1/plans/{plan}")).json()
        return {"plans": str(plan), "items": shown["items"][0]["id"]}

    async def _proposed(self, need: UUID) -> bool:
        return bool((await matching_letters.need(self.served, need))["proposals"])


@asynccontextmanager
async def running(world: World, name: str) -> AsyncIterator[tuple[Served, str]]:
    """The service and its URL; intake with signalling beside it, which it has to ask."""
    async with world.serving("signalling") as beside, listening(beside) as url:
        if name == "signalling":
            yield beside, url
            return
        more: dict[str, Any] = {"signalling_url": url} if name == "intake" else {}
        async with world.serving(name, **more) as served, listening(served) as own:
            yield served, own


@pytest.mark.timeout(75 * EXAMPLES)
@pytest.mark.parametrize("name", SERVICES)
async def test_no_request_is_a_fault_of_the_service_and_each_answer_is_documented(world: World, name: str) -> None:
    async with running(world, name) as (served, url):
        found = await faults(url, Made(world, served).everything)
    assert not found, "\n\n".join(found)

"""One of a ring that runs dropped out and stands in the next one: the others of the first are decided on as before."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.words import Category, LifeDomain
from libs.delivery.clock import new_id
from tests.broker.matching_letters import Teller, answer, clarified, closed, need
from tests.broker.test_matching_rings import KINDS, all_accept, people, search
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


class Rings(NamedTuple):
    """The first runs without whoever left it, who stands in the second; `stays` is of the first alone."""

    matching: Served
    intake: Teller
    stays: dict[str, Any]


@pytest.fixture
async def rings(world: World) -> AsyncIterator[Rings]:
    async with world.serving("matching", drain_seconds=3) as matching:
        intake = Teller(world, "intake")
        needs = await people(matching, intake)
        [first] = await search(matching)
        await all_accept(matching, first["members"])
        await answer(matching, first["members"][0]["proposal"], "start")
        leaves, stays = first["members"][:2]
        await answer(matching, leaves["proposal"], "drop-out")
        await _fits_with_somebody_new(matching, intake, leaves, KINDS[list(needs).index(UUID(leaves["caseid"]))])
        [second] = await search(matching)
        assert leaves["need"] in {each["need"] for each in second["members"]}
        yield Rings(matching, intake, stays)


async def _fits_with_somebody_new(matching: Served, intake: Teller, who: dict[str, Any], needs: Category) -> None:
    gives = StatedContribution(contribution=new_id(), category=Category.TRANSPORT_AIDS)
    await intake.tell(UUID(who["caseid"]), clarified(UUID(who["caseid"]), contributions=(gives,)))
    case = new_id()
    asks = StatedNeed(need=new_id(), category=Category.TRANSPORT_AIDS, domain=LifeDomain.PRACTICAL)
    back = StatedContribution(contribution=new_id(), category=needs)
    await intake.tell(case, clarified(case, asks, contributions=(back,)))

    async def both_are_asked() -> bool:
        found = [await need(matching, each) for each in (asks.need, UUID(who["need"]))]
        return all(each["state"] == "proposed" for each in found)

    await eventually(both_are_asked, what="an offer to both")


async def test_who_stays_is_answered(rings: Rings) -> None:
    async with asyncio.timeout(10):
        await answer(rings.matching, rings.stays["proposal"], "drop-out")


async def test_an_event_about_who_stays_holds_up_none_that_come_after_it(rings: Rings) -> None:
    await rings.intake.tell(UUID(rings.stays["caseid"]), closed(UUID(rings.stays["caseid"])))
    case = new_id()
    asks = StatedNeed(need=new_id(), category=Category.WORK, domain=LifeDomain.PRACTICAL)
    await rings.intake.tell(case, clarified(case, asks))

    async def taken() -> bool:
        return bool((await need(rings.matching, asks.need))["state"])

    await eventually(taken, what="that the next event is taken")

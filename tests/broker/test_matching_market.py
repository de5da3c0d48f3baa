"""Who is weighed for a need: the nearest adequate ones, however many others stand nearer."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.needs import StatedNeed
from libs.contracts.words import PartOfDay
from libs.delivery.clock import new_id
from services.matching.store import market as stalls
from tests.broker.matching_letters import Teller, answer, clarified, need, organisation, register, shopping, volunteer
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

EVENING, MORNING = PartOfDay.EVENING, PartOfDay.MORNING

#: What is asked, and what makes a volunteer next door not the one.
NOT_ADEQUATE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"skills": ["chess"]}),
    ({"languages": ("tr",)}, {"languages": ["nl"]}),
    ({"inside_home": True}, {"screened_until": "2020-01-01"}),
    ({"inside_home": True}, {"trained": False}),
    ({"inside_home": True}, {"unwilling": ["inside_home"]}),
    ({}, {"unwilling": ["shopping"]}),
    ({}, {"serves": ["maartensdijk"]}),
    ({}, {"neighbourhood": "unknown"}),
    ({"parts_of_day": (EVENING,)}, {"parts_of_day": ["morning"]}),
    ({"parts_of_day": (EVENING, MORNING), "times_per_week": 14}, {"parts_of_day": ["morning"]}),
    ({}, {"capacity": 0}),
]
#: Everything that is asked of anybody above, a neighbourhood further.
THE_ONE = volunteer(neighbourhood="de-bilt-oost", languages=["nl", "tr"], reach_km=20)


@pytest.fixture
async def matching(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    """As if so many stood in the market that no more than two per rung could be weighed."""
    monkeypatch.setattr(stalls, "NEAREST", 2)
    async with world.serving("matching") as served:
        yield served


async def proposed(matching: Served, world: World, stated: StatedNeed) -> str:
    """The offering that is proposed."""
    case = new_id()
    await Teller(world, "intake").tell(case, clarified(case, stated))

    async def holds() -> bool:
        return bool((await need(matching, stated.need))["proposals"])

    await eventually(holds, what="a proposal")
    told: str = (await need(matching, stated.need))["proposals"][-1]["offering"]
    return told


@pytest.mark.parametrize(("asked", "lacks"), NOT_ADEQUATE)
async def test_many_who_are_not_adequate_hide_nobody_who_is(
    matching: Served, world: World, asked: dict[str, Any], lacks: dict[str, Any]
) -> None:
    for _ in range(4):
        await register(matching, volunteer(**lacks))
    the_one = await register(matching, THE_ONE)
    assert await proposed(matching, world, shopping(**asked)) == the_one


async def test_of_those_who_are_adequate_the_nearest_are_weighed(matching: Served, world: World) -> None:
    for _ in range(4):
        await register(matching, THE_ONE)
    next_door = [await register(matching, volunteer()) for _ in range(2)]
    assert await proposed(matching, world, shopping()) in next_door


async def test_who_can_very_much_is_found_too(matching: Served, world: World) -> None:
    everywhere = ["de-bilt-west", "de-bilt-oost", "bilthoven-noord", "bilthoven-zuid", "maartensdijk", "groenekan"]
    much = [f"something_that_one_can_{number}" for number in range(300)]
    the_one = await register(matching, volunteer(skills=["shopping", *much], serves=everywhere * 20, unwilling=much))
    assert await proposed(matching, world, shopping()) == the_one


async def test_who_said_no_gives_way_to_the_next(matching: Served, world: World) -> None:
    for _ in range(4):
        await register(matching, volunteer())
    stated = shopping()
    asked = {await proposed(matching, world, stated)}
    for _ in range(3):
        last = (await need(matching, stated.need))["proposals"][-1]
        await answer(matching, last["id"], "decline", by="supplier", ground="times")
        asked.add((await need(matching, stated.need))["proposals"][-1]["offering"])
    assert len(asked) == 4


async def market(matching: Served) -> set[tuple[str, str, bool]]:
    """Offerings in it by neighbourhood and category, and whether they are full."""
    rows = await matching.runtime.pool.fetch("select neighbourhood, category, full_up from stall")
    return {tuple(row) for row in rows}


async def test_an_offering_stands_in_the_market_as_it_is_now(matching: Served, world: World) -> None:
    entry = organisation(3, capacity=1, categories=["services", "eating"])
    id_ = await register(matching, entry)
    here = "de-bilt-west"
    assert await market(matching) == {(here, "services", False), (here, "eating", False)}
    stated = shopping()
    assert await proposed(matching, world, stated) == id_
    assert await market(matching) == {(here, "services", True), (here, "eating", True)}
    proposal = (await need(matching, stated.need))["proposals"][0]["id"]
    await answer(matching, proposal, "decline", by="resident", ground="times")
    assert await market(matching) == {(here, "services", False), (here, "eating", False)}
    changed = await matching.http.put(f"/v1/offerings/{UUID(id_)}", json=entry | {"categories": ["sport"]})
    assert changed.status_code == 200, changed.text
    assert await market(matching) == {(here, "sport", False)}
    assert (await matching.http.delete(f"/v1/offerings/{id_}")).status_code < 300
    assert await market(matching) == set()

"""The neighbourhood scan on a real database: supply by rung, needs as they stand, what grows and what is missing."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from libs.contracts.needs import StatedNeed
from libs.delivery.clock import new_id, wall_clock
from tests.broker.matching_letters import Teller, clarified, need, organisation, register, shopping, volunteer
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def scanned(matching: Served, code: str = "de-bilt-west", **asked: Any) -> dict[str, dict[str, Any]]:
    """The scan, by category."""
    answer = await matching.http.get(f"/v1/neighbourhoods/{code}/scan", params=asked)
    assert answer.status_code == 200, answer.text
    return {each["category"]: each for each in answer.json()["categories"]}


async def test_supply_is_counted_by_rung_formal_and_informal_with_what_is_free(world: World) -> None:
    async with world.serving("matching") as matching:
        await register(matching, volunteer(categories=["services", "eating", "services"]))
        await register(matching, organisation(3, neighbourhood="maartensdijk", capacity=7))
        await register(matching, organisation(4, serves=["de-bilt-west"]))
        await register(matching, organisation(3, neighbourhood="maartensdijk", serves=["maartensdijk"]))
        found = await scanned(matching)
    new = {"lately": 1, "before": 0}
    assert found["services"]["supply"] == [
        {"rung": 2, "formal": False, "entries": 1, "here": 1, "places": 2, "free": 2} | new,
        {"rung": 3, "formal": True, "entries": 1, "here": 0, "places": 7, "free": 7} | new,
        {"rung": 4, "formal": True, "entries": 1, "here": 1, "places": 50, "free": 50} | new,
    ]
    assert (found["services"]["missing"], found["eating"]["missing"], found["care"]["missing"]) == (
        None,
        None,
        "nobody",
    )


async def test_supply_that_is_new_is_told_with_the_period_in_which_it_came(world: World) -> None:
    async with world.serving("matching") as matching:
        now, made = wall_clock(), []
        for weeks_ago in (9, 6, 6, 1, 1, 1):
            matching.runtime.clock = partial(_then, now - timedelta(weeks=weeks_ago))
            made.append(await register(matching, organisation(3)))
        matching.runtime.clock = partial(_then, now)
        # changed lately, and new nine weeks ago
        await matching.http.put(f"/v1/offerings/{made[0]}", json=organisation(3, capacity=51))
        [supply] = (await scanned(matching, weeks=4))["services"]["supply"]
    assert (supply["entries"], supply["lately"], supply["before"]) == (6, 3, 2)


async def test_needs_are_counted_as_they_stand_and_what_grows_is_told(world: World) -> None:
    async with world.serving("matching") as matching:
        await register(matching, volunteer(capacity=1))
        now, intake = wall_clock(), Teller(world, "intake")
        for weeks_ago, categories in ((6, ["care"] * 2), (1, ["care"] * 5), (0, ["services"] * 2)):
            matching.runtime.clock = partial(_then, now - timedelta(weeks=weeks_ago))
            case, needs = new_id(), [shopping(category=each) for each in categories]
            await intake.tell(case, clarified(case, *needs))
            await eventually(partial(_taken_in, matching, needs))
        found = await scanned(matching, weeks=4)
        elsewhere = await scanned(matching, "de-bilt-oost")
    care, services = found["care"], found["services"]
    assert (care["open"], care["unanswered"], care["lately"], care["before"]) == (7, 7, 5, 2)
    assert (care["rising"], care["missing"]) == (True, "nobody")
    assert (services["open"], services["unanswered"], services["missing"]) == (2, 1, "no_capacity")
    assert all(each["open"] == 0 for each in elsewhere.values())


async def test_a_neighbourhood_that_is_not_one_is_not_scanned_and_signallings_half_is_named(world: World) -> None:
    async with world.serving("matching") as matching:
        assert (await matching.http.get("/v1/neighbourhoods/atlantis/scan")).status_code == 404
        told = (await matching.http.get("/v1/neighbourhoods/groenekan/scan", params={"weeks": 8})).json()
    assert told["signals"] == "/v1/trends?neighbourhood=groenekan&weeks=8"


async def _taken_in(matching: Served, needs: list[StatedNeed]) -> bool:
    return all([(await need(matching, each.need))["state"] for each in needs])


def _then(moment: datetime) -> datetime:
    return moment

"""The catalogue is open to all, and nothing private comes out of it there."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from libs.contracts.needs import StatedContribution
from libs.contracts.words import Category
from libs.delivery.clock import new_id
from tests.broker.matching_letters import Teller, clarified, register, volunteer
from tests.broker.test_matching_catalogue import course, ids, search
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: What nobody without a token is told, of any entry.
PRIVATE = {"unwilling", "screened_until", "trained", "reach_km", "caseid", "capacity", "taken", "cost_cents_per_week"}


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
async def contribution(world: World, matching: Served) -> str:
    """What a resident of a case gives, in the catalogue of those with a token."""
    case, gives = new_id(), StatedContribution(contribution=new_id(), category=Category.COURSES, skills=("flowers",))
    await Teller(world, "intake").tell(case, clarified(case, contributions=(gives,)))

    async def there() -> bool:
        return bool(ids(await search(matching, category="courses")))

    await eventually(there)
    return str(gives.contribution)


async def openly(matching: Served, path: str = "/v1/offerings", **asked: Any) -> Any:
    """The answer to somebody without a token."""
    told = await matching.http.get(path, params=asked, headers={"Authorization": ""})
    return told.json() if told.status_code == 200 else told.status_code


async def test_anybody_searches_and_reads_an_entry(matching: Served) -> None:
    made = await register(matching, course(hours=[{"weekday": 2, "opens": "09:00", "closes": "12:00"}]))
    found = await openly(matching, q="kookcursus", postcode="3731KX", open_on=2, open_at="10:00")
    assert (ids(found), found["reach"]) == ([made], "own")
    [entry] = found["items"]
    assert (entry["kilometres"], entry["opening"], entry["free"]) == (0, "open", True)
    assert (await openly(matching, f"/v1/offerings/{made}"))["title"] == "Koken voor alleenstaanden"


async def test_nothing_of_a_volunteer_but_what_they_offer_comes_out_there(matching: Served) -> None:
    secret = {"unwilling": ["inside_home"], "latitude": 52.1, "longitude": 5.17}
    made = await register(matching, volunteer(**secret))
    [found] = (await openly(matching))["items"]
    alone = await openly(matching, f"/v1/offerings/{made}")
    for entry in (found, alone):
        assert PRIVATE & entry.keys() == set()
        assert (entry["latitude"], entry["longitude"]) == (None, None)
    assert not any(word in str([found, alone]) for word in ("inside_home", "2099", "Aafje", "52.1", "5.17"))
    [full] = (await search(matching))["items"]
    assert (full["unwilling"], full["screened_until"]) == (["inside_home"], "2099-12-31")


async def test_what_a_resident_gives_is_not_there(matching: Served, contribution: str) -> None:
    for asked in ({}, {"category": "courses"}, {"neighbourhood": "de-bilt-west"}, {"rung": 2}):
        assert (await openly(matching, **asked))["items"] == []
    assert await openly(matching, f"/v1/offerings/{contribution}") == 404
    assert ids(await search(matching)) == [contribution]


async def test_what_left_the_catalogue_is_not_there(matching: Served) -> None:
    made = await register(matching, course())
    await matching.http.delete(f"/v1/offerings/{made}")
    assert await openly(matching, f"/v1/offerings/{made}") == 404
    assert (await matching.http.get(f"/v1/offerings/{made}")).json()["withdrawn"] is True


async def test_all_else_asks_for_a_token_and_one_that_is_not_known_is_refused(matching: Served) -> None:
    made = await register(matching, volunteer())
    for path in (f"/v1/offerings/{made}/name", "/v1/needs", "/v1/gaps", "/v1/neighbourhoods/de-bilt-west/scan"):
        assert await openly(matching, path) == 401, path
    assert (await matching.http.post("/v1/offerings", json=course(), headers={"Authorization": ""})).status_code == 401
    wrong = await matching.http.get("/v1/offerings", headers={"Authorization": "Bearer of-somebody-else"})
    assert wrong.status_code == 401

"""The catalogue on a real database: what is put in is found, nearest first, and nobody's name leaves it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from libs.contracts.needs import StatedContribution
from libs.contracts.words import CaseOutcome, Category, Urgency
from libs.delivery.clock import new_id
from services.matching import handlers, load
from services.matching.settings import Settings
from tests.broker.matching_letters import (
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

REFERENCE = Path(__file__).parents[2] / "deploy/reference"


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


def course(**changes: Any) -> dict[str, Any]:
    return {
        "rung": 3,
        "categories": ["courses"],
        "neighbourhood": "de-bilt-west",
        "serves": ["de-bilt-west", "de-bilt-oost"],
        "skills": ["cooking"],
        "capacity": 8,
        "title": "Koken voor alleenstaanden",
        "description": "Een kookcursus in het wijkservicecentrum.",
    } | changes


async def search(matching: Served, **asked: Any) -> dict[str, Any]:
    answer = await matching.http.get("/v1/offerings", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [each["id"] for each in found["items"]]


async def test_an_entry_is_changed_by_its_owner_and_leaves_the_catalogue(world: World, matching: Served) -> None:
    subscriber = await world.subscribe("nl.omzien.offerings.#")
    made = await register(matching, course())
    same = await matching.http.put(f"/v1/offerings/{made}", json=course())
    assert (same.status_code, same.headers["ETag"]) == (200, '"1"')
    changed = await matching.http.put(f"/v1/offerings/{made}", json=course(capacity=9), headers={"If-Match": '"1"'})
    assert (changed.json()["capacity"], changed.headers["ETag"]) == (9, '"2"')
    stale = await matching.http.put(f"/v1/offerings/{made}", json=course(capacity=3), headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    for _ in range(2):
        assert (await matching.http.delete(f"/v1/offerings/{made}")).json()["withdrawn"] is True
    assert ids(await search(matching, category="courses")) == []
    refused = await matching.http.put(f"/v1/offerings/{made}", json=course())
    assert (refused.status_code, refused.json()["title"]) == (409, "offering withdrawn")
    await eventually(lambda: len(subscriber.events) == 3)
    assert [each["type"].split(".")[3] for each in subscriber.events] == ["registered", "changed", "withdrawn"]


async def test_a_volunteers_name_is_sealed_and_in_no_event_or_search(world: World, matching: Served) -> None:
    subscriber = await world.subscribe("#")
    made = await register(matching, volunteer(name="Aafje Voorbeeld"))
    assert (await matching.read(f"/v1/offerings/{made}/name")).json() == {"name": "Aafje Voorbeeld"}
    assert "Aafje" not in str(await search(matching))
    await eventually(lambda: bool(subscriber.events))
    assert "Aafje" not in str(subscriber.events)
    assert "Boodschappen" not in str(subscriber.events)
    rows = await matching.runtime.pool.fetch("select o::text, n::text from offering o join volunteer_name n on true")
    assert "Aafje" not in str([tuple(row) for row in rows])


async def test_who_a_volunteer_was_is_forgotten_when_they_left_and_nothing_runs(world: World, matching: Served) -> None:
    made, asked, intake, case = await register(matching, volunteer()), shopping(), Teller(world, "intake"), new_id()
    await intake.tell(case, clarified(case, asked))

    async def proposed() -> bool:
        return bool((await need(matching, asked.need))["proposals"])

    await eventually(proposed)
    [proposal] = (await need(matching, asked.need))["proposals"]
    await run(matching, proposal["id"])
    await matching.http.delete(f"/v1/offerings/{made}")
    assert (await matching.read(f"/v1/offerings/{made}/name")).status_code == 200, "somebody has to reach them"
    await answer(matching, proposal["id"], "end", ground="goal_met")
    assert (await matching.read(f"/v1/offerings/{made}/name")).status_code == 404
    gone = await register(matching, volunteer())
    await matching.http.delete(f"/v1/offerings/{gone}")
    assert await matching.scalar("select count(*) from volunteer_name") == 0


async def test_what_makes_no_sense_is_refused_with_what_to_do(matching: Served) -> None:
    strange = await matching.http.post("/v1/offerings", json=course(neighbourhood="atlantis"))
    assert (strange.status_code, "de-bilt-west" in strange.json()["detail"]) == (409, True)
    nameless = await matching.http.post("/v1/offerings", json=volunteer(name=None))
    assert nameless.status_code == 422
    assert (await matching.http.get(f"/v1/offerings/{new_id()}")).status_code == 404
    assert (await matching.http.get(f"/v1/proposals/{new_id()}")).status_code == 404
    assert (await matching.http.post(f"/v1/needs/{new_id()}/withdraw", json={"ground": "x"})).status_code == 404


async def test_the_reference_catalogue_loads_once_and_a_wrong_row_refuses_only_itself(
    world: World, matching: Served
) -> None:
    rows = orjson.loads((REFERENCE / "catalogue.json").read_bytes())
    settings = Settings(**world.environment("matching"))
    first = await load.put(settings, [*rows, {"rung": 9}])
    assert [each.outcome for each in first[:-1]] == ["registered"] * len(rows)
    assert first[-1].refused == "invalid-row"
    again = await matching.http.post("/v1/offerings/import", json=[*rows, rows[0] | {"capacity": 99}])
    assert [each["outcome"] for each in again.json()] == ["unchanged"] * len(rows) + ["changed"]
    assert await matching.scalar("select count(*) from offering") == len(rows)
    found = await search(matching, q="kookcursus", postcode="3731KX")
    assert [each["title"] for each in found["items"]] == ["Koken voor alleenstaanden"]
    for category in Category:
        assert ids(await search(matching, category=category)), category


async def test_what_a_resident_gives_is_an_offering_for_others_until_they_move(world: World, matching: Served) -> None:
    intake = Teller(world, "intake")
    giver, other = new_id(), new_id()
    gives = StatedContribution(contribution=new_id(), category=Category.SERVICES, skills=("shopping",))
    own, others = shopping(), shopping()
    await intake.tell(giver, clarified(giver, own, contributions=(gives,)))
    await intake.tell(other, clarified(other, others))

    async def answered() -> bool:
        return bool((await need(matching, others.need))["state"] == "proposed")

    await eventually(answered)
    [proposal] = (await need(matching, others.need))["proposals"]
    assert proposal["offering"] == str(gives.contribution)
    assert (await need(matching, own.need))["state"] == "open"

    await intake.tell(giver, closed(giver, CaseOutcome.MOVED))

    async def withdrawn() -> bool:
        return bool((await need(matching, others.need))["proposals"][0]["state"] == "withdrawn")

    await eventually(withdrawn)
    now = await need(matching, others.need)
    assert (now["state"], {each["why_not"] for each in now["unanswered"]}) == ("open", {"nobody"})


async def test_gaps_are_told_per_neighbourhood_and_category(world: World, matching: Served) -> None:
    await register(matching, organisation(4))
    intake, case = Teller(world, "intake"), new_id()
    needs = [shopping(), shopping(), shopping(category=Category.CARE)]
    await intake.tell(case, clarified(case, *needs))

    async def gaps() -> list[tuple[str, int]]:
        told = (await matching.http.get("/v1/gaps", params={"neighbourhood": "de-bilt-west"})).json()
        return [(each["category"], each["needs"]) for each in told]

    async def all_there() -> bool:
        return await gaps() == [("services", 2), ("care", 1)]

    await eventually(all_there)
    assert (await matching.http.get("/v1/gaps", params={"neighbourhood": "groenekan"})).json() == []
    counts = (await matching.http.get("/v1/needs/counts")).json()
    assert (counts["gaps"], counts["needs_by_state"]) == (3, {"open": 3})


async def test_needs_and_proposals_are_listed_in_pages_of_which_the_last_says_so(
    world: World, matching: Served
) -> None:
    await register(matching, organisation(2))
    case, needs = new_id(), [shopping(), shopping(), shopping()]
    await Teller(world, "intake").tell(case, clarified(case, *needs))

    async def listed(path: str, **asked: Any) -> dict[str, Any]:
        page: dict[str, Any] = (await matching.http.get(f"/v1/{path}", params={"case": str(case)} | asked)).json()
        return page

    async def all_proposed() -> bool:
        return len((await listed("proposals", state="offered"))["items"]) == len(needs)

    await eventually(all_proposed)
    for path in ("needs", "proposals"):
        first = await listed(path, limit=2)
        # just full, and the last
        rest = await listed(path, limit=1, after=first["next"])
        assert len({*ids(first), *ids(rest)}) == len(needs)
        assert rest["next"] is None


async def test_every_need_that_waits_is_looked_at_again_page_by_page(
    world: World, matching: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "PAGE", 2)
    intake, case = Teller(world, "intake"), new_id()
    hopeless = [shopping(skills=("conjuring",), urgency=Urgency.URGENT) for _ in range(5)]
    modest = shopping()
    await intake.tell(case, clarified(case, *hopeless, modest))

    async def all_wait() -> bool:
        return bool((await matching.http.get("/v1/needs/counts")).json()["gaps"] == 6)

    await eventually(all_wait)
    await register(matching, volunteer())

    async def answered() -> bool:
        return bool((await need(matching, modest.need))["state"] == "proposed")

    await eventually(answered)
    assert (await matching.http.get("/v1/needs/counts")).json()["gaps"] == 5


async def test_what_an_owner_changes_has_to_be_there(matching: Served) -> None:
    gone = await matching.http.put(f"/v1/offerings/{new_id()}", json=volunteer())
    assert (gone.status_code, gone.json()["title"]) == (404, "offering not found")

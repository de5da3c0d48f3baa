"""The catalogue in the field's own standard, on a real database: in, out, and kept by those whose entries they are."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from libs.delivery.clock import new_id
from services.matching.hsds import own
from tests.broker.matching_letters import organisation, register, volunteer
from tests.eventually import eventually
from tests.unit.matching.hsds.documents import Json, area, id_of, location, schedule, service, term
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


def meals(**changes: Any) -> Json:
    """A service with an id of its own."""
    return service(id=str(new_id()), service_at_locations=[location("3731AB")]) | changes


async def put(matching: Served, *documents: Json, noun: str = "services", **headers: str) -> list[Json]:
    answer = await matching.http.post(f"/v1/hsds/{noun}", json=list(documents), headers=headers)
    assert answer.status_code == 200, answer.text
    told: list[Json] = answer.json()
    return told


async def results(matching: Served, *documents: Json, **headers: str) -> list[str]:
    return [each["result"] for each in await put(matching, *documents, **headers)]


async def shown(matching: Served, id_: str) -> Json:
    answer = await matching.http.get(f"/v1/hsds/services/{id_}")
    assert answer.status_code == 200, answer.text
    told: Json = answer.json()
    return told


async def entry(matching: Served, id_: str) -> Json:
    told: Json = (await matching.http.get(f"/v1/offerings/{id_}")).json()
    return told


async def test_a_list_is_taken_row_by_row_and_the_same_list_changes_nothing(world: World, matching: Served) -> None:
    subscriber = await world.subscribe("nl.omzien.offerings.#")
    first, second = meals(), meals(name="Tafel van Een", service_areas=[area("Groningen")])
    rows = [first, {"id": "7"}, second, meals(attributes=[term("999")], name="Xyz", description="Qwert")]
    told = await put(matching, *rows)
    assert [each["result"] for each in told] == ["registered", "refused", "registered", "refused"]
    assert [(each["row"], each["id"]) for each in told] == [(n, each["id"]) for n, each in enumerate(rows, 1)]
    assert [each["reason"] for each in told] == [None, "not-hsds", None, "no-category"]
    assert "Groningen" in str(told[2]["remarks"])
    assert await results(matching, *rows) == ["unchanged", "refused", "unchanged", "refused"]
    await eventually(lambda: len(subscriber.events) >= 2)
    assert [event["subject"] for event in subscriber.of("nl.omzien.offerings.registered.v1")] == [
        first["id"],
        second["id"],
    ]
    assert "Tafel van Een" not in str(subscriber.events)


async def test_a_page_of_another_service_is_taken_as_it_comes(matching: Served) -> None:
    page = {"total_items": 1, "page_number": 1, "contents": [meals()]}
    answer = await matching.http.post("/v1/hsds/services", json=page)
    assert [each["result"] for each in answer.json()] == ["registered"]


async def test_a_service_is_found_in_the_catalogue_and_goes_out_as_it_came(matching: Served) -> None:
    given = meals(schedules=[schedule()], alert="Tot de zomer", eigen_veld=[1])
    await put(matching, given)
    found = await entry(matching, given["id"])
    assert (found["rung"], found["categories"], found["neighbourhood"]) == (3, ["eating"], "de-bilt-west")
    out = await shown(matching, given["id"])
    assert own.without(out) == given
    assert await results(matching, out) == ["unchanged"]


async def test_what_was_changed_at_the_source_or_here_is_changed(world: World, matching: Served) -> None:
    subscriber = await world.subscribe("nl.omzien.offerings.changed.#")
    given = meals()
    await put(matching, given)
    assert await results(matching, given | {"alert": "Vol tot mei"}) == ["changed"]
    assert await results(matching, given | {"name": "Eettafel Nieuw"}) == ["changed"]
    # what only HSDS knows is no news for those who match
    await eventually(lambda: len(subscriber.events) == 1)
    body = {
        "rung": 4,
        "categories": ["care"],
        "capacity": 3,
        "title": "Maaltijd aan huis",
        "neighbourhood": "groenekan",
    }
    assert (await matching.http.put(f"/v1/offerings/{given['id']}", json=body)).status_code == 200
    out = await shown(matching, given["id"])
    assert (out["name"], out["attributes"][0]) == ("Maaltijd aan huis", given["attributes"][0])
    before = await entry(matching, given["id"])
    assert await results(matching, out) == ["changed"]  # the document, by the words that were changed here
    assert await entry(matching, given["id"]) == before


async def test_the_terms_that_were_agreed_here_stay_when_the_document_comes_again(matching: Served) -> None:
    """HSDS has no word for them: it must not be offered to who has no card because its text was changed."""
    terms = {"conditions": ["card"], "any_hour": True}
    id_ = await register(matching, organisation(3, terms=terms))
    before = await entry(matching, id_)
    assert await results(matching, await shown(matching, id_) | {"description": "Nieuw"}) == ["changed"]
    after = await entry(matching, id_)
    assert (after["description"], after["terms"]) == ("Nieuw", before["terms"])


async def test_entries_that_were_made_here_go_out_and_no_persons_do(matching: Served) -> None:
    ours = await register(matching, organisation(3))
    person = await register(matching, volunteer())
    came = meals()
    await put(matching, came)
    first = (await matching.http.get("/v1/hsds/services", params={"limit": 1})).json()
    second = (await matching.http.get("/v1/hsds/services", params={"limit": 5, "after": first["next"]})).json()
    listed = [each["id"] for each in first["contents"] + second["contents"]]
    assert sorted(listed) == sorted([ours, came["id"]])
    assert second["next"] is None
    assert (await matching.http.get(f"/v1/hsds/services/{person}")).status_code == 404
    assert await results(matching, await shown(matching, ours)) == ["changed"]  # it has a document from now on
    [told] = await put(matching, meals(id=person))
    assert told["reason"] == "not-a-service"
    assert (await entry(matching, person))["kind"] == "volunteer"


async def openly(matching: Served, path: str, **asked: Any) -> Any:
    """The answer to somebody without a token."""
    told = await matching.http.get(f"/v1/hsds/{path}", params=asked, headers={"Authorization": ""})
    return told.json() if told.status_code == 200 else told.status_code


async def test_everybody_reads_the_social_map_and_nothing_private_is_in_it(matching: Served) -> None:
    history = {
        "id": id_of("history"),
        "last_action_date": "2026-01-01",
        "last_action_type": "update",
        "field_name": "name",
        "previous_value": "",
        "replacement_value": "",
        "updated_by": "Joke de Wit",
    }
    brug = {"id": id_of("org"), "name": "De Brug", "description": "", "metadata": [history]}
    contact = {"id": id_of("contact"), "name": "Balie", "metadata": [history]}
    given = meals(organization=brug, contacts=[contact], metadata=[history])
    await put(matching, given)
    ours = await register(matching, organisation(3) | {"cost_cents_per_week": 1234, "unwilling": ["transport"]})
    person = await register(matching, volunteer())
    page = await openly(matching, "services")
    assert sorted(each["id"] for each in page["contents"]) == sorted([given["id"], ours])
    [came] = [each for each in page["contents"] if each["id"] == given["id"]]
    assert came == await openly(matching, f"services/{given['id']}")
    assert came["contacts"] == [{"id": id_of("contact"), "name": "Balie"}]
    organizations = await openly(matching, "organizations")
    assert organizations["contents"] == [{name: brug[name] for name in ("id", "name", "description")}]
    told = str([page, organizations])
    assert not any(word in told for word in ("Joke", "capacity", "12.34", "cost_cents", "unwilling", "transport'"))
    full = str(await shown(matching, given["id"])) + str(await shown(matching, ours))
    assert all(word in full for word in ("Joke", "capacity", "12.34", "unwilling"))
    assert await openly(matching, f"services/{person}") == 404


async def test_what_left_the_catalogue_is_not_open_to_all_and_putting_in_is_not_either(matching: Served) -> None:
    given = meals()
    await put(matching, given, given | {"status": "defunct"})
    assert (await openly(matching, "services"))["contents"] == []
    assert await openly(matching, f"services/{given['id']}") == 404
    assert (await shown(matching, given["id"]))["status"] == "defunct"
    for noun in ("services", "organizations"):
        refused = await matching.http.post(f"/v1/hsds/{noun}", json=[given], headers={"Authorization": ""})
        assert refused.status_code == 401


async def test_a_closed_service_takes_nobody_new_and_one_that_is_gone_has_left(world: World, matching: Served) -> None:
    subscriber = await world.subscribe("nl.omzien.offerings.#")
    given = meals()
    await put(matching, given)
    assert await results(matching, given | {"status": "temporarily closed"}) == ["changed"]
    assert (await entry(matching, given["id"]))["capacity"] == 0
    assert await results(matching, given) == ["changed"]
    assert (await entry(matching, given["id"]))["capacity"] == 25
    gone = given | {"status": "defunct"}
    assert await results(matching, gone) == ["changed"]
    assert await results(matching, gone) == ["unchanged"]
    assert (await entry(matching, given["id"]))["withdrawn"]
    [told] = await put(matching, given)
    assert told["reason"] == "offering-withdrawn"
    assert (await shown(matching, given["id"]))["status"] == "defunct"
    await eventually(lambda: bool(subscriber.of("nl.omzien.offerings.withdrawn.v1")))
    sequences = [int(event["sequence"]) for event in subscriber.events if event["subject"] == given["id"]]
    assert sequences == list(range(1, len(sequences) + 1))


async def test_organizations_are_kept_and_what_a_service_tells_of_one_takes_nothing_away(matching: Served) -> None:
    whole = {"id": id_of("org"), "name": "De Brug", "description": "", "website": "https://debrug.example"}
    assert [each["result"] for each in await put(matching, whole, noun="organizations")] == ["registered"]
    less = {"id": whole["id"], "name": "Stichting De Brug", "description": "Buurthuis"}
    await put(matching, meals(organization=less))
    page = (await matching.http.get("/v1/hsds/organizations")).json()
    assert page == {"contents": [whole | less], "next": None}
    told = await put(matching, less, {"id": "x"}, noun="organizations")
    assert [each["result"] for each in told] == ["unchanged", "refused"]


async def test_an_organisation_changes_its_own_entries_alone(matching: Served) -> None:
    one, other = str(new_id()), str(new_id())
    given = meals(organization_id=one)
    assert await results(matching, given, **{"Omzien-Organisation": one}) == ["registered"]
    for stolen in (given | {"name": "Van ons"}, given | {"organization_id": other}):
        [told] = await put(matching, stolen, **{"Omzien-Organisation": other})
        assert (told["result"], told["reason"]) == ("refused", "not-your-entry")
    body = {"rung": 3, "categories": ["eating"], "capacity": 3, "title": "Van ons", "organisation": other}
    as_other = {"Omzien-Organisation": other}
    path = f"/v1/offerings/{given['id']}"
    answers = [
        await matching.http.put(path, json=body, headers=as_other),
        await matching.http.delete(path, headers=as_other),
        await matching.http.post("/v1/offerings", json=body | {"id": given["id"]}, headers=as_other),
        await matching.http.post("/v1/offerings", json=body | {"organisation": one}, headers=as_other),
    ]
    assert {each.json()["type"] for each in answers} == {"urn:omzien:problem:not-your-entry"}
    assert (await entry(matching, given["id"]))["title"] == given["name"]
    own_organization = {"id": one, "name": "Een", "description": ""}
    [told] = await put(matching, own_organization, noun="organizations", **as_other)
    assert told["reason"] == "not-your-entry"
    within = meals(organization_id=other, organization=own_organization | {"name": "Van ons"})
    [told] = await put(matching, within, **as_other)
    assert told["reason"] == "not-your-entry", "nor what is told of another within a service of its own"
    renamed = given | {"name": "Anders"}
    assert await results(matching, renamed, **{"Omzien-Organisation": one}) == ["changed"]
    assert await results(matching, given) == ["changed"], "the keeper of the catalogue may change all of it"


async def test_the_same_new_service_from_many_at_once_is_registered_once(world: World, matching: Served) -> None:
    subscriber = await world.subscribe("nl.omzien.offerings.#")
    rows = [meals(organization={"id": id_of("org"), "name": "De Brug", "description": ""}) for _ in range(20)]
    async with world.serving("matching") as second:
        told = await asyncio.gather(
            *(results(each, *rows[::step]) for each in (matching, second) for step in (1, -1) for _ in range(4))
        )
    counted = [each for row in told for each in row]
    assert (counted.count("registered"), counted.count("unchanged")) == (20, 300)
    await eventually(lambda: len(subscriber.events) >= 20)
    assert sorted(event["subject"] for event in subscriber.events) == sorted(each["id"] for each in rows)
    assert {event["sequence"] for event in subscriber.events} == {"1"}


async def test_another_table_sorts_what_comes_after_it(world: World) -> None:
    table = world.folder / "table.toml"
    rule = '[[rules]]\ncodes = ["999"]\ncategories = ["sport"]\nrung = 2\n'
    table.write_text(f'version = "x"\nholds_from = 2026-01-01\nrung = 3\ncapacity = 1\n{rule}')
    given = meals(attributes=[term("999")], name="Xyz")
    async with world.serving("matching", hsds_categories_file=table) as served:
        await put(served, given)
        found = await entry(served, given["id"])
    assert (found["categories"], found["rung"], found["capacity"]) == (["sport"], 2, 1)

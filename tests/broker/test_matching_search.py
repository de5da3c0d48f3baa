"""The catalogue is searched on a real database: in two languages, near and wide, by the hours of the week."""

from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from tests.broker.matching_letters import register, volunteer
from tests.broker.test_matching_catalogue import course, ids, search
from tests.world import Served, World

pytestmark = pytest.mark.broker

TUESDAY = {"weekday": 2, "opens": "09:00", "closes": "12:30"}
#: Open on Tuesday mornings; in the morning; without saying when.
HOURS: tuple[dict[str, Any], ...] = {"hours": [TUESDAY]}, {"parts_of_day": ["morning"]}, {}


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


def at(code: str, **changes: Any) -> dict[str, Any]:
    """A course in a neighbourhood, and for it alone."""
    return course(**{"neighbourhood": code, "serves": [code]} | changes)


async def test_it_is_found_by_words_of_either_language_in_any_inflection(matching: Served) -> None:
    dutch = await register(matching, course())
    english = await register(matching, course(title="Cooking for beginners", description="Weekly lessons."))
    await register(matching, course(title="Schaken", description="Voor wie wil."))
    for words, found in (
        ("alleenstaande", [dutch]),
        ("de kookcursus", [dutch]),
        ("beginner cooks", [english]),
        ("lesson -cooking", []),
        ("kookcursus or lesson", [dutch, english]),
        ("zwemmen", []),
    ):
        assert sorted(ids(await search(matching, q=words))) == sorted(found), words


async def test_what_fits_the_words_best_comes_first_within_a_neighbourhood(matching: Served) -> None:
    aside = await register(matching, at("de-bilt-west", title="Buurtkamer", description="Soms ook zwemmen."))
    best = await register(matching, at("de-bilt-west", title="Zwemmen", description="Zwemmen voor ouderen."))
    near = await register(matching, at("de-bilt-oost", title="Zwemmen", description="", serves=["de-bilt-west"]))
    assert ids(await search(matching, q="zwemmen", neighbourhood="de-bilt-west")) == [best, aside, near]
    assert ids(await search(matching, q="zwemmen"))[-1] == aside


async def test_nothing_nearby_widens_step_by_step_and_says_how_far(matching: Served) -> None:
    steps = {
        "beyond": {"neighbourhood": "unknown", "serves": ["unknown"]},
        "municipality": {"neighbourhood": "maartensdijk", "serves": ["maartensdijk"]},
        "district": {"neighbourhood": "bilthoven-noord", "serves": ["bilthoven-noord"]},
        "own": {"neighbourhood": "maartensdijk", "serves": ["bilthoven-zuid"]},
    }
    nothing = await search(matching, neighbourhood="bilthoven-zuid")
    assert (nothing["items"], nothing["reach"]) == ([], "beyond")
    made: list[str] = []
    for reach, where in steps.items():
        made.append(await register(matching, course(**where)))
        found = await search(matching, postcode="3723 AB")
        assert (found["reach"], found["neighbourhood"]) == (reach, "bilthoven-zuid")
        assert made[-1] in ids(found)
    assert ids(await search(matching, postcode="3723AB")) == made[-1:], "what is nearer is not mixed with what is not"
    everything = await search(matching)
    assert (len(ids(everything)), everything["reach"]) == (len(made), None)


async def test_pages_stay_as_wide_as_the_first_was(matching: Served) -> None:
    far = [await register(matching, at("maartensdijk")) for _ in range(3)]
    first = await search(matching, neighbourhood="bilthoven-zuid", limit=2)
    await register(matching, at("bilthoven-zuid"))
    rest = await search(matching, neighbourhood="bilthoven-zuid", limit=2, after=first["next"])
    assert (first["reach"], rest["reach"]) == ("municipality", "municipality")
    assert {*far} <= {*ids(first), *ids(rest)}


async def test_the_pages_together_are_all_that_is_found_each_once_and_in_order(matching: Served) -> None:
    chance, made = Random(7), []
    for _ in range(40):
        spot = {"latitude": chance.uniform(52, 52.2), "longitude": chance.uniform(5.1, 5.3)}
        entry = course(
            neighbourhood=chance.choice(["de-bilt-west", "de-bilt-oost", "maartensdijk", "unknown"]),
            serves=[],
            title=chance.choice(["Zwemmen", "Samen zwemmen en eten", "Eten met de buurt"]),
        )
        made.append(await register(matching, entry | chance.choice([{}, spot])))
    for asked, everything in (
        ({}, True),
        ({"neighbourhood": "de-bilt-west"}, True),
        ({"postcode": "3731KX", "q": "zwemmen or eten"}, True),
        ({"q": "zwemmen or eten"}, True),
        ({"neighbourhood": "de-bilt-oost", "within_km": 4}, False),
    ):
        whole = ids(await search(matching, limit=500, **asked))
        assert not everything or sorted(whole) == sorted(made)
        for limit in (1, 7, 30):
            assert await _in_pages(matching, limit, **asked) == whole, (asked, limit)


async def test_distance_is_to_the_entry_itself_and_limits_what_is_found(matching: Served) -> None:
    centre = await register(matching, course(title="Centrum"))
    near = await register(matching, course(title="Hoek", latitude=52.1083 + 0.009, longitude=5.1697))
    other = await register(matching, course(title="Oost", neighbourhood="de-bilt-oost"))
    await register(matching, course(title="Op afstand", neighbourhood="unknown", serves=[]))
    found = await search(matching, neighbourhood="de-bilt-west")
    seen = [(each["title"], each["kilometres"]) for each in found["items"]]
    assert seen == [("Centrum", 0), ("Hoek", 1.001), ("Oost", 1.195), ("Op afstand", None)]
    assert ids(await search(matching, neighbourhood="de-bilt-west", within_km=1.1)) == [centre, near]
    assert ids(await search(matching, postcode="3731AA", within_km=2)) == [centre, near, other]


async def test_a_volunteer_is_no_nearer_than_their_neighbourhood(matching: Served) -> None:
    await register(matching, volunteer(latitude=52.1, longitude=5.1))
    [item] = (await search(matching, neighbourhood="de-bilt-west"))["items"]
    assert item["kilometres"] == 0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"open_on": 2, "open_at": "12:29"}, ["open", "closed", "by_agreement"]),
        ({"open_on": 2, "open_at": "12:30"}, ["closed", "closed", "by_agreement"]),
        ({"open_on": 2, "open_at": "11:00"}, ["open", "open", "by_agreement"]),
        ({"open_on": 3, "open_at": "11:00"}, ["closed", "open", "by_agreement"]),
        ({"open_on": 6}, ["closed", "closed", "by_agreement"]),
        ({"open_at": "09:00"}, ["open", "open", "by_agreement"]),
        ({"part_of_day": "morning"}, ["open", "open", "by_agreement"]),
        ({"part_of_day": "weekend"}, ["closed", "closed", "by_agreement"]),
        ({}, [None, None, None]),
    ],
)
async def test_each_entry_says_whether_it_is_open_then(
    matching: Served, asked: dict[str, Any], expected: list[str | None]
) -> None:
    made = [await register(matching, course(**hours)) for hours in HOURS]
    opening = ["open", "closed", "by_agreement"]
    told = {each["id"]: each["opening"] for each in (await search(matching, opening=opening, **asked))["items"]}
    assert [told[each] for each in made] == expected
    usual = {each["id"]: each["opening"] for each in (await search(matching, **asked))["items"]}
    assert usual == {id_: said for id_, said in told.items() if said != "closed"}
    certain = await search(matching, opening="open", **asked)
    assert ids(certain) == [id_ for id_, said in told.items() if said in ("open", None)]


async def test_closing_at_midnight_is_open_until_the_end_of_the_day(matching: Served) -> None:
    late = {"weekday": 7, "opens": "18:00", "closes": "00:00"}
    made = await register(matching, course(hours=[late]))
    assert ids(await search(matching, open_on=7, open_at="23:59", opening="open")) == [made]
    assert ids(await search(matching, open_on=1, open_at="00:00", opening="open")) == []


async def test_for_whom_it_is_and_whether_a_place_is_free(matching: Served) -> None:
    young = await register(matching, course(maximum_age=18, languages=["nl", "ar"]))
    older = await register(matching, course(minimum_age=65, capacity=0))
    for asked, found in (
        ({"age": 18}, [young]),
        ({"age": 65}, [older]),
        ({"age": 40}, []),
        ({"language": "ar"}, [young]),
        ({"free": "true"}, [young]),
        ({"rung": 2}, []),
        ({"category": "courses"}, [young, older]),
    ):
        assert ids(await search(matching, **asked)) == found, asked
    assert [each["free"] for each in (await search(matching))["items"]] == [True, False]


async def _in_pages(matching: Served, limit: int, **asked: Any) -> list[str]:
    page = await search(matching, limit=limit, **asked)
    seen = ids(page)
    while page["next"] is not None:
        page = await search(matching, limit=limit, after=page["next"], **asked)
        assert len(page["items"]) <= limit
        seen += ids(page)
    return seen

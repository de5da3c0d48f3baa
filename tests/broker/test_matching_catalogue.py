"""The catalogue on a real database: what is put in is found, nearest first, and nobody's name leaves it."""

from tests.world import World


def course(**changes: object) -> dict[str, object]:
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


async def test_what_is_registered_is_found_by_dutch_words(world: World) -> None:
    async with world.serving("matching") as matching:
        made = await matching.http.post("/v1/offerings", json=course())
        assert made.status_code == 201, made.text
        found = (await matching.http.get("/v1/offerings", params={"q": "alleenstaande", "postcode": "3731KX"})).json()
        assert [each["id"] for each in found["items"]] == [made.json()["id"]]
        assert found["widened"] is False

"""Residents interview residents: the answers describe the neighbourhood, and name nobody in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from libs.contracts.calendar import day_of
from tests.broker.intake_letters import new_id
from tests.broker.test_intake_adviser import get, join, post, told_of
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

TODAY = day_of(datetime.now(UTC))
SURVEY: dict[str, Any] = {
    "title": "Hoe is het wonen in onze wijk?",
    "neighbourhoods": ["de-bilt-west", "maartensdijk"],
    "opens_on": TODAY.isoformat(),
    "until": (TODAY + timedelta(days=14)).isoformat(),
    "questions": [
        {
            "code": "knows_neighbours",
            "text": "Kent u uw buren?",
            "options": [
                {"code": "yes", "text": "ja"},
                {"code": "some", "text": "enkele"},
                {"code": "no", "text": "nee"},
            ],
        },
        {
            "code": "misses",
            "text": "Wat mist u in de wijk?",
            "options": [{"code": "shop", "text": "een winkel"}, {"code": "bench", "text": "een bankje"}],
            "at_most": 2,
        },
    ],
}
WORDS = "since Truus left nobody rings at the Dorpsstraat"


async def begin(intake: Served, **changes: Any) -> str:
    return f"/v1/surveys/{(await post(intake, '/v1/surveys', SURVEY | changes, 201))['id']}"


async def interview(intake: Served, path: str, knows: str, **more: Any) -> dict[str, Any]:
    body = {"neighbourhood": "de-bilt-west", "answers": {"knows_neighbours": [knows]}} | more
    return await post(intake, f"{path}/answers", body, 201)


async def test_results_come_when_the_survey_is_over_and_show_no_count_under_five(world: World) -> None:
    async with world.serving("intake") as intake:
        path = await begin(intake)
        for knows, times in (("yes", 12), ("some", 6), ("no", 3)):
            for _ in range(times):
                answers = {"knows_neighbours": [knows], "misses": ["shop", "bench"] if knows == "yes" else ["shop"]}
                await interview(intake, path, knows, answers=answers)
        for _ in range(4):
            await interview(intake, path, "no", neighbourhood="maartensdijk")
        early = await intake.http.get(f"{path}/results")
        assert (early.status_code, early.json()["type"]) == (409, "urn:omzien:problem:survey-open")
        intake.runtime.clock = lambda: datetime.now(UTC) + timedelta(days=15)
        results = (await get(intake, f"{path}/results"))["neighbourhoods"]
        late = await post(intake, f"{path}/answers", {"neighbourhood": "maartensdijk"}, 409)
    assert results["de-bilt-west"] == {
        "answers": 21,
        "questions": {
            "knows_neighbours": {"yes": 12, "some": None, "no": None},
            "misses": {"shop": 21, "bench": 12},
        },
    }
    assert results["maartensdijk"] == {
        "answers": None,
        "questions": {
            "knows_neighbours": {"yes": None, "some": None, "no": None},
            "misses": {"shop": None, "bench": None},
        },
    }
    assert late["type"] == "urn:omzien:problem:survey-not-open"


async def test_words_are_sealed_and_stand_beside_nobody(world: World) -> None:
    async with world.serving("intake") as intake:
        path = await begin(intake)
        await interview(intake, path, "no", words=WORDS)
        await interview(intake, path, "yes")
        [id_] = await intake.runtime.pool.fetch("select id from survey_answers where sealed is not null")
        stored = await intake.scalar("select string_agg(to_jsonb(a)::text, '') from survey_answers a")
        read = await get(intake, f"{path}/words", neighbourhood="de-bilt-west")
        elsewhere = await get(intake, f"{path}/words", neighbourhood="maartensdijk")
        listed = await get(intake, "/v1/surveys", neighbourhood="maartensdijk")
        none = await get(intake, "/v1/surveys", neighbourhood="bilthoven")
    assert "Truus" not in stored
    assert id_["id"].version == 4, "an id that tells the moment leads to the case that was opened in it"
    assert (read["words"], elsewhere["words"]) == ([WORDS], [])
    assert [each["questions"] for each in listed["surveys"]] == [
        [{"at_most": 1} | each for each in SURVEY["questions"]]
    ]
    assert none["surveys"] == []


async def test_a_survey_asks_what_it_can_count(world: World) -> None:
    question: Any = SURVEY["questions"][0]
    yes = {"code": "yes", "text": "ja"}
    wrong: list[dict[str, Any]] = [
        {"until": (TODAY - timedelta(days=1)).isoformat()},
        {"questions": [question, question]},
        {"questions": [question | {"options": [yes, yes]}]},
    ]
    async with world.serving("intake") as intake:
        for each in wrong:
            await post(intake, "/v1/surveys", SURVEY | each, 422)
        await post(intake, "/v1/surveys", SURVEY | {"neighbourhoods": ["nowhere"]}, 404)
        path = await begin(intake)
        await post(intake, f"{path}/answers", {"neighbourhood": "bilthoven"}, 409)
        await post(intake, f"/v1/surveys/{new_id()}/answers", {"neighbourhood": "maartensdijk"}, 404)
        assert await intake.scalar("select count(*) from survey_answers") == 0


async def test_who_wants_help_and_agrees_becomes_a_first_contact_like_any_other(world: World) -> None:
    household = str(new_id())
    contact = {
        "agrees": True,
        "household": household,
        "phone": "030 123 4567",
        "wants_help": {"category": "eating", "note": "Truus used to cook"},
    }
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        holder = await join(intake)
        path = await begin(intake)
        for unasked in ({"agrees": False}, {"wants_help": None}, {"household": None}):
            body = {"neighbourhood": "de-bilt-west", "contact": contact | unasked}
            await post(intake, f"{path}/answers", body, 422)
        first = await interview(intake, path, "no", contact=contact)
        second = await interview(intake, path, "no", contact=contact)
        details = await get(intake, f"/v1/cases/{first['case']}")
        [item] = (await get(intake, "/v1/worklist", case_holder=holder))["items"]
        await eventually(lambda: told_of(told.events)[-1:] == ["extended"])
    assert first == second
    assert (details["household"], details["way_in"], details["neighbourhood"]) == (household, "survey", "de-bilt-west")
    assert (item["case"]["id"], item["waits_for"]) == (first["case"], "first_contact")
    assert [(each["kind"], each["text"]) for each in details["notes"]][:2] == [
        ("question", "Truus used to cook"),
        ("phone", "030 123 4567"),
    ]
    assert told_of(told.events) == ["opened", "assigned", "triaged", "extended"]
    assert "Truus" not in str(told.events) and "4567" not in str(told.events)


async def test_what_somebody_has_to_give_stands_in_the_catalogue(world: World) -> None:
    gives = {"category": "courses", "skills": ["flowers"], "parts_of_day": ["afternoon"], "times_per_week": 2}
    contact = {"agrees": True, "household": str(new_id()), "gives": gives}
    async with world.serving("intake") as intake, world.serving("matching") as matching:
        told = await world.subscribe("nl.omzien.offerings.#", "nl.omzien.cases.#")
        await join(intake)
        path = await begin(intake)
        case = (await interview(intake, path, "yes", contact=contact))["case"]
        await eventually(lambda: matching.scalar("select count(*) = 1 from offering"))
        [offered] = told.of("nl.omzien.cases.contribution-offered.v1")
        [entry] = (await get(matching, "/v1/offerings", category="courses"))["items"]
        await post(intake, f"/v1/cases/{case}/close", {"outcome": "moved"})
        await eventually(lambda: matching.scalar("select withdrawn from offering"))
    assert (offered["subject"], offered["data"]["contribution"].items() >= gives.items()) == (case, True)
    assert entry["id"] == offered["data"]["contribution"]["contribution"]
    assert (entry["kind"], entry["rung"], entry["capacity"], entry["skills"]) == ("contribution", 2, 2, ["flowers"])


async def test_an_interview_is_not_half_kept_while_nobody_can_say_who_it_was(world: World) -> None:
    contact = {
        "agrees": True,
        "address": {"postcode": "3731AB", "house_number": "12"},
        "wants_help": {"category": "eating"},
    }
    body = {"neighbourhood": "de-bilt-west", "answers": {"knows_neighbours": ["no"]}, "contact": contact}
    async with world.serving("intake", signalling_url="http://127.0.0.1:9") as intake:
        path = await begin(intake)
        refused = await post(intake, f"{path}/answers", body, 503)
        assert refused["type"] == "urn:omzien:problem:household-not-resolved"
        assert await intake.scalar("select count(*) from survey_answers") == 0

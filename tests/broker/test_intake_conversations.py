"""What is said at the kitchen table, and how a case ends that gets no plan."""

from typing import Any

import pytest

from libs.contracts.words import LifeDomain
from tests.broker.intake_letters import Sender, new_id, raised
from tests.broker.test_intake_adviser import get, join, post, told_of, walk_in
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker

FIRST = {
    "held_on": "2026-01-06",
    "domains": [
        {"domain": "social_functioning", "score": 2, "note": "knew everybody in the Dorpsstraat"},
        {"domain": "finances", "score": None, "note": "her son Piet does these"},
    ],
    "self_reliance_matrix": {"mental_health": 4, "substance_use": 2},
    "well_being": 5,
    "strengths": ["arranges flowers"],
    "contributions": ["would teach it to anybody"],
    "wished_results": ["to cook again for Piet"],
    "client_support_offered": True,
    "client_support_accepted": False,
}
SECOND = {
    "held_on": "2026-01-20",
    "domains": [{"domain": "mental_functioning", "score": 3}, {"domain": "meaning", "score": 3}],
    "client_support_offered": True,
    "client_support_accepted": True,
    "client_supporter_present": True,
}
SHOPPING: dict[str, Any] = {
    "category": "services",
    "domain": "practical_functioning",
    "parts_of_day": ["morning"],
    "times_per_week": 2,
    "where": "nearby",
    "preferences": ["same_person", "no_pets"],
}
RELIEF: dict[str, Any] = {
    "category": "volunteers_carers",
    "domain": "mental_functioning",
    "whose": "carer",
    "where": "at_home",
}
CARER: dict[str, Any] = {
    "burden": "too_heavy",
    "hours_per_week": 30,
    "limits": ["not_at_night", "no_lifting"],
    "own_words": "I have not slept since Easter",
}


async def test_conversations_over_days_give_scores_in_both_forms_and_the_words_stay_in_the_dossier(
    world: World,
) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        await join(intake)
        path = f"/v1/cases/{(await walk_in(intake))['id']}"
        await post(intake, f"{path}/conversations", FIRST)
        await post(intake, f"{path}/conversations", SECOND)
        twice = SECOND | {"self_reliance_matrix": {"mental_health": 3}}
        refused = await post(intake, f"{path}/conversations", twice, 409)
        details = await get(intake, path)
        await eventually(lambda: told_of(told.events).count("conversation-held") == 2)
    assert refused["type"] == "urn:omzien:problem:domain-twice"
    first, second = details["conversations"]
    assert first["scores"] == {"social_functioning": 2, "mental_functioning": 2}
    assert first["self_reliance_matrix"] == {
        **dict.fromkeys(("domestic_relations", "social_network", "participation_in_society", "judicial"), 2),
        "mental_health": 4,
        "substance_use": 2,
    }
    assert sorted([*first["scores"], *first["not_discussed"]]) == sorted(LifeDomain)
    assert first["notes"]["finances"] == "her son Piet does these"
    assert (first["well_being"], second["well_being"]) == (5, None)
    assert [first[words] for words in ("strengths", "contributions", "wished_results")] == [
        FIRST[words] for words in ("strengths", "contributions", "wished_results")
    ]
    assert second["self_reliance_matrix"] == {"mental_health": 3, "substance_use": 3}
    assert details["scores"] == {"social_functioning": 2, "mental_functioning": 3, "meaning": 3}
    assert "finances" in details["not_discussed"] and "meaning" not in details["not_discussed"]
    held = [event["data"] for event in told.of("nl.omzien.cases.conversation-held.v1")]
    assert [each.get("well_being") for each in held] == [5, None]
    assert [each["client_support_accepted"] for each in held] == [False, True]
    assert not [word for word in ("Dorpsstraat", "Piet", "flowers", "teach", "cook") if word in str(told.events)]


async def test_a_goal_that_is_set_later_has_its_words_in_the_dossier_and_nowhere_else(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        await join(intake)
        path, goal = f"/v1/cases/{(await walk_in(intake))['id']}", str(new_id())
        await post(intake, f"{path}/goal-words", {"goal": goal, "own_words": "to dance again"})
        await post(intake, f"{path}/goal-words", {"goal": goal, "own_words": " "}, 422)
        [note] = (await get(intake, path))["notes"]
        sealed = await intake.scalar("select sealed from notes")
        await post(intake, f"{path}/close", {"outcome": "declined", "tried": "rang twice"})
        late = await post(intake, f"{path}/goal-words", {"goal": goal, "own_words": "to sing"}, 409)
    assert (note["kind"], note["about"], note["text"]) == ("goal", goal, "to dance again")
    assert b"dance" not in sealed
    assert "dance" not in str(told.events)
    assert late["type"] == "urn:omzien:problem:case-closed"


async def test_the_mapping_to_the_self_reliance_matrix_is_published(world: World) -> None:
    async with world.serving("intake") as intake:
        published = await get(intake, "/v1/self-reliance-matrix")
    assert "2017" in published["source"]
    belongs = {each["domain"]: each["belongs_to"] for each in published["matrix"]}
    assert (len(belongs), belongs["basic_adl"]) == (13, "practical_functioning")
    assert {each["dutch"] for each in published["matrix"]} > {"Basale ADL", "Huiselijke relaties", "Justitie"}
    for each in published["life_domains"]:
        assert each["self_reliance_matrix"] == [part for part, domain in belongs.items() if domain == each["domain"]]


async def test_a_need_keeps_where_and_with_what_wishes_and_a_carers_own_need_is_matched_too(world: World) -> None:
    async with world.serving("intake") as intake, world.serving("matching") as matching:
        told = await world.subscribe("nl.omzien.cases.clarified.v1.#")
        await join(intake)
        case = await walk_in(intake)
        path = f"/v1/cases/{case['id']}"
        await post(intake, f"{path}/conversations", FIRST)
        body: dict[str, Any] = {"confirmed_with_resident": True, "needs": [SHOPPING], "carer": CARER}
        refused = await post(intake, f"{path}/clarification", body, 409)
        assert refused["type"] == "urn:omzien:problem:carer-without-relief"
        await post(intake, f"{path}/clarification", body | {"needs": [SHOPPING, RELIEF]})
        await eventually(lambda: matching.scalar("select count(*) = 2 from need"))
        kept = [each["stated"] for each in (await get(matching, "/v1/needs", case=case["id"]))["items"]]
        [clarification] = (await get(intake, path))["clarifications"]
        await eventually(lambda: len(told.events) == 1)
    for asked, found in zip(
        (SHOPPING, RELIEF), sorted(kept, key=lambda each: each["whose"], reverse=True), strict=True
    ):
        assert found.items() >= asked.items()
    assert clarification["carer_own_words"] == CARER["own_words"]
    [event] = told.events
    assert event["data"]["carer"] == {name: value for name, value in CARER.items() if name != "own_words"}
    assert clarification["carer"] == event["data"]["carer"]
    assert "Easter" not in str(told.events)


async def test_not_reached_and_declined_keep_each_attempt_and_what_was_tried_in_words(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.closed.v1.#")
        holder = await join(intake)
        for outcome, words in (("not_reached", "rang twice, a card"), ("declined", "offered to come along")):
            path = f"/v1/cases/{(await walk_in(intake))['id']}"
            for _ in range(2):
                await post(intake, f"{path}/contact-attempts", {"by": holder, "reached": outcome == "declined"})
            await post(intake, f"{path}/close", {"outcome": outcome}, 409)
            await post(intake, f"{path}/close", {"outcome": outcome, "tried": words})
            details = await get(intake, path)
            assert [each["by"] for each in details["contact_attempts"]] == [holder, holder]
            assert [(each["kind"], each["text"]) for each in details["notes"]] == [("tried", words)]
        await eventually(lambda: len(told.events) == 2)
    assert [event["data"]["outcome"] for event in told.events] == ["not_reached", "declined"]
    assert "card" not in str(told.events)


async def test_who_moved_may_be_followed_to_a_neighbourhood_of_ours_and_to_no_other(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.closed.v1.#")
        await join(intake)
        path = f"/v1/cases/{(await walk_in(intake))['id']}/close"
        await post(intake, path, {"outcome": "moved", "moved_to": "nowhere"}, 404)
        moved = await post(intake, path, {"outcome": "moved", "moved_to": "maartensdijk"})
        await eventually(lambda: len(told.events) == 1)
    assert told.events[0]["data"]["moved_to"] == moved["moved_to"] == "maartensdijk"
    assert moved["neighbourhood"] == "de-bilt-west"


async def test_a_death_stops_everything_at_once(world: World) -> None:
    signalling, household = Sender("signalling"), new_id()
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        holder, receiver = await join(intake), await join(intake)
        await world.publish("events", [signalling.tells(new_id(), raised(household))])
        await eventually(lambda: intake.scalar("select count(*) = 1 from cases"))
        [case] = (await get(intake, "/v1/cases"))["cases"]
        path = f"/v1/cases/{case['id']}"
        other = receiver if case["case_holder"] == holder else holder
        await post(intake, f"{path}/handover", {"receiver": other})
        await post(intake, f"{path}/close", {"outcome": "died"})
        for asked in ({"neighbourhood": "de-bilt-west"}, {"case_holder": holder}, {"case_holder": receiver}):
            assert (await get(intake, "/v1/worklist", **asked))["items"] == []
        attempt = await post(intake, f"{path}/contact-attempts", {"by": holder, "reached": False}, 409)
        reopened = await post(intake, f"{path}/reopen", None, 409)
        assert await intake.scalar("select sum(open_cases) from case_holders") == 0
        await eventually(lambda: told_of(told.events)[-1:] == ["closed"])
    assert attempt["type"] == "urn:omzien:problem:case-closed"
    assert reopened["type"] == "urn:omzien:problem:resident-died"

"""The helpdesk's and the adviser's steps over HTTP, from walking in to a plan, with what subscribers see of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from libs.contracts.offerings import OfferingWithdrawn
from libs.contracts.plans import PlanAgreed, PlanClosed
from libs.contracts.words import Category, Rung, Urgency
from libs.delivery.http import application
from tests.broker.intake_letters import Sender, new_id, offering, raised
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

CONVERSATION = {
    "held_on": "2026-01-06",
    "domains": [
        {"domain": "social_functioning", "score": 2, "note": "used to know everybody in the Dorpsstraat"},
        {"domain": "meaning", "score": 3},
    ],
    "strengths": ["arranges flowers"],
    "client_support_offered": True,
    "client_supporter_present": False,
}
CLARIFICATION = {
    "confirmed_with_resident": True,
    "needs": [{"category": "eating", "domain": "social_functioning", "times_per_week": 3}],
    "contributions": [{"category": "courses", "skills": ["flowers"]}],
    "results": [{"domain": "social_functioning", "target_score": 4, "own_words": "to cook again for Piet"}],
}


async def post(intake: Served, path: str, body: object = None, expected: int = 200, **headers: str) -> dict[str, Any]:
    answer = await intake.http.post(path, json=body, headers=headers)
    assert answer.status_code == expected, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def get(intake: Served, path: str, **parameters: object) -> dict[str, Any]:
    answer = await intake.read(path, **parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def join(intake: Served, neighbourhood: str = "de-bilt-west", capacity: int = 10) -> str:
    who = str(new_id())
    await post(intake, "/v1/case-holders", {"case_holder": who, "neighbourhood": neighbourhood, "capacity": capacity})
    return who


async def walk_in(intake: Served, household: str | None = None, **more: object) -> dict[str, Any]:
    body = {"way_in": "helpdesk", "household": household or str(new_id()), "address": {"postcode": "3731 AB"}} | more
    return await post(intake, "/v1/first-contacts", body, 201)


def told_of(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"].split(".")[3] for event in events]


async def test_from_walking_in_to_a_plan_and_back(world: World) -> None:
    arrangement, plan = Sender("arrangement"), new_id()
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        holder = await join(intake)
        case = await walk_in(intake)
        path = f"/v1/cases/{case['id']}"
        await post(intake, f"{path}/contact-attempts", {"by": holder, "reached": True})
        await post(intake, f"{path}/conversations", CONVERSATION)
        second = CONVERSATION | {"held_on": "2026-01-09", "domains": [{"domain": "meaning", "score": 2}]}
        await post(intake, f"{path}/conversations", second)
        clarified = await post(intake, f"{path}/clarification", CLARIFICATION)
        assert (clarified["state"], clarified["complex"], len(clarified["needs"])) == ("clarified", True, 1)
        about = {"caseid": case["id"], "neighbourhood": "de-bilt-west"}
        await world.publish("events", [arrangement.tells(plan, PlanAgreed(**about))])
        await eventually(lambda: intake.scalar("select state = 'planned' from cases"))
        await world.publish("events", [arrangement.tells(plan, PlanClosed(**about, goals=1, goals_met=1))])
        await eventually(lambda: intake.scalar("select outcome = 'completed' from cases"))
        assert await intake.scalar("select open_cases from case_holders") == 0
        await post(intake, f"{path}/reopen", {})
        echo = PlanClosed(**about, goals=1, goals_met=1, with_case=True)
        await world.publish("events", [arrangement.tells(plan, echo)])
        await eventually(lambda: len(told.events) == 12)
        await eventually(lambda: intake.scalar("select count(*) = 3 from inbox"))
        details = await get(intake, path)
        assert await intake.scalar("select open_cases from case_holders") == 1
    assert told_of(told.events) == [
        *("opened", "assigned", "triaged", "contact-attempted", "first-contact-made"),
        *("conversation-held", "conversation-held", "clarified", "planned", "closed", "reopened", "assigned"),
    ]
    assert [event["sequence"] for event in told.events] == [str(number) for number in range(1, 13)]
    [clarification] = told.of("nl.omzien.cases.clarified.v1")
    assert clarification["data"]["scores"] == {"social_functioning": 2, "meaning": 2}
    assert details["scores"] == {"social_functioning": 2, "meaning": 2}
    assert [each["scores"] for each in details["conversations"]] == [
        {"social_functioning": 2, "meaning": 3},
        {"meaning": 2},
    ]
    assert details["clarifications"][0]["own_words"] == {clarified["results"][0]: "to cook again for Piet"}
    everything = str(told.events)
    assert not [word for word in ("Dorpsstraat", "Piet", "arranges", "3731") if word in everything]


async def test_a_simple_question_is_advised_from_the_nearest_catalogue_and_closes_the_case(world: World) -> None:
    matching = Sender("matching")
    near, far, withdrawn, full, heavy = (new_id() for _ in range(5))
    offerings = [
        matching.tells(far, offering(Category.EATING, serves=["maartensdijk"])),
        matching.tells(near, offering(Category.EATING, serves=["de-bilt-oost"])),
        matching.tells(withdrawn, offering(Category.EATING, serves=["de-bilt-west"])),
        matching.tells(withdrawn, OfferingWithdrawn(rung=3, categories=(Category.EATING,), capacity=5)),
        matching.tells(full, offering(Category.EATING, serves=["de-bilt-west"], capacity=0)),
        matching.tells(heavy, offering(Category.EATING, serves=["de-bilt-west"], rung=Rung.INDIVIDUAL_PROVISION)),
    ]
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        await join(intake)
        await world.publish("events", offerings)
        await eventually(lambda: intake.scalar("select count(*) = 4 from offerings"))
        question = {"category": "eating", "simple": True, "note": "where can mother eat along"}
        case = await walk_in(intake, question=question)
        assert (case["route"], [each["id"] for each in case["may_advise"]]) == ("advice", [str(near), str(far)])
        chosen = {"category": "eating", "offerings": [str(withdrawn)]}
        refused = await post(intake, f"/v1/cases/{case['id']}/advice", chosen, 409)
        assert refused["type"] == "urn:omzien:problem:offering-not-advisable"
        by = {"Omzien-Actor": str(new_id())}
        chosen = {"category": "eating", "offerings": [str(near)], "note": "Tuesdays"}
        await post(intake, f"/v1/cases/{case['id']}/advice", chosen, 200, **by)
        details = await get(intake, f"/v1/cases/{case['id']}")
        counts = await get(intake, "/v1/cases/counts")
        await eventually(lambda: told_of(told.events)[-1:] == ["closed"])
    assert [(each["kind"], each["text"]) for each in details["notes"]] == [
        ("question", "where can mother eat along"),
        ("advice", "Tuesdays"),
    ]
    assert told_of(told.events)[-3:] == ["contact-attempted", "first-contact-made", "closed"]
    assert told.events[-1]["data"]["advised_offerings"] == [str(near)]
    assert counts == {
        "cases": 1,
        "open": 0,
        "by_state": {"closed": 1},
        "by_route": {"advice": 1},
        "by_outcome": {"advised": 1},
    }


async def test_a_handover_is_warm_and_the_receiver_alone_confirms_it(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        first = await join(intake)
        case = await walk_in(intake)
        second, stranger = await join(intake), await join(intake, "maartensdijk")
        path = f"/v1/cases/{case['id']}"
        await post(intake, f"{path}/handover", {"receiver": stranger}, 409)
        proposed = await post(intake, f"{path}/handover", {"receiver": second})
        assert (proposed["case_holder"], proposed["receiver"]) == (first, second)
        for person, waits in ((second, "handover_confirmation"), (first, "first_contact")):
            [item] = (await get(intake, "/v1/worklist", case_holder=person))["items"]
            assert item["waits_for"] == waits
        await post(intake, f"{path}/handover/confirm", None, 409, **{"Omzien-Actor": first})
        confirmed = await post(intake, f"{path}/handover/confirm", None, 200, **{"Omzien-Actor": second})
        assert (confirmed["case_holder"], confirmed["receiver"]) == (second, None)
        team = (await get(intake, "/v1/case-holders", neighbourhood="de-bilt-west"))["case_holders"]
        await eventually(lambda: told_of(told.events)[-1:] == ["assigned"])
    assert {each["case_holder"]: each["open_cases"] for each in team} == {first: 0, second: 1}
    assert told_of(told.events)[-2:] == ["handover-proposed", "assigned"]


async def test_only_one_case_of_a_household_is_open_also_after_reopening(world: World) -> None:
    household = str(new_id())
    async with world.serving("intake") as intake:
        holder = await join(intake)
        old = await walk_in(intake, household)
        path = f"/v1/cases/{old['id']}"
        await post(intake, f"{path}/close", {"outcome": "not_reached", "tried": "rang twice"}, 409)
        await post(intake, f"{path}/contact-attempts", {"by": holder, "reached": False})
        await post(intake, f"{path}/close", {"outcome": "not_reached", "tried": "rang twice"})
        new = await walk_in(intake, household)
        refused = await post(intake, f"{path}/reopen", None, 409)
        assert refused["type"] == "urn:omzien:problem:household-has-open-case"
        again = await post(intake, "/v1/first-contacts", {"way_in": "gp", "household": household}, 200)
        assert (again["id"], again["opened"]) == (new["id"], False)
        await post(intake, f"/v1/cases/{new['id']}/close", {"outcome": "moved"})
        reopened = await post(intake, f"{path}/reopen")
        assert (reopened["state"], reopened["case_holder"]) == ("reopened", holder)
        assert await intake.scalar("select open_cases from case_holders") == 1


async def test_acute_goes_around_the_conversation(world: World) -> None:
    signal = new_id()
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        await join(intake)
        await world.publish("events", [Sender("signalling").tells(signal, raised(new_id(), urgency=Urgency.ACUTE))])
        await eventually(lambda: intake.scalar("select count(*) = 1 from cases"))
        [case] = (await get(intake, "/v1/cases", state="opened"))["cases"]
        needs = [{"category": "care", "domain": "physical_functioning", "urgency": "acute"}]
        await post(intake, f"/v1/cases/{case['id']}/direct-transfer", {"ground": "acute", "needs": needs})
        await eventually(lambda: len(told.events) == 6)
    assert told_of(told.events)[3:] == ["contact-attempted", "first-contact-made", "transferred-directly"]
    assert told.events[3]["data"]["signals"] == [str(signal)]


async def test_nobody_is_recognised_while_signalling_does_not_answer(world: World) -> None:
    async with world.serving("intake", signalling_url="http://127.0.0.1:9") as intake:
        body = {"way_in": "family", "address": {"postcode": "3731AB", "house_number": "12"}}
        answer = await intake.http.post("/v1/first-contacts", json=body, headers={"Idempotency-Key": "one"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.json()["type"] == "urn:omzien:problem:household-not-resolved"
        assert await intake.scalar("select count(*) from cases") == 0
        known = {"Idempotency-Key": "one"}
        again = await intake.http.post("/v1/first-contacts", json=body | {"household": str(new_id())}, headers=known)
        assert again.status_code == 201, again.text


async def test_a_decision_on_an_older_version_and_a_repeated_command_change_nothing(world: World) -> None:
    async with world.serving("intake") as intake:
        holder = await join(intake)
        case = await walk_in(intake)
        path, body = f"/v1/cases/{case['id']}/contact-attempts", {"by": holder, "reached": False}
        await post(intake, path, body, 412, **{"If-Match": '"1"'})
        first = await post(intake, path, body, 200, **{"If-Match": '"3"', "Idempotency-Key": "ring"})
        second = await post(intake, path, body, 200, **{"If-Match": '"3"', "Idempotency-Key": "ring"})
        assert first == second
        assert await intake.scalar("select attempts from cases") == 1


async def test_a_command_that_collides_changes_nothing_and_says_to_send_it_again(world: World) -> None:
    async with world.serving("intake") as intake:
        await join(intake)
        case = await walk_in(intake)
        path, moved = f"/v1/cases/{case['id']}/close", {"outcome": "moved"}
        async with intake.runtime.pool.acquire() as other, other.transaction():
            # the other way round than everybody else does
            await other.execute("select 1 from case_holders for update")
            closing = asyncio.create_task(intake.http.post(path, json=moved, headers={"Idempotency-Key": "close"}))
            waits = "select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = $1"
            await eventually(lambda: intake.scalar(waits, world.name))
            await other.execute("select 1 from cases for update")
            answer = await closing
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1"), answer.text
        assert answer.json()["type"] == "urn:omzien:problem:collision"
        again = await post(intake, path, moved, 200, **{"Idempotency-Key": "close"})
        assert (again["state"], again["sequence"]) == ("closed", case["sequence"] + 1)


async def test_what_waits_longest_and_most_urgently_is_read_first_with_its_version(world: World) -> None:
    async with world.serving("intake") as intake:
        holder = await join(intake)
        cases = [await walk_in(intake, urgency=urgency) for urgency in ("routine", "urgent", "soon", "urgent", "acute")]
        order = [cases[place]["id"] for place in (4, 1, 3, 2, 0)]
        for asked in ({"case_holder": holder}, {"neighbourhood": "de-bilt-west"}):
            assert [item["case"]["id"] for item in (await get(intake, "/v1/worklist", **asked))["items"]] == order
        read = await intake.read(f"/v1/cases/{order[0]}")
        assert read.headers["etag"] == f'"{cases[4]["sequence"]}"'
        page = await get(intake, "/v1/cases", limit=3, neighbourhood="de-bilt-west")
        rest = await get(intake, "/v1/cases", limit=2, neighbourhood="de-bilt-west", after=page["next"])
        assert [each["id"] for each in page["cases"] + rest["cases"]] == [each["id"] for each in cases]
        assert rest["next"] is None
        for body in ({"neighbourhood": "de-bild"}, {"neighbourhood": "unknown"}):
            await post(intake, "/v1/case-holders", body | {"case_holder": holder, "capacity": 1}, 404)
            await post(intake, f"/v1/cases/{order[0]}/place", body, 404)
        for question in ("/v1/worklist", f"/v1/worklist?case_holder={holder}&neighbourhood=de-bilt-west"):
            assert (await intake.http.get(question)).status_code == 422
        assert (await intake.read(f"/v1/cases/{new_id()}")).status_code == 404


async def test_who_walks_in_is_recognised_as_the_household_that_partners_worry_about(world: World) -> None:
    async with AsyncExitStack() as exits:
        signalling = await exits.enter_async_context(world.serving("signalling"))
        url = await exits.enter_async_context(listening(application(signalling.runtime)))
        intake = await exits.enter_async_context(world.serving("intake", signalling_url=url))
        address = {"street": "Dorpsstraat", "house_number": "12", "postcode": "3731 AB", "town": "De Bilt"}
        resolved = await post(signalling, "/v1/households/resolve", {"address": address})
        opened = await post(intake, "/v1/first-contacts", {"way_in": "resident", "address": address}, 201)
        again = await post(intake, "/v1/first-contacts", {"way_in": "family", "address": address}, 200)
    assert opened["household"] == resolved["household"]
    assert (again["id"], again["neighbourhood"]) == (opened["id"], "de-bilt-west")


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[str]:
    """The app on a free port of this machine; gives its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    await eventually(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving

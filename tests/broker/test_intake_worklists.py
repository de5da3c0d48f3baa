"""The work lists of helpdesk, adviser and outreach, a page at a time, exceptions first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from libs.contracts.words import Urgency
from tests.broker.intake_letters import Sender, new_id, raised
from tests.broker.test_intake_adviser import get, join, post, told_of, walk_in
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


async def pages(intake: Served, path: str, limit: int, **asked: object) -> list[dict[str, Any]]:
    """All items, page by page."""
    items: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = await get(intake, path, limit=limit, **asked, **({"after": after} if after else {}))
        assert len(page["items"]) <= limit
        items += page["items"]
        after = page["next"]
    return items


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["case"]["id"] for item in items]


async def test_a_list_is_read_in_pages_in_one_order_whatever_their_length(world: World) -> None:
    async with world.serving("intake") as intake:
        holder = await join(intake, capacity=100)
        opened = {}
        for day in range(3):
            intake.runtime.clock = lambda day=day: MONDAY + timedelta(days=20 * day)  # type: ignore[misc]
            for urgency in ("routine", "acute", "urgent"):
                opened[day, urgency] = (await walk_in(intake, urgency=urgency))["id"]
        palliative = (await walk_in(intake, palliative=True))["id"]
        await post(intake, f"/v1/cases/{opened[1, 'routine']}/suspend", {"ground": "resident_agreed"})
        whole = await pages(intake, "/v1/worklist", 500, case_holder=holder)
        for limit in (1, 2, 3, 10):
            assert ids(await pages(intake, "/v1/worklist", limit, case_holder=holder)) == ids(whole)
            assert ids(await pages(intake, "/v1/worklist", limit, neighbourhood="de-bilt-west")) == ids(whole)
        exceptions = await pages(intake, "/v1/cases/exceptions", 2)
        assert (await intake.http.get("/v1/cases/exceptions", params={"after": "x"})).status_code == 400
    acute = [opened[day, "acute"] for day in range(3)]
    assert ids(exceptions) == [*acute, palliative]
    assert ids(whole) == [
        *(*acute, palliative),
        *(opened[0, "urgent"], opened[0, "routine"], opened[1, "urgent"]),
        *(opened[2, "urgent"], opened[2, "routine"], opened[1, "routine"]),
    ]
    assert [item["overdue"] for item in whole] == [True, True, *[False] * 8]
    assert [item["exception"] for item in whole] == [True] * 4 + [False] * 6


async def test_a_page_goes_on_where_the_last_one_ended_also_when_its_last_case_has_moved(world: World) -> None:
    async with world.serving("intake") as intake:
        holder = await join(intake)
        cases = [(await walk_in(intake))["id"] for _ in range(4)]
        first = await get(intake, "/v1/worklist", case_holder=holder, limit=2)
        await post(intake, f"/v1/cases/{cases[1]}/close", {"outcome": "moved"})
        rest = await get(intake, "/v1/worklist", case_holder=holder, limit=2, after=first["next"])
    assert (ids(first["items"]), ids(rest["items"]), rest["next"]) == (cases[:2], cases[2:], None)


async def test_each_role_sees_what_waits_for_it(world: World) -> None:
    async with world.serving("intake") as intake:
        nowhere = await walk_in(intake, address={"postcode": "9999 ZZ"})
        unheld = await walk_in(intake, address={"postcode": "3738 AA"})
        holder = await join(intake)
        question = {"category": "eating", "simple": True}
        asks, avoids, ordinary = [
            await walk_in(intake, **more) for more in ({"question": question}, {"comes_by_self": False}, {})
        ]
        await post(intake, f"/v1/cases/{ordinary['id']}/contact-attempts", {"by": holder, "reached": True})
        by_role = {
            role: {item["case"]["id"]: item["waits_for"] for item in await pages(intake, "/v1/worklist", 2, role=role)}
            for role in ("helpdesk", "outreach")
        }
        assert by_role == {
            "helpdesk": {nowhere["id"]: "place", unheld["id"]: "assignment", asks["id"]: "first_contact"},
            "outreach": {avoids["id"]: "first_contact"},
        }
        mine = await pages(intake, "/v1/worklist", 5, role="adviser", case_holder=holder)
        assert set(ids(mine)) == {asks["id"], avoids["id"], ordinary["id"]}
        here = await pages(intake, "/v1/worklist", 5, role="helpdesk", neighbourhood="maartensdijk")
        assert ids(here) == [unheld["id"]]
        await post(intake, f"/v1/cases/{avoids['id']}/contact-attempts", {"by": holder, "reached": True})
        [item] = await pages(intake, "/v1/worklist", 5, role="outreach", neighbourhood="de-bilt-west")
        assert (item["case"]["id"], item["waits_for"]) == (avoids["id"], "route"), "who reached them says what follows"
        await post(intake, f"/v1/cases/{avoids['id']}/triage", {"route": "outreach"})
        [item] = await pages(intake, "/v1/worklist", 5, role="outreach", neighbourhood="de-bilt-west")
        assert (item["case"]["id"], item["waits_for"]) == (avoids["id"], "outreach")
        for asked in ("role=adviser", f"role=helpdesk&case_holder={holder}", ""):
            assert (await intake.http.get(f"/v1/worklist?{asked}")).status_code == 422


async def test_an_exception_stays_in_sight_until_a_person_sends_it_another_way_with_a_reason(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        await join(intake)
        signal = Sender("signalling").tells(new_id(), raised(new_id(), urgency=Urgency.ACUTE))
        await world.publish("events", [signal])
        await eventually(lambda: intake.scalar("select count(*) = 1 from cases"))
        [item] = await pages(intake, "/v1/cases/exceptions", 5)
        case = item["case"]
        assert (case["reasons"], case["urgent_by"]) == (["acute_urgency"], item["due"])
        path = f"/v1/cases/{case['id']}"
        refused = await post(intake, f"{path}/triage", {"route": "team"}, 409)
        assert refused["type"] == "urn:omzien:problem:reason-needed"
        later = datetime.fromisoformat(case["urgent_by"])
        intake.runtime.clock = lambda: later
        await eventually(lambda: told_of(told.events)[-1:] == ["term-overdue"])
        [item] = await pages(intake, "/v1/cases/exceptions", 5)
        assert item["overdue"]
        await post(intake, f"{path}/triage", {"route": "team", "reason": "not_acute"})
        assert await pages(intake, "/v1/cases/exceptions", 5) == []
        await eventually(lambda: told_of(told.events)[-1:] == ["triaged"])
    policy, person = told.of("nl.omzien.cases.triaged.v1")
    assert policy["data"]["policy"].startswith("2026-01:")
    assert (person["data"]["reasons"], person["data"].get("policy")) == (["not_acute"], None)
    assert told.of("nl.omzien.cases.term-overdue.v1")[0]["data"]["due_at"] == case["urgent_by"]

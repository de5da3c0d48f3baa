"""The clocks of the law on a real database: a timer per case, what is told of it, and what stands still."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.broker.intake_letters import Sender, new_id, raised
from tests.broker.test_intake_adviser import CLARIFICATION, CONVERSATION, get, join, post, told_of, walk_in
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: A Monday, in the morning.
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


def at(intake: Served, moment: datetime) -> None:
    """It is that moment for this service."""
    intake.runtime.clock = lambda: moment


async def timers(intake: Served, case: str) -> list[datetime]:
    rows = await intake.runtime.pool.fetch("select kind, due from timer where aggregate = $1", UUID(case))
    assert all(row["kind"] == "term" for row in rows)
    return [row["due"] for row in rows]


async def test_a_case_has_one_timer_which_tells_each_term_once(world: World) -> None:
    async with world.serving("intake") as intake:
        at(intake, MONDAY)
        told = await world.subscribe("nl.omzien.cases.#")
        case = await walk_in(intake)
        assert (case["personal_plan_by"], case["investigation_by"]) == ("2026-01-12", "2026-02-16")
        for days, terms in ((6, 1), (8, 2), (30, 3), (43, 4)):
            assert len(await timers(intake, case["id"])) == 1
            at(intake, MONDAY + timedelta(days=days))
            await eventually(lambda terms=terms: len(told.events) == 2 + terms)  # type: ignore[misc]
        assert await timers(intake, case["id"]) == []
    opened, _, *terms_told = told.events
    assert opened["data"]["investigation_by"] == "2026-02-16"
    assert [(event["type"].split(".")[3], event["data"]["term"], event["data"]["due"]) for event in terms_told] == [
        ("term-near", "personal_plan", "2026-01-12"),
        ("term-overdue", "personal_plan", "2026-01-12"),
        ("term-near", "investigation", "2026-02-16"),
        ("term-overdue", "investigation", "2026-02-16"),
    ]
    assert [event["sequence"] for event in told.events] == [str(number) for number in range(1, 7)]


async def test_what_stands_still_is_not_told_and_runs_on_by_itself(world: World) -> None:
    async with world.serving("intake") as intake:
        at(intake, MONDAY)
        told = await world.subscribe("nl.omzien.cases.#")
        case = await walk_in(intake)
        path = f"/v1/cases/{case['id']}"
        until = {"ground": "awaiting_resident", "until": "2026-01-15"}
        suspended = await post(intake, f"{path}/suspend", until)
        assert (suspended["suspended_on"], suspended["suspended_for"]) == ("2026-01-05", "awaiting_resident")
        assert await timers(intake, case["id"]) == [datetime(2026, 1, 15, 23, tzinfo=UTC)]
        [item] = (await get(intake, "/v1/worklist", neighbourhood="de-bilt-west"))["items"]
        assert (item["due"], item["overdue"]) == (None, False)
        at(intake, datetime(2026, 1, 16, 9, tzinfo=UTC))
        await eventually(lambda: told_of(told.events)[-1:] == ["term-resumed"])
        moved = await get(intake, path)
        assert (moved["personal_plan_by"], moved["investigation_by"]) == ("2026-01-22", "2026-02-26")
        await post(intake, f"{path}/suspend", {"ground": "resident_agreed"})
        assert await timers(intake, case["id"]) == []
        at(intake, datetime(2026, 1, 20, 9, tzinfo=UTC))
        moved = await post(intake, f"{path}/resume")
        assert moved["investigation_by"] == "2026-03-02"
        assert len(await timers(intake, case["id"])) == 1
    assert told.of("nl.omzien.cases.term-resumed.v1")[0]["data"]["days"] == 10


async def test_clarified_transferred_and_closed_cancel_the_timer_and_reopened_starts_anew(world: World) -> None:
    async with world.serving("intake") as intake:
        at(intake, MONDAY + timedelta(days=5))
        await join(intake)
        clarified, transferred, closed = [await walk_in(intake) for _ in range(3)]
        await post(intake, f"/v1/cases/{clarified['id']}/conversations", CONVERSATION)
        await post(intake, f"/v1/cases/{clarified['id']}/clarification", CLARIFICATION)
        needs = [{"category": "care", "domain": "physical_functioning"}]
        without = {"ground": "vital_interest", "note": "no time to lose"}
        direct = {"ground": "palliative", "needs": needs, "without_consent": without}
        await post(intake, f"/v1/cases/{transferred['id']}/direct-transfer", direct)
        await post(intake, f"/v1/cases/{closed['id']}/close", {"outcome": "moved"})
        assert await intake.scalar("select count(*) from timer") == 0
        at(intake, MONDAY + timedelta(days=365))
        again = await post(intake, f"/v1/cases/{closed['id']}/reopen")
        assert (again["reported_on"], again["personal_plan_by"]) == ("2027-01-05", "2027-01-12")
        assert len(await timers(intake, closed["id"])) == 1


async def test_a_personal_plan_is_handed_in_and_its_text_kept_sealed(world: World) -> None:
    async with world.serving("intake") as intake:
        told = await world.subscribe("nl.omzien.cases.#")
        case = await walk_in(intake)
        path, today = f"/v1/cases/{case['id']}", case["reported_on"]
        body = {"received_on": today, "text": "on Tuesdays my neighbour cooks"}
        assert (await post(intake, f"{path}/personal-plan", body))["personal_plan_on"] == today
        tomorrow = (date.fromisoformat(today) + timedelta(days=1)).isoformat()
        await post(intake, f"{path}/personal-plan", body | {"received_on": tomorrow}, 409)
        [note] = (await get(intake, path))["notes"]
        await eventually(lambda: told_of(told.events)[-1:] == ["personal-plan-received"])
        sealed = await intake.scalar("select sealed from notes")
    assert (note["kind"], note["text"]) == ("personal_plan", body["text"])
    assert b"Tuesdays" not in sealed
    assert "Tuesdays" not in str(told.events)


async def test_the_confirmation_of_receipt_is_there_at_once_with_the_days_of_the_law(world: World) -> None:
    async with world.serving("intake") as intake:
        at(intake, MONDAY)
        holder = await join(intake)
        case = await walk_in(intake)
        receipt = await get(intake, f"/v1/cases/{case['id']}/receipt")
        assert (await intake.http.get(f"/v1/cases/{new_id()}/receipt")).status_code == 404
    text = receipt.pop("text")
    assert receipt == {
        "case": case["id"],
        "reported_on": "2026-01-05",
        "personal_plan_by": "2026-01-12",
        "investigation_by": "2026-02-16",
        "case_holder": holder,
    }
    assert "maandag 12 januari 2026" in text and "maandag 16 februari 2026" in text and holder not in text


async def test_the_terms_of_many_cases_are_told_at_once(world: World) -> None:
    async with world.serving("intake") as intake:
        at(intake, MONDAY)
        told = await world.subscribe("nl.omzien.cases.#")
        signalling = Sender("signalling")
        await world.publish("events", [signalling.tells(new_id(), raised(new_id())) for _ in range(50)])
        await eventually(lambda: intake.scalar("select count(*) = 50 from timer"))
        at(intake, MONDAY + timedelta(days=100))
        await eventually(lambda: len(told.of("nl.omzien.cases.term-overdue.v1")) == 100)
        assert await intake.scalar("select count(*) from timer") == 0
    assert told.of("nl.omzien.cases.term-near.v1") == []

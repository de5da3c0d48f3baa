"""Running indications on a real broker and database: a list is taken over row by row, and none expires unnoticed."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.cases import CaseAssigned, CaseClosed
from libs.contracts.words import CaseOutcome
from libs.delivery.clock import new_id
from libs.delivery.settings import REFERENCE
from tests.broker.arrangement_letters import Professional, Supplier, clarified, drafted, item_in, kinds, meals
from tests.broker.command import typed, up
from tests.broker.matching_letters import Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


def row(number: int, **more: Any) -> dict[str, Any]:
    """As a municipality's list has it."""
    return {
        "reference": f"2014-{number:04}",
        "neighbourhood": "de-bilt-west",
        "category": "care",
        "until": "2026-06-30",
        "product": "02A03",
        "cost_cents_per_week": 12_500,
    } | more


async def taken_over(served: Served, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await served.http.post("/v1/indications/import", json=list(rows))
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()
    return told


async def test_a_list_is_taken_over_row_by_row_and_the_same_again_changes_nothing(world: World) -> None:
    events = await world.subscribe("nl.omzien.indications.#")
    async with world.serving("arrangement", clock=Clock()) as served:
        wrong = [{"category": "hairdresser"}, {"until": ""}, {"name": "J. Jansen"}, {"neighbourhood": "mars"}]
        told = await taken_over(
            served, row(1), *(row(2, **each) for each in wrong), row(6, begins="2026-07-01"), row(7)
        )
        assert [each["outcome"] for each in told] == ["registered", None, None, None, None, None, "registered"]
        assert [each["detail"].split(":")[0] for each in told if each["refused"]] == [
            "category",
            "until",
            "name",
            "neighbourhood",
            "row",
        ]
        assert "Jansen" not in str(told) and "mars" not in str(told), "a name may stand in any column"
        again = await taken_over(served, row(1), row(7, until="2026-09-30"))
        assert [each["outcome"] for each in again] == ["unchanged", "changed"]
        assert again[0]["id"] == told[0]["id"]
        page = (await served.http.get("/v1/indications", params={"limit": 1})).json()
        rest = (await served.http.get("/v1/indications", params={"after": page["next"]})).json()
        assert [each["reference"] for each in (*page["items"], *rest["items"])] == ["2014-0001", "2014-0007"]
        assert (await served.http.get("/v1/indications", params={"neighbourhood": "\x00"})).status_code == 422
        await eventually(lambda: len(events.events) == 3)
        assert "2014-0001" not in str(events.events), "whose it is is for the municipality to know"


async def test_two_lists_at_once_register_what_is_new_in_both_once(world: World) -> None:
    events = await world.subscribe("nl.omzien.indications.#")
    async with world.serving("arrangement", clock=Clock()) as served:
        numbers = list(range(40))
        both = await asyncio.gather(
            taken_over(served, *map(row, numbers)), taken_over(served, *map(row, reversed(numbers)))
        )
        assert {each["outcome"] for told in both for each in told} == {"registered", "unchanged"}
        assert len({each["id"] for told in both for each in told}) == 40
        await eventually(lambda: len(events.events) == 40)


async def comes(served: Served, clock: Clock, days: int) -> None:
    """And all that is due by then has run."""
    clock.now += timedelta(days=days)

    async def over() -> bool:
        return not await served.scalar("select count(*) from timer where due <= $1", clock.now)

    await eventually(over, what="what is due")


async def test_a_conversation_is_due_in_time_and_none_expires_unnoticed(world: World) -> None:
    events, clock = await world.subscribe("nl.omzien.indications.#"), Clock()
    async with world.serving("arrangement", clock=clock) as served:
        seen, unseen = (each["id"] for each in await taken_over(served, row(1), row(2)))
        await comes(served, clock, 100)  # the middle of April: twelve weeks before is the 7th
        due = (await served.http.get("/v1/indications", params={"state": "due"})).json()["items"]
        assert {each["id"] for each in due} == {seen, unseen}
        holder, case = Professional(served, new_id()), new_id()
        plan = await drafted(served, Teller(world, "intake"), clarified(case, holder.id, need := meals()))
        await holder.posts(f"indications/{seen}/convert", 409, plan=plan)
        await holder.posts(f"indications/{seen}/case", caseid=str(case))
        empty = await holder.posts(f"indications/{seen}/convert", 409, plan=plan)
        assert empty["type"].endswith(":nothing-runs")
        await holder.posts(f"plans/{plan}/agree", with_resident=True)
        await Supplier(Teller(world, "matching"), case, need.need, 2, new_id()).runs()
        await item_in(served, case, "active", 2)
        assert (await holder.posts(f"indications/{seen}/convert", plan=plan))["state"] == "converted"
        for _ in range(4):
            await comes(served, clock, 28)
        assert (await holder.asks(f"indications/{unseen}"))["state"] == "expired"
        assert not await served.scalar("select count(*) from timer where kind = 'indication_look'")
        await eventually(lambda: len(events.events) >= 8)
    talked_about = ("registered", "conversation-due", "linked", "converted")
    assert kinds(events, seen) == [f"indications.{each}" for each in talked_about]
    assert kinds(events, unseen) == [
        f"indications.{each}" for each in ("registered", *["conversation-due"] * 3, "expired")
    ]
    [expired] = events.of("nl.omzien.indications.expired.v1")
    assert expired["data"]["conversation"] is False


async def test_it_is_due_again_when_the_case_that_talks_about_it_closes_without_a_plan(world: World) -> None:
    events, clock = await world.subscribe("nl.omzien.indications.#"), Clock()
    async with world.serving("arrangement", clock=clock) as served:
        [taken] = await taken_over(served, row(1))
        await comes(served, clock, 100)
        holder, intake = Professional(served, new_id()), Teller(world, "intake")
        path, case = f"indications/{taken['id']}", new_id()
        about: dict[str, Any] = {"caseid": case, "neighbourhood": "de-bilt-west"}
        unknown = await holder.posts(f"{path}/case", 409, caseid=str(case))
        assert unknown["type"].endswith(":case-unknown")
        await intake.tell(case, CaseAssigned(**about, case_holder=holder.id))
        await eventually(lambda: links(holder, path, case), what="a case that is known")
        await intake.tell(case, CaseClosed(**about, outcome=CaseOutcome.NOT_REACHED))
        await eventually(lambda: bool(events.of("nl.omzien.indications.unlinked.v1")))
        await comes(served, clock, 0)
        shown = await holder.asks(path)
        assert (shown["state"], shown["caseid"]) == ("due", None)
        assert (await holder.posts(f"{path}/case", 409, caseid=str(case)))["type"].endswith(":case-closed")
        assert (await holder.asks("plans", case=str(case)))["items"] == [], "there never was a plan"
        await eventually(lambda: len(events.events) == 5)
    again = ("registered", "conversation-due", "linked", "unlinked", "conversation-due")
    assert kinds(events, taken["id"]) == [f"indications.{each}" for each in again]


async def links(holder: Professional, path: str, case: UUID) -> bool:
    return (await holder.sends(f"{path}/case", caseid=str(case))).status_code == 200


async def test_a_policy_that_moves_the_conversation_loses_nobody(world: World) -> None:
    clock = Clock()
    async with world.serving("arrangement", clock=clock) as served:
        [told] = await taken_over(served, row(1))
    later = world.folder / "policy.toml"
    text = (REFERENCE / "arrangement-policy.toml").read_text(encoding="utf-8")
    later.write_text(text.replace("conversation_before_weeks = 12", "conversation_before_weeks = 6"))
    async with world.serving("arrangement", clock=clock, arrangement_policy_file=later) as served:
        await comes(served, clock, 100)  # past twelve weeks before the end, and not yet six
        assert (await served.http.get(f"/v1/indications/{told['id']}")).json()["state"] == "running"
        await comes(served, clock, 50)
        assert (await served.http.get(f"/v1/indications/{told['id']}")).json()["state"] == "due"


async def test_the_command_takes_over_a_file_and_shows_what_is_due(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clock, file = Clock(), tmp_path / "list.csv"
    lines = ["reference,neighbourhood,category,until,cost_cents_per_week"]
    lines += [f"2014-{number:04},de-bilt-west,care,2026-06-{number:02},12500" for number in range(1, 31)]
    file.write_text("\n".join([*lines, "2014-0099,,barber,2026-06-01,", "2014-0100,,care,soon,"]) + "\n")
    async with world.serving("arrangement", clock=clock) as served, up(world, served, monkeypatch):
        first = await typed("indications", "import", str(file))
        assert first.exit_code == 1
        assert "32 rows: 30 registered, 2 refused" in first.output
        assert "line 32: category" in first.output
        assert "line 33: until" in first.output
        again = await typed("indications", "import", str(file))
        assert "30 unchanged" in again.output
        await comes(served, clock, 72)  # the 18th of March: twelve weeks before the 10th of June
        shown = await typed("indications", "due", "de-bilt-west")
        assert shown.exit_code == 0, (shown.output, shown.exception)
        assert [line.split()[0] for line in shown.output.splitlines()[1:]] == [f"2026-06-{n:02}" for n in range(1, 11)]
        wrong = tmp_path / "wrong.csv"
        wrong.write_text("name,until\n")
        assert "no column category, reference" in str((await typed("indications", "import", str(wrong))).exception)

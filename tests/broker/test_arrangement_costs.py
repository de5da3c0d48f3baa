"""What support costs, from plans on a real database: weeks add up, and what steps down is seen to cost less."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from libs.contracts.proposals import ProposalAccepted, ProposalEnded, ProposalStarted
from libs.delivery.clock import new_id
from libs.delivery.settings import REFERENCE
from tests.broker.arrangement_letters import Professional, Supplier, clarified, drafted, item_in, meals, passed_over
from tests.broker.command import typed, up
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

BUDGETS = """
[[budgets]]
neighbourhood = "de-bilt-west"
field = "daily_living"
euros_per_year = 3650
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def arrangement(world: World, clock: Clock) -> AsyncIterator[Served]:
    text = (REFERENCE / "arrangement-policy.toml").read_text(encoding="utf-8")
    policy = world.folder / "policy.toml"
    policy.write_text(text + BUDGETS)
    async with world.serving("arrangement", clock=clock, arrangement_policy_file=policy) as served:
        yield served


async def costing(world: World, arrangement: Served, clock: Clock) -> tuple[str, Supplier]:
    """Seven euros a week on rung 3, from Wednesday the 7th of January."""
    holder, case, need = Professional(arrangement, new_id()), new_id(), meals()
    plan = await drafted(arrangement, Teller(world, "intake"), clarified(case, holder.id, need))
    clock.day("2026-01-07")
    supplier = Supplier(Teller(world, "matching"), case, need.need, 3, new_id())
    accepted = supplier.about(ProposalAccepted, passed_over=passed_over(3), cost_cents_per_week=700)
    await supplier.matching.tell(supplier.id, accepted, supplier.about(ProposalStarted))
    await item_in(arrangement, case, "active", 3)
    return plan, supplier


async def asked(arrangement: Served, path: str = "", **query: Any) -> dict[str, Any]:
    answer = await arrangement.http.get(f"/v1/costs{path}", params=query)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_week_costs_the_days_that_support_ran_and_weeks_add_up(
    world: World, arrangement: Served, clock: Clock
) -> None:
    plan, supplier = await costing(world, arrangement, clock)
    clock.day("2026-01-20")
    await supplier.matching.tell(supplier.id, supplier.about(ProposalEnded, ground="goal_met"))
    await item_in(arrangement, supplier.case, "ended", 3)
    weeks = [(await asked(arrangement, week=f"2026-W{number:02}"))["cents"] for number in (1, 2, 3, 4, 5)]
    assert weeks == [0, 500, 700, 200, 0], "from Wednesday through the Tuesday of the week after the next"
    shown = await asked(arrangement, week="2026-W03")
    assert shown["rungs"] == {"0": 0, "1": 0, "2": 0, "3": 700, "4": 0, "5": 0}
    [budget] = shown["budgets"]
    assert (budget["field"], budget["cents"], budget["budget_cents"]) == ("daily_living", 700, 7_000)
    assert (await asked(arrangement, "/plans", week="2026-W03"))["items"] == [{"plan": plan, "items": 1, "cents": 700}]
    assert (await asked(arrangement, week="2026-W03", neighbourhood="bilthoven-noord"))["cents"] == 0
    wrong = await arrangement.http.get("/v1/costs", params={"week": "2026-10"})
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:omzien:problem:no-week")


async def test_three_ways_of_funding_stand_beside_each_other(world: World, arrangement: Served, clock: Clock) -> None:
    _, supplier = await costing(world, arrangement, clock)
    clock.day("2026-02-09")  # the fortieth day of the year
    running = await asked(arrangement, "/scenarios")
    used = 700 * 34 // 7
    assert {running[each]["used"] for each in ("neighbourhood_budget", "pay_by_result", "integrated_team")} == {used}
    assert running["neighbourhood_budget"]["paid"] == 40 * 1_000
    assert running["pay_by_result"]["paid"] == used * 70 // 100
    assert running["integrated_team"]["paid"] == used + (40_000 - used) // 2
    await supplier.matching.tell(supplier.id, supplier.about(ProposalEnded, ground="goal_met"))
    await item_in(arrangement, supplier.case, "ended", 3)
    assert (await asked(arrangement, "/scenarios"))["pay_by_result"]["paid"] == used * 110 // 100


async def test_what_was_replaced_by_something_heavier_had_no_result_whatever_lighter_was_tried(
    world: World, arrangement: Served, clock: Clock
) -> None:
    clock.day("2026-04-01")
    need = new_id()
    plan = await drafted(arrangement, Teller(world, "intake"), clarified(new_id(), new_id(), meals()))
    ran = ((4, "2026-01-05", "2026-03-01"), (3, "2026-02-01", "2026-02-10"), (5, "2026-03-01", None))
    for rung, first, last in ran:
        await arrangement.runtime.pool.execute(
            "insert into spell values ($1, $2, $3, 'de-bilt-west', 'care', $4, 700, $5, $6, $5, $6, $7)",
            *(new_id(), plan, need, rung, date.fromisoformat(first), last and date.fromisoformat(last)),
            last and "replaced",
        )
    paid = (await asked(arrangement, "/scenarios"))["pay_by_result"]
    assert paid["paid"] == paid["used"] * 70 // 100


async def test_the_command_shows_the_week_and_the_three_ways(
    world: World, arrangement: Served, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await costing(world, arrangement, clock)
    async with up(world, arrangement, monkeypatch):
        week = await typed("costs", "--week", "2026-W02")
        ways = await typed("costs", "scenarios")
    assert week.exit_code == ways.exit_code == 0, (week.exception, ways.exception)
    assert "2026-01-05 through 2026-01-11: 5.00 euros" in week.output
    assert "daily living" in week.output
    assert "pay by result: 0.70 euros for 1.00 of support" in ways.output


async def test_what_runs_under_the_old_law_stands_apart(arrangement: Served, clock: Clock) -> None:
    row = {
        "reference": "2014-1",
        "neighbourhood": "de-bilt-west",
        "category": "care",
        "until": "2026-01-14",
        "cost_cents_per_week": 700,
    }
    [taken] = (await arrangement.http.post("/v1/indications/import", json=[row])).json()
    shown = await asked(arrangement, week="2026-W03")
    assert (shown["cents"], shown["old_law_cents"]) == (0, 300)
    assert [(each["field"], each["old_law_cents"]) for each in shown["budgets"]] == [("care", 300), ("daily_living", 0)]
    clock.day("2026-01-06")
    ended = await arrangement.http.post(f"/v1/indications/{taken['id']}/end", json={"ground": "moved"})
    assert ended.status_code == 200
    weeks = [(await asked(arrangement, week=f"2026-W{number:02}"))["old_law_cents"] for number in (1, 2, 3)]
    assert weeks == [700, 200, 0], "it ran until it was ended"


async def looked_on(day: str, arrangement: Served, clock: Clock) -> None:
    """What is due by that day has been done."""
    clock.day(day)

    async def over() -> bool:
        return not await arrangement.scalar("select count(*) from timer where due <= $1", clock.now)

    await eventually(over, what="what is due")


def kinds(events: Subscriber) -> list[str]:
    """`over-used`, in order."""
    return [event["type"].split(".")[3] for event in events.events]


async def test_a_budget_that_is_used_up_too_fast_or_hardly_at_all_is_told_once(
    world: World, arrangement: Served, clock: Clock
) -> None:
    events = await world.subscribe("nl.omzien.budgets.#")
    await costing(world, arrangement, clock)  # seven euros a week of seventy

    async def monday(day: str, *told: str) -> None:
        await looked_on(day, arrangement, clock)
        await eventually(lambda: kinds(events) == list(told), what=str(told))

    await monday("2026-01-19")  # in the first weeks nobody has begun yet
    await monday("2026-03-09", "under-used")
    await monday("2026-03-16", "under-used")
    await arrangement.runtime.pool.execute("update spell set cost_cents_per_week = 20000")
    await monday("2026-03-23", "under-used", "over-used")
    await arrangement.runtime.pool.execute("update spell set cost_cents_per_week = 7500")
    await monday("2026-03-30", "under-used", "over-used", "within")
    [over] = events.of("nl.omzien.budgets.over-used.v1")
    assert (over["data"]["field"], over["data"]["agreed_cents"]) == ("daily_living", 81 * 1_000)


@pytest.mark.parametrize("day", ["2027-01-01", "2027-01-02"])
async def test_a_year_of_a_budget_is_looked_at_once_more_when_it_is_over_however_late_that_is(
    world: World, arrangement: Served, clock: Clock, day: str
) -> None:
    events = await world.subscribe("nl.omzien.budgets.#")
    await costing(world, arrangement, clock)
    await looked_on("2026-12-28", arrangement, clock)
    await eventually(lambda: kinds(events) == ["under-used"], what="that it is hardly used")
    await arrangement.runtime.pool.execute("update spell set cost_cents_per_week = 20000")
    await looked_on(day, arrangement, clock)
    await eventually(lambda: kinds(events) == ["under-used", "over-used"], what="that it is used up")
    data = events.events[-1]["data"]
    assert (data["year"], data["agreed_cents"]) == (2026, 365 * 1_000)


@pytest.mark.parametrize("agreed", [3_650, 365_000])
async def test_a_year_that_is_over_is_held_against_what_was_agreed_for_it(
    world: World, clock: Clock, agreed: int
) -> None:
    text = (REFERENCE / "arrangement-policy.toml").read_text(encoding="utf-8") + BUDGETS
    policies = world.folder / "policies"
    policies.mkdir()
    (policies / "2026.toml").write_text(text)
    later = text.replace('version = "2026-01"\nholds_from = 2026-01-01', 'version = "2027-01"\nholds_from = 2027-01-01')
    (policies / "2027.toml").write_text(later.replace("euros_per_year = 3650", f"euros_per_year = {agreed}"))
    async with world.serving("arrangement", clock=clock, arrangement_policy_file=policies) as arrangement:
        events = await world.subscribe("nl.omzien.budgets.#")
        await costing(world, arrangement, clock)
        await looked_on("2026-12-28", arrangement, clock)
        await eventually(lambda: kinds(events) == ["under-used"], what="that it is hardly used")
        await arrangement.runtime.pool.execute("update spell set cost_cents_per_week = 20000")
        await looked_on("2027-01-01", arrangement, clock)
        await eventually(lambda: kinds(events) == ["under-used", "over-used"], what="that it is used up")
        data = events.events[-1]["data"]
        assert (data["year"], data["agreed_cents"]) == (2026, 365 * 1_000)


async def test_a_budget_of_a_neighbourhood_without_plans_is_told_to_be_hardly_used(
    world: World, arrangement: Served, clock: Clock
) -> None:
    events = await world.subscribe("nl.omzien.budgets.#")
    elsewhere = clarified(new_id(), new_id(), meals(), neighbourhood="bilthoven-noord")
    await drafted(arrangement, Teller(world, "intake"), elsewhere)
    await looked_on("2026-03-09", arrangement, clock)
    await eventually(lambda: kinds(events) == ["under-used"], what="that nothing of it is used")
    assert events.events[0]["data"]["neighbourhood"] == NEIGHBOURHOOD


async def test_whoever_comes_in_the_night_before_it_does_not_put_off_the_look_at_a_budget(
    world: World, arrangement: Served, clock: Clock
) -> None:
    events, intake = await world.subscribe("nl.omzien.budgets.#"), Teller(world, "intake")
    clock.day("2026-03-04")
    await drafted(arrangement, intake, clarified(new_id(), new_id(), meals()))
    await eventually(lambda: arrangement.scalar("select count(*) from timer where kind = 'budget_look'"), what="a look")
    clock.now = datetime(2026, 3, 9, 2, tzinfo=UTC)  # that Monday, before anybody has looked
    await drafted(arrangement, intake, clarified(new_id(), new_id(), meals()))
    clock.day("2026-03-09")
    await arrangement.runtime.ticker.run_due()
    await eventually(lambda: len(events.events) == 1, what="that it is hardly used")

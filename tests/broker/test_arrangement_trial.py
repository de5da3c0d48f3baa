"""`omzien policy try` on the recorded past of plans: the same policy differs in nothing, and nothing is changed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from libs.delivery.clock import new_id
from libs.delivery.settings import REFERENCE
from tests.broker.arrangement_letters import Professional, Supplier, clarified, drafted, item_in, meals
from tests.broker.command import typed, up
from tests.broker.matching_letters import Teller
from tests.clock import Clock
from tests.world import Served, World

pytestmark = pytest.mark.broker

TEXT = (REFERENCE / "arrangement-policy.toml").read_text(encoding="utf-8")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def arrangement(world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    async with world.serving("arrangement", clock=clock) as served, up(world, served, monkeypatch):
        yield served


async def a_year(world: World, arrangement: Served, clock: Clock) -> str:
    """Support on rung 3 a month after it was asked for, and reviews with these scores, each a quarter later."""
    holder, case, need = Professional(arrangement, new_id()), new_id(), meals()
    plan = await drafted(arrangement, Teller(world, "intake"), clarified(case, holder.id, need))
    await holder.posts(f"plans/{plan}/agree", with_resident=True)
    clock.now += timedelta(days=30)
    await Supplier(Teller(world, "matching"), case, need.need, 3, new_id()).runs()
    await item_in(arrangement, case, "active", 3)
    for score in (3, 3, 2):
        clock.now += timedelta(weeks=13)
        await holder.posts(
            f"plans/{plan}/reviews",
            planned_on=(await holder.asks(f"plans/{plan}"))["review_on"],
            reviewed_on=clock.now.date().isoformat(),
            scores={"practical_functioning": score},
        )
        for change in (await holder.asks(f"plans/{plan}"))["changes"]:
            if change["state"] == "proposed":
                await holder.posts(f"plans/{plan}/changes/{change['id']}/reject", ground="not_now")
    return plan


async def _everything(arrangement: Served) -> str:
    found = [
        await arrangement.runtime.pool.fetch(f"select t::text from {table} t order by 1")  # noqa: S608
        for table in ("plan", "plan_version", "application")
    ]
    return str(found)


async def test_the_same_policy_differs_in_nothing_and_a_changed_one_where_it_was_changed(
    world: World, arrangement: Served, clock: Clock, tmp_path: Path
) -> None:
    plan = await a_year(world, arrangement, clock)
    changed = tmp_path / "changed.toml"
    text = TEXT.replace('"2026-01"', '"proef"').replace("stable_reviews = 2", "stable_reviews = 1")
    text = text.replace("fallen_by = 1", "fallen_by = 2").replace("first_weeks = 6", "first_weeks = 4")
    text = text.replace("before_end_weeks = 4", "before_end_weeks = 20")
    changed.write_text(text.replace("routine = 42", "routine = 14"))
    before = await _everything(arrangement)
    as_it_is = await typed("policy", "try", str(REFERENCE / "arrangement-policy.toml"), "--days", "3000")
    otherwise = await typed("policy", "try", str(changed))
    answer = await arrangement.http.post("/v1/policy/trials", json={"policy": changed.read_text()})
    assert await _everything(arrangement) == before

    assert as_it_is.exit_code == 0, as_it_is.output
    assert "0 would be decided otherwise." in as_it_is.output
    assert "Policy proef" in otherwise.output
    assert f"plan {plan}" in otherwise.output
    counts = answer.json()["counts"]
    assert counts["step_down"] == {"recorded": 1, "tried": 2}, "one stable review is enough"
    assert counts["step_up"] == {"recorded": 1, "tried": 0}, "a fall by one is none"
    assert counts["need_uncovered"] == {"recorded": 0, "tried": 1}, "a month is too long"
    assert counts["next_review"] == {"recorded": 3, "tried": 3}, "by a rhythm that is the same"
    assert answer.json()["not_tried"] == ["review.before_end_weeks"]
    assert "Not tried, or not in all: review.before_end_weeks." in otherwise.output
    assert {each["what"] for each in answer.json()["differences"]} == {
        "step_down",
        "step_up",
        "need_uncovered",
        "first_review",
    }


async def test_a_policy_that_cannot_be_used_is_told_fault_by_fault(arrangement: Served) -> None:
    wrong = TEXT.replace("stable_reviews = 2", "stable_reviews = 0").replace("routine = 42", "routine = -1")
    answer = await arrangement.http.post("/v1/policy/trials", json={"policy": wrong})
    assert answer.status_code == 422
    assert [each.split(":")[0] for each in answer.json()["faults"]] == ["cover_days.routine", "ladder.stable_reviews"]

"""Plan and supply together: what matching finds, why it found nothing lighter, and the place that comes free again."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import Professional, clarified, drafted, item_in, plan_of
from tests.broker.matching_letters import Teller, need, organisation, register, run, shopping, volunteer
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def proposed(matching: Served, case: Any, rung: int) -> str:
    """The offered proposal on this rung, as soon as there is one."""

    async def found() -> list[str]:
        answer = await matching.http.get("/v1/proposals", params={"case": str(case), "state": "offered"})
        return [each["id"] for each in answer.json()["items"] if each["rung"] == rung]

    async def there() -> bool:
        return bool(await found())

    await eventually(there, what=f"a proposal on rung {rung}")
    return (await found())[0]


class Gap(NamedTuple):
    """A case whose need nobody answers up to rung 3; `household_help` could on rung 4, which `mandated` may grant."""

    holder: Professional
    mandated: Professional
    case: UUID
    need: UUID
    plan: str
    household_help: str

    @property
    def application(self) -> dict[str, Any]:
        return {"need": str(self.need), "rung": 4, "grounds": ["lower_rungs_tried"], "cost_cents_per_week": 10_000}


async def gap(world: World, matching: Served, arrangement: Served) -> Gap:
    """As soon as the plan has heard of it from matching."""
    holder, mandated = Professional(arrangement, new_id()), Professional(arrangement, new_id())
    await mandated.posts("mandates", person=str(mandated.id))
    case, stated = new_id(), shopping()
    household_help = await register(matching, organisation(4, capacity=1))
    plan = await drafted(arrangement, Teller(world, "intake"), clarified(case, holder.id, stated))
    await holder.posts(f"plans/{plan}/agree", with_resident=True)

    async def known() -> bool:
        return bool((await plan_of(arrangement, case))["needs"][0]["unanswered"])

    await eventually(known, what="matching's evidence")
    return Gap(holder, mandated, case, stated.need, plan, household_help)


async def test_up_by_a_grant_and_down_to_a_course_with_matchings_own_evidence(world: World) -> None:
    clock = Clock()
    async with (
        world.serving("matching", clock=clock) as matching,
        world.serving("arrangement", clock=clock) as arrangement,
    ):
        found = await gap(world, matching, arrangement)
        holder, mandated, case, plan = found.holder, found.mandated, found.case, found.plan
        application = await holder.posts(f"plans/{plan}/applications", 201, **found.application)
        await mandated.posts(f"applications/{application['id']}/grant", until="2099-12-31")
        await run(matching, await proposed(matching, case, 4))
        heavy = await item_in(arrangement, case, "active", 4)
        assert {each["rung"] for each in heavy["why_not_lower"]} == {0, 1, 2, 3}

        course = await register(matching, organisation(3))
        down = {"item": heavy["id"], "to_rung": 3, "grounds": ["lighter_offering"], "facts": [course]}
        change = (await holder.posts(f"plans/{plan}/changes", 201, **down))["changes"][0]["id"]
        await holder.posts(f"plans/{plan}/changes/{change}/accept")
        await run(matching, await proposed(matching, case, 3))
        await item_in(arrangement, case, "active", 3)
        assert len([each for each in (await plan_of(arrangement, case))["items"] if each["state"] == "active"]) == 2
        clock.now += timedelta(weeks=4)
        await holder.posts(f"plans/{plan}/changes/{change}/follow-up", passed=True)

        async def heavy_ended() -> bool:
            states = {each["rung"]: each["state"] for each in (await need(matching, found.need))["proposals"]}
            return states == {4: "ended", 3: "started"}

        await eventually(heavy_ended, what="matching ends what the plan ended")
        assert (await matching.http.get(f"/v1/offerings/{found.household_help}")).json()["taken"] == 0
        assert (await need(matching, found.need))["state"] == "covered"


async def test_what_a_grant_gave_is_looked_for_again_once_it_ran_out_and_goes_on_by_the_next_grant(
    world: World,
) -> None:
    clock = Clock()
    async with (
        world.serving("matching", clock=clock) as matching,
        world.serving("arrangement", clock=clock) as arrangement,
    ):
        found = await gap(world, matching, arrangement)
        holder, mandated, case, plan = found.holder, found.mandated, found.case, found.plan
        first = await holder.posts(f"plans/{plan}/applications", 201, **found.application)
        await mandated.posts(f"applications/{first['id']}/grant", until="2026-01-30")
        await run(matching, await proposed(matching, case, 4))
        await item_in(arrangement, case, "active", 4)
        prolonging = await holder.posts(f"plans/{plan}/applications", 201, **found.application)
        clock.now += timedelta(days=40)
        await arrangement.runtime.ticker.run_due()

        async def looked_for_in_vain() -> bool:
            known = await need(matching, found.need)
            return (known["state"], bool(known["unanswered"]), known["permitted"]) == ("open", True, [])

        await eventually(looked_for_in_vain, what="matching looks again, and not by the grant that ran out")
        await mandated.posts(f"applications/{prolonging['id']}/grant", until="2027-01-30")
        await run(matching, await proposed(matching, case, 4))
        assert (await item_in(arrangement, case, "active", 4))["until"] == "2027-01-30"


async def test_a_drop_out_is_answered_by_the_next_on_the_ladder(world: World) -> None:
    async with world.serving("matching") as matching, world.serving("arrangement") as arrangement:
        holder, case, stated = Professional(arrangement, new_id()), new_id(), shopping()
        for rung in (2, 3):
            await register(matching, organisation(rung))
        await Teller(world, "intake").tell(case, clarified(case, holder.id, stated))
        first = await proposed(matching, case, 2)
        await run(matching, first)
        await item_in(arrangement, case, "active", 2)
        dropped = await matching.http.post(f"/v1/proposals/{first}/drop-out")
        assert dropped.status_code == 200, dropped.text
        await run(matching, await proposed(matching, case, 3))
        item = await item_in(arrangement, case, "active", 3)
        assert {(each["rung"], each["why_not"]) for each in item["why_not_lower"]} >= {(2, "declined")}
        assert [each["state"] for each in (await plan_of(arrangement, case))["items"]] == ["ended", "active"]


async def test_a_lighter_offering_that_appears_is_put_to_the_case_holder_as_a_step_down(world: World) -> None:
    async with world.serving("matching") as matching, world.serving("arrangement") as arrangement:
        holder, case, stated = Professional(arrangement, new_id()), new_id(), shopping()
        await register(matching, organisation(3))
        plan = await drafted(arrangement, Teller(world, "intake"), clarified(case, holder.id, stated))
        await holder.posts(f"plans/{plan}/agree", with_resident=True)
        await run(matching, await proposed(matching, case, 3))
        heavier = await item_in(arrangement, case, "active", 3)
        neighbour = await register(matching, volunteer())

        async def changes() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = (await plan_of(arrangement, case))["changes"]
            return found

        async def asked() -> bool:
            return bool(await changes())

        await eventually(asked, what="a proposal to step down")
        [change] = await changes()
        assert (change["item"], change["to_rung"], change["grounds"]) == (heavier["id"], 2, ["lighter_offering"])
        assert change["facts"] == [neighbour]
        assert (await item_in(arrangement, case, "active", 3))["id"] == heavier["id"], "nothing changed by itself"
        await holder.posts(f"plans/{plan}/changes/{change['id']}/accept")
        lighter = await proposed(matching, case, 2)
        assert (await matching.http.get(f"/v1/proposals/{lighter}")).json()["offering"] == neighbour


async def test_a_personal_budget_is_bought_by_the_resident_and_nobody_of_the_catalogue_is_asked(world: World) -> None:
    async with world.serving("matching") as matching, world.serving("arrangement") as arrangement:
        found = await gap(world, matching, arrangement)
        holder, mandated, case, plan = found.holder, found.mandated, found.case, found.plan
        budget_plan = {"reasons": ["somebody_known"], "kept_by": "own_network", "quality_assured": True}
        application = await holder.posts(
            f"plans/{plan}/applications", 201, **found.application, personal_budget=budget_plan
        )
        granted = f"applications/{application['id']}/grant"
        await mandated.posts(granted, 409, until="2099-12-31", cost_cents_per_week=12_000)
        decided = await mandated.posts(granted, until="2099-12-31", cost_cents_per_week=12_000, personal_budget=True)
        assert (decided["personal_budget"], decided["budget_plan"]) == (True, budget_plan)
        budget = await proposed(matching, case, 4)
        supplier = await matching.http.post(f"/v1/proposals/{budget}/accept", json={"by": "supplier"})
        assert supplier.status_code == 409, supplier.text
        await run(matching, budget)
        item = await item_in(arrangement, case, "active", 4)
        assert (item["personal_budget"], item["offering"], item["cost_cents_per_week"]) == (True, None, 12_000)
        assert item["until"] == "2099-12-31"
        assert (await matching.http.get(f"/v1/offerings/{found.household_help}")).json()["taken"] == 0
        dropped = await matching.http.post(f"/v1/proposals/{budget}/drop-out")
        assert dropped.status_code == 200, dropped.text

        async def waits_again() -> bool:
            return bool((await need(matching, found.need))["unanswered"])

        await eventually(waits_again, what="what was not bought any more is not put to them by itself")
        await item_in(arrangement, case, "ended", 4)
        in_kind = await holder.posts(f"plans/{plan}/applications", 201, **found.application)
        await mandated.posts(f"applications/{in_kind['id']}/grant", until="2099-12-31")
        again = await proposed(matching, case, 4)
        assert (await matching.http.get(f"/v1/proposals/{again}")).json()["offering"] == found.household_help


async def test_what_is_granted_on_rung_5_alone_is_offered_there_and_not_on_rung_4(world: World) -> None:
    async with world.serving("matching") as matching, world.serving("arrangement") as arrangement:
        found = await gap(world, matching, arrangement)
        await register(matching, organisation(5))
        about = f"plans/{found.plan}/applications"
        refused = await found.holder.posts(about, 409, **found.application | {"rung": 5})
        assert refused["type"].endswith("no-evidence"), refused
        acute = found.application | {"rung": 5, "grounds": ["acute"]}
        application = await found.holder.posts(about, 201, **acute)
        await found.mandated.posts(
            f"applications/{application['id']}/grant", until="2099-12-31", cost_cents_per_week=12_500
        )
        await run(matching, await proposed(matching, found.case, 5))
        item = await item_in(arrangement, found.case, "active", 5)
        assert (item["exception"], item["until"]) == ("acute", "2099-12-31")
        offered = (await need(matching, found.need))["proposals"]
        assert [each["rung"] for each in offered] == [5]
        why_not = {(each["rung"], each["why_not"]) for each in offered[0]["passed_over"]}
        assert (4, "not_granted") in why_not


async def test_a_fall_in_scores_on_rung_3_leads_to_rung_4_on_what_was_tried(world: World) -> None:
    clock = Clock()
    async with (
        world.serving("matching", clock=clock) as matching,
        world.serving("arrangement", clock=clock) as arrangement,
    ):
        holder, mandated = Professional(arrangement, new_id()), Professional(arrangement, new_id())
        await mandated.posts("mandates", person=str(mandated.id))
        case, stated = new_id(), shopping()
        for rung in (3, 4):
            await register(matching, organisation(rung))
        plan = await drafted(arrangement, Teller(world, "intake"), clarified(case, holder.id, stated))
        await holder.posts(f"plans/{plan}/agree", with_resident=True)
        await run(matching, await proposed(matching, case, 3))
        await item_in(arrangement, case, "active", 3)
        shown = await plan_of(arrangement, case)
        today, domain = clock.now.date().isoformat(), shown["needs"][0]["domain"]
        review = {"planned_on": shown["review_on"], "reviewed_on": today, "scores": {domain: 1}}
        [up] = (await holder.posts(f"plans/{plan}/reviews", **review))["changes"]
        assert (up["direction"], up["to_rung"], up["state"]) == ("up", 4, "proposed")

        applied = {"need": str(stated.need), "rung": 4, "grounds": ["not_adequate"]}
        application = await holder.posts(f"plans/{plan}/applications", 201, **applied)
        assert {(3, "not_adequate")} <= {(each["rung"], each["why_not"]) for each in application["why_not_lower"]}
        await mandated.posts(f"applications/{application['id']}/grant", until="2099-12-31", cost_cents_per_week=10_000)
        await holder.posts(f"plans/{plan}/changes/{up['id']}/accept")
        await run(matching, await proposed(matching, case, 4))
        await item_in(arrangement, case, "active", 4)
        await item_in(arrangement, case, "ended", 3)

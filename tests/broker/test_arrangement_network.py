"""The agendas of the multi-need network, on a real broker and database, by a clock that is moved."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.cases import CaseConsentGiven, CaseConsentWithdrawn
from libs.contracts.casework import Purpose
from libs.contracts.words import LifeDomain
from libs.delivery.clock import new_id
from tests.broker.arrangement_letters import Professional, clarified, drafted, kinds_seen, meals
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.clock import Clock
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

AGENDAS = f"networks/{NEIGHBOURHOOD}/agendas"
LOW = {LifeDomain.PRACTICAL: 2, LifeDomain.FINANCES: 1}


async def set_on(served: Served, clock: Clock, events: Subscriber, day: datetime, meetings: int) -> None:
    clock.now = day
    await served.runtime.ticker.run_due()

    async def told() -> bool:
        return len(events.of("nl.omzien.agendas.set.v1")) == meetings

    await eventually(told, what=f"{meetings} agendas")


async def agrees(intake: Teller, case: UUID, holder: Professional, plan: str) -> None:
    about = {"caseid": case, "neighbourhood": NEIGHBOURHOOD, "purpose": Purpose.SHARING_WITH_NETWORK}
    await intake.tell(case, CaseConsentGiven.model_validate(about))

    async def known() -> bool:
        waits = (await holder.asks("worklist", case_holder=str(holder.id)))["items"]
        return not any(each["waits"] == "network_consent_to_ask" and each["plan"] == plan for each in waits)

    await eventually(known, what="consent")


async def test_who_agreed_is_named_discussed_once_carried_over_and_asked_for_where_nobody_did(world: World) -> None:
    clock, events = Clock(), await world.subscribe("#")
    clock.day("2026-01-06")
    case, other = new_id(), new_id()
    intake = Teller(world, "intake")
    async with world.serving("arrangement", clock=clock) as served:
        holder = Professional(served, new_id())
        plan = await drafted(served, intake, clarified(case, holder.id, meals(), scores=LOW))
        silent = await drafted(served, intake, clarified(other, holder.id, meals(), scores=LOW))
        await drafted(served, intake, clarified(new_id(), holder.id, meals()))
        await agrees(intake, case, holder, plan)
        waits = (await holder.asks("worklist", case_holder=str(holder.id)))["items"]
        assert [each["plan"] for each in waits if each["waits"] == "network_consent_to_ask"] == [silent]
    async with world.serving("arrangement", clock=clock) as served:  # it was away, and kept its clock
        holder = Professional(served, holder.id)
        await set_on(served, clock, events, datetime(2026, 2, 17, 9, tzinfo=UTC), 1)
        [told] = events.of("nl.omzien.agendas.set.v1")
        assert told["data"] == {
            "neighbourhood": NEIGHBOURHOOD,
            "meets_on": "2026-02-23",
            "plans": 2,
            "carried_over": 0,
        }
        agenda = await holder.asks(f"{AGENDAS}/2026-02-23")
        assert [each["plan"] for each in agenda["plans"]] == [plan] and agenda["unnamed"] == 1
        path = f"{AGENDAS}/2026-02-23/plans/{plan}"
        advice: dict[str, Any] = {"outcomes": ["extra_partner"], "review_on": "2026-03-09"}
        await holder.posts(path, 409, **advice)
        clock.now = datetime(2026, 2, 23, 16, tzinfo=UTC)
        goals = [{"domain": "finances", "target_score": 3}]
        advised = await holder.posts(path, **advice, goals=goals)
        assert advised["review_on"] == "2026-03-09"
        assert [(each["on"], each["outcomes"]) for each in advised["advised"]] == [("2026-02-23", ["extra_partner"])]
        await holder.posts(path, 409, **advice)
        await holder.posts(f"{AGENDAS}/2026-02-23/plans/{silent}", 409, **advice)
        await holder.posts(f"{AGENDAS}/2026-04-06/plans/{plan}", 404, **advice)
        await eventually(lambda: "plans.network-advised" in kinds_seen(events, plan), what="advice")
        await set_on(served, clock, events, datetime(2026, 3, 30, 9, tzinfo=UTC), 2)
        assert events.of("nl.omzien.agendas.set.v1")[-1]["data"]["carried_over"] == 1
        [again] = (await holder.asks(f"{AGENDAS}/2026-04-06"))["plans"]
        assert (again["since"], again["weeks"], again["carried_over"]) == ("2026-02-23", 6, False)
        meetings = (await holder.asks(AGENDAS))["items"]
        assert meetings == [
            {"meets_on": "2026-04-06", "plans": 2, "discussed": 0},
            {"meets_on": "2026-02-23", "plans": 2, "discussed": 1},
        ]
        about = {"caseid": case, "neighbourhood": NEIGHBOURHOOD, "purpose": Purpose.SHARING_WITH_NETWORK}
        await intake.tell(case, CaseConsentWithdrawn.model_validate(about))

        async def unnamed() -> bool:
            return not (await holder.asks(f"{AGENDAS}/2026-04-06"))["plans"]

        await eventually(unnamed, what="a plan that is named no more")


async def test_a_meeting_that_is_over_gets_no_agenda_and_the_next_one_does(world: World) -> None:
    clock, events = Clock(), await world.subscribe("nl.omzien.agendas.#")
    clock.day("2026-01-06")
    async with world.serving("arrangement", clock=clock) as served:
        holder = Professional(served, new_id())
        await drafted(served, Teller(world, "intake"), clarified(new_id(), holder.id, meals(), scores=LOW))
        clock.now = datetime(2026, 2, 24, 9, tzinfo=UTC)
        await served.runtime.ticker.run_due()
        assert (await served.http.get(f"/v1/{AGENDAS}/2026-02-23")).status_code == 404
        await set_on(served, clock, events, clock.now + timedelta(weeks=5), 1)
        assert events.of("nl.omzien.agendas.set.v1")[0]["data"]["meets_on"] == "2026-04-06"

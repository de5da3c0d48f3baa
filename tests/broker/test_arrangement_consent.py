"""A running plan goes to a specialist when the resident agrees to it, as intake tells, or on a ground in law."""

from datetime import date
from typing import Any

import pytest

from libs.contracts.cases import CaseConsentGiven, CaseConsentWithdrawn
from libs.contracts.casework import Purpose
from libs.delivery.clock import new_id
from tests.broker import arrangement_letters as letters
from tests.broker.arrangement_letters import Professional, Supplier, clarified, drafted, item_in, meals
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

# an import of fixtures would look unused
CHECKLIST = ["resident_informed", "plan_shared", "supporters_informed", "risks_discussed"]

arrangement, intake, matching = letters.arrangement, letters.intake, letters.matching


async def test_a_running_plan_goes_to_a_specialist_by_consent_or_on_a_ground(
    world: World, arrangement: Served, intake: Teller, matching: Teller
) -> None:
    case, need, holder = new_id(), meals(), Professional(arrangement, new_id())
    told = await world.subscribe("nl.omzien.plans.handed-to-specialist.#")
    about: dict[str, Any] = {"caseid": case, "neighbourhood": NEIGHBOURHOOD}
    referral, other = Purpose.REFERRAL_TO_SPECIALIST, Purpose.SHARING_WITH_GP
    await intake.tell(case, CaseConsentGiven(**about, purpose=referral))
    plan = await drafted(arrangement, intake, clarified(case, holder.id, need))
    await holder.posts(f"plans/{plan}/agree", with_resident=True)
    await Supplier(matching, case, need.need, 2, new_id()).runs()
    await item_in(arrangement, case, "active", 2)

    path, specialist = f"plans/{plan}/specialist", Professional(arrangement, new_id())
    body: dict[str, Any] = {"specialist": str(specialist.id), "checklist": CHECKLIST}
    assert (await holder.posts(path, 409, specialist=str(specialist.id)))["type"].endswith(":checklist-incomplete")
    await holder.posts(path, **body)
    assert (await holder.posts(f"{path}/confirm", 409))["type"].endswith(":not-asked")
    assert (await specialist.posts(f"{path}/confirm"))["state"] == "with_specialist"
    await specialist.posts(f"{path}/return")
    await holder.posts(f"{path}/return/confirm")
    await intake.tell(case, CaseConsentWithdrawn(**about, purpose=referral))
    # it is another one that stands: told last, so that it is known here when the withdrawal is
    await intake.tell(case, CaseConsentGiven(**about, purpose=other, until=date(2099, 1, 1)))
    await eventually(lambda: _heard(arrangement, 4))
    assert (await holder.posts(path, 409, **body))["type"].endswith(":no-consent")
    await holder.posts(path, **body, without_consent="court_order")
    await specialist.posts(f"{path}/confirm")
    await eventually(lambda: len(told.events) == 2)
    assert [each["data"].get("ground") for each in told.events] == [None, "court_order"]


async def _heard(arrangement: Served, events: int) -> bool:
    """So many of the case have been taken in."""
    return bool(await arrangement.scalar("select max(sequence) = $1 from position where source like '%intake'", events))

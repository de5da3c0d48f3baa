"""What waits for a case holder: pure, over the plans that they work on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.contracts.carers import Burden
from services.arrangement.domain import network
from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.heard import Heard, What
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Plan, PlanState
from services.arrangement.domain.policy import Network


class Waits(StrEnum):
    """Why it is on the list."""

    PLAN_TO_AGREE = "plan_to_agree"
    COORDINATOR_TO_NAME = "coordinator_to_name"
    REVIEW_DUE = "review_due"
    HANDOVER_TO_CONFIRM = "handover_to_confirm"
    CHANGE_TO_DECIDE = "change_to_decide"
    STEP_FINDS_NOBODY = "step_finds_nobody"
    CHECK_IN_DUE = "check_in_due"
    CARER_OVERLOADED = "carer_overloaded"
    NETWORK_CONSENT_TO_ASK = "network_consent_to_ask"
    FOLLOW_UP_DUE = "follow_up_due"
    NEED_UNCOVERED = "need_uncovered"
    NEED_UNANSWERED = "need_unanswered"
    SUPPORT_UNPLACED = "support_unplaced"
    SUPPORT_SUSPENDED = "support_suspended"
    SUPPORT_ABOVE_GRANT = "support_above_grant"


#: Where a policy says nothing else.
NETWORK = Network()


@dataclass(frozen=True)
class Task:
    """`part` is the change, the need or the proposal; `due` where a day is known."""

    waits: Waits
    plan: UUID
    caseid: UUID
    part: UUID | None = None
    due: date | None = None


def tasks(plans: Iterable[Plan], today: date, rules: Network = NETWORK) -> list[Task]:
    """Overdue and undecided things, plan by plan."""
    return [task for plan in plans if plan.open for task in (*_of(plan, today), *_for_network(plan, today, rules))]


def _of(plan: Plan, today: date) -> Iterable[Task]:
    yield from _to_look_at(plan, today)
    yield from _of_changes(plan, today)
    for need in plan.needs:
        if not need.over and not plan.covered(need.id):
            yield from _of_need(plan, need)
    for item in plan.items:
        if item.state is ItemState.SUSPENDED and (item.look_again_on is None or item.look_again_on <= today):
            yield Task(Waits.SUPPORT_SUSPENDED, plan.id, plan.caseid, item.need, item.look_again_on)
    for heard in plan.waiting:
        if heard.what is What.ACCEPTED:
            yield Task(_why_unplaced(plan, heard), plan.id, plan.caseid, heard.proposal)


def _why_unplaced(plan: Plan, heard: Heard) -> Waits:
    """Above the grant: apply for more, or have another supplier. Else somebody was found whom no decision of the plan
    asked for, such as on a granted rung: decide on that step.
    """
    grant = plan.grant_for(heard.need, heard.rung, personal_budget=heard.personal_budget)
    above = grant is not None and not grant.affords(heard.cost_cents_per_week)
    return Waits.SUPPORT_ABOVE_GRANT if above else Waits.SUPPORT_UNPLACED


def _to_look_at(plan: Plan, today: date) -> Iterable[Task]:
    if plan.state is PlanState.DRAFT or plan.to_agree:
        yield Task(Waits.PLAN_TO_AGREE, plan.id, plan.caseid)
    if plan.coordinator is None and plan.state is not PlanState.DRAFT:
        yield Task(Waits.COORDINATOR_TO_NAME, plan.id, plan.caseid)
    for waits, day in ((Waits.REVIEW_DUE, plan.review_on), (Waits.CHECK_IN_DUE, plan.check_in_on)):
        if day is not None and day <= today:
            yield Task(waits, plan.id, plan.caseid, due=day)
    if plan.handover is not None:
        yield Task(Waits.HANDOVER_TO_CONFIRM, plan.id, plan.caseid)
    if plan.carer is Burden.TOO_HEAVY:
        yield Task(Waits.CARER_OVERLOADED, plan.id, plan.caseid)


def _for_network(plan: Plan, today: date, rules: Network) -> Iterable[Task]:
    """Several needs at once, and nobody asked the resident yet whether the network may know of them."""
    if network.low_domains(plan, rules) and not network.may_be_shared(plan, today):
        yield Task(Waits.NETWORK_CONSENT_TO_ASK, plan.id, plan.caseid)


def _of_changes(plan: Plan, today: date) -> Iterable[Task]:
    for change in (each for each in plan.changes if each.open):
        if change.state is ChangeState.PROPOSED:
            yield Task(Waits.CHANGE_TO_DECIDE, plan.id, plan.caseid, change.id)
        elif change.found_nobody and plan.unfilled(change):
            yield Task(Waits.STEP_FINDS_NOBODY, plan.id, plan.caseid, change.id)
        elif change.follow_up_on is not None and (
            change.follow_up_on <= today or change.state is ChangeState.FOLLOW_UP
        ):
            yield Task(Waits.FOLLOW_UP_DUE, plan.id, plan.caseid, change.id, change.follow_up_on)


def _of_need(plan: Plan, need: Need) -> Iterable[Task]:
    """Unanswered: nobody up to rung 3, so that an application may be called for."""
    if need.uncovered:
        yield Task(Waits.NEED_UNCOVERED, plan.id, plan.caseid, need.id)
    elif need.unanswered and plan.intended_for(need.id):
        yield Task(Waits.NEED_UNANSWERED, plan.id, plan.caseid, need.id)

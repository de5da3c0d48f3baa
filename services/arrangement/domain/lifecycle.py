"""The plan as a whole: agreed with the resident, coordinated, with the specialist, closed, reopened."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.casework import LegalGround
from libs.contracts.payload import Event
from libs.contracts.plans import (
    PlanActivated,
    PlanAgreed,
    PlanClosed,
    PlanCoordinatorNamed,
    PlanHandedToSpecialist,
    PlanItemResumed,
    PlanItemSuspended,
    PlanReopened,
    PlanReturnedFromSpecialist,
)
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, ItemEnd
from services.arrangement.domain.plan import Decision, Plan, PlanState, Referable
from services.arrangement.domain.planning import review_planned
from services.arrangement.domain.policy import Policy
from services.arrangement.domain.stepping import item_ended


def agreed(plan: Plan, with_resident: bool, now: datetime, policy: Policy) -> Decision:
    """The resident agrees; the first review is planned. Support that runs already makes the plan active at once."""
    if not with_resident:
        raise Refused("not-with-resident", "A plan is agreed with the resident: talk it through first.")
    plan = plan.to(PlanState.AGREED)
    events: list[Event] = [plan.tell(PlanAgreed)]
    if any(item.runs for item in plan.items):
        plan = plan.to(PlanState.ACTIVE)
        events.append(plan.tell(PlanActivated))
    if plan.review_on is None:
        plan, planned = review_planned(plan, day_of(now + policy.review_after))
        events += planned
    return plan, events


def coordinator_named(plan: Plan, coordinator: UUID, role: str) -> Decision:
    """Who coordinates from now on."""
    plan.must_be_open()
    plan = replace(plan, coordinator=coordinator, coordinator_role=role)
    return plan, [plan.tell(PlanCoordinatorNamed, coordinator=coordinator, role=role)]


def referable(plan: Plan, until: date | None) -> Decision:
    """The resident agrees to be referred, as intake tells; also before there is a plan."""
    return replace(plan, referable=Referable(until)), []


def not_referable(plan: Plan) -> Decision:
    """They do not agree any more. What a specialist holds already is for people to talk about."""
    return replace(plan, referable=None), []


def handed_to_specialist(plan: Plan, confirmed_by: UUID, today: date, ground: LegalGround | None = None) -> Decision:
    """Warm: done because the specialist confirmed. The team stays involved.

    Refused without the resident's consent, unless on a `ground` in law.
    """
    consent = plan.referable is not None and plan.referable.on(today)
    if not consent and ground is None:
        raise Refused(
            "no-consent",
            "The resident has not agreed to a referral. Record in intake what they say, "
            f"or name a ground in `without_consent`: {', '.join(LegalGround)}.",
        )
    plan = replace(plan.to(PlanState.WITH_SPECIALIST), specialist=confirmed_by)
    return plan, [plan.tell(PlanHandedToSpecialist, ground=None if consent else ground)]


def returned_from_specialist(plan: Plan) -> Decision:
    """The team has the plan again."""
    if plan.state is not PlanState.WITH_SPECIALIST:
        raise Refused("plan-state", f"This plan is {plan.state}; it is not with a specialist.")
    plan = plan.to(PlanState.ACTIVE)
    return plan, [plan.tell(PlanReturnedFromSpecialist)]


def suspended(plan: Plan, item: UUID) -> Decision:
    """An item is not needed for a while."""
    plan.must_be_open()
    plan = plan.put(plan.item(item).suspended())
    return plan, [plan.tell_item(PlanItemSuspended, plan.item(item))]


def resumed(plan: Plan, item: UUID) -> Decision:
    """It runs again."""
    plan.must_be_open()
    plan = plan.put(plan.item(item).resumed())
    return plan, [plan.tell_item(PlanItemResumed, plan.item(item))]


def ended(plan: Plan, item: UUID, reason: ItemEnd, now: datetime) -> Decision:
    """A person ends an item; not one that holds the net while a lighter one is tried, nor the lighter one."""
    plan.must_be_open()
    ending = plan.item(item)
    if any(change.under_way and item in (change.item, change.new_item) for change in plan.changes):
        raise Refused("change-under-way", "A change of this item is under way: decide its follow-up first.")
    return item_ended(plan, ending, reason, now)


def expired(plan: Plan, item: UUID, now: datetime) -> Decision:
    """Its last day has passed. Changes nothing when it ended before, or runs longer by now."""
    expiring = next((each for each in plan.items if each.id == item), None)
    if expiring is None or not expiring.runs or expiring.until is None or day_of(now) <= expiring.until:
        return plan, []
    return item_ended(plan, expiring, ItemEnd.EXPIRED, now)


def closed(plan: Plan, end_items: ItemEnd | None, now: datetime, *, with_case: bool = False) -> Decision:
    """With the results reached. Refused while support runs, unless it is to end with the plan."""
    running = [item for item in plan.items if item.runs]
    if running and end_items is None:
        raise Refused("items-active", f"{len(running)} items still run: end them first, or say how they end with it.")
    plan = plan.to(PlanState.CLOSED)
    events: list[Event] = []
    for item in running:
        plan, told = item_ended(plan, item, end_items or ItemEnd.EXPIRED, now)
        events += told
    plan = replace(
        plan,
        review_on=None,
        items=tuple(item for item in plan.items if not item.open),
        needs=tuple(replace(need, over=True, uncovered=False) for need in plan.needs),
        changes=tuple(replace(change, lapsed=change.lapsed or change.open) for change in plan.changes),
        waiting=tuple(each for each in plan.waiting if plan.need(each.need) is None),
    )
    met = sum(goal.met for goal in plan.goals)
    return plan, [*events, plan.tell(PlanClosed, goals=len(plan.goals), goals_met=met, with_case=with_case)]


def closed_with_case(plan: Plan, outcome: CaseOutcome, now: datetime) -> Decision:
    """The case closed, whatever its plan was at. Changes nothing when the plan was closed before."""
    if not plan.open:
        return plan, []
    events: list[Event] = []
    if plan.state is PlanState.WITH_SPECIALIST:
        plan, events = returned_from_specialist(plan)
    reason = ItemEnd.GOAL_MET if outcome is CaseOutcome.COMPLETED else ItemEnd.EXPIRED
    plan, told = closed(plan, reason, now, with_case=True)
    return plan, events + told


def reopened(plan: Plan) -> Decision:
    """The case did. The plan is drafted anew when its clarification comes."""
    if plan.state is not PlanState.CLOSED:
        return plan, []
    plan = plan.to(PlanState.REOPENED)
    return plan, [plan.tell(PlanReopened)]

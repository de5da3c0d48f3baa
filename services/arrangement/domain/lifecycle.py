"""The plan as a whole: agreed with the resident, coordinated, closed, reopened; and items that people end."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.payload import Event
from libs.contracts.plans import (
    PlanActivated,
    PlanAgreed,
    PlanAgreedAgain,
    PlanClosed,
    PlanCoordinatorNamed,
    PlanItemResumed,
    PlanItemSuspended,
    PlanReopened,
)
from libs.contracts.refusals import Refused
from libs.contracts.results import DomainResult
from libs.contracts.words import CaseOutcome, Direction, ItemEnd, WhyLapsed
from services.arrangement.domain import anew, prompts, scores, specialist, stepping
from services.arrangement.domain.goal import aimed_at
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import KNOWN_TO_PEOPLE
from services.arrangement.domain.plan import Agreement, Decision, Plan, PlanState, Referable
from services.arrangement.domain.planning import check_in_planned, first_review_after, review_no_later
from services.arrangement.domain.policy import Policy


def agreed(plan: Plan, with_resident: bool, now: datetime, policy: Policy) -> Decision:
    """The resident agrees; the first review is planned. Support that runs already makes the plan active at once.

    What was changed since is agreed on again, and that is told apart.
    """
    if not with_resident:
        raise Refused("not-with-resident", "A plan is agreed with the resident: talk it through first.")
    agreement = Agreement(day_of(now), plan.sequence)
    if plan.open and plan.state is not PlanState.DRAFT:
        if not plan.to_agree:
            raise Refused("agreed-already", "The resident agreed to this plan already, and it is as it was then.")
        plan = replace(plan, agreements=(*plan.agreements, agreement), to_agree=False)
        return plan, [plan.tell(PlanAgreedAgain)]
    plan = replace(plan.to(PlanState.AGREED), agreements=(*plan.agreements, agreement), to_agree=False)
    events: list[Event] = [plan.tell(PlanAgreed)]
    if any(item.runs for item in plan.items):
        plan = plan.to(PlanState.ACTIVE)
        events.append(plan.tell(PlanActivated))
    plan, planned = review_no_later(plan, day_of(now) + first_review_after(plan, policy))
    plan, contact = check_in_planned(plan, day_of(now), policy)
    return plan, [*events, *planned, *contact]


def coordinator_named(plan: Plan, coordinator: UUID, role: str) -> Decision:
    """Who coordinates from now on, in the place of whoever did. Changes nothing when they do already."""
    plan.must_be_open()
    former = plan.coordinator
    if (former, plan.coordinator_role) == (coordinator, role):
        return plan, []
    plan = replace(plan, coordinator=coordinator, coordinator_role=role)
    return plan, [plan.tell(PlanCoordinatorNamed, coordinator=coordinator, role=role, former=former)]


def referable(plan: Plan, until: date | None) -> Decision:
    """The resident agrees to be referred, as intake tells; also before there is a plan."""
    return replace(plan, referable=Referable(until)), []


def not_referable(plan: Plan) -> Decision:
    """They do not agree any more. What a specialist holds already is for people to talk about."""
    return replace(plan, referable=None), []


def may_be_asked(plan: Plan, until: date | None) -> Decision:
    """The resident agrees to be asked whether they were helped well."""
    return replace(plan, may_be_asked=Referable(until)), []


def not_asked(plan: Plan) -> Decision:
    """They do not agree any more: what was not asked yet is not asked."""
    return replace(plan, may_be_asked=None), []


def shareable(plan: Plan, until: date | None) -> Decision:
    """The resident agrees that the multi-need network knows of them."""
    return replace(plan, shareable=Referable(until)), []


def not_shared(plan: Plan) -> Decision:
    """They do not agree any more: from now on they are counted there, and not named."""
    return replace(plan, shareable=None), []


def suspended(plan: Plan, item: UUID, look_again_on: date | None = None) -> Decision:
    """An item is not needed for a while; on that day somebody looks whether it is."""
    plan.must_be_open()
    plan = plan.put(plan.item(item).suspended(look_again_on))
    return plan, [plan.tell_item(PlanItemSuspended, plan.item(item), look_again_on=look_again_on)]


def resumed(plan: Plan, item: UUID, now: datetime, new_id: NewId) -> Decision:
    """It runs again; a step down that came up meanwhile is proposed."""
    plan.must_be_open()
    plan = plan.put(plan.item(item).resumed())
    told = plan.tell_item(PlanItemResumed, plan.item(item))
    plan, waited = prompts.again(plan, plan.item(item).need, now, new_id)
    return plan, [told, *waited]


def ended(plan: Plan, item: UUID, reason: ItemEnd, now: datetime, new_id: NewId, by: UUID | None = None) -> Decision:
    """A person ends an item; not one that holds the net while a lighter one is tried, nor the lighter one. A step for
    which nobody was found yet falls away with it; where it was the supplier who stopped, support is looked for again,
    and a step up stays.
    """
    plan.must_be_open()
    ending = plan.item(item)
    if reason not in KNOWN_TO_PEOPLE:
        raise Refused(
            "end-not-yours",
            f"Nobody ends support as {reason}, which follows by itself: say {' or '.join(KNOWN_TO_PEOPLE)}. For "
            "something else in its place, propose a step.",
        )
    steps = [change for change in plan.changes if change.under_way and item in (change.item, change.new_item)]
    if not all(plan.unfilled(change) for change in steps):
        raise Refused("change-under-way", "A change of this item is under way: decide its follow-up first.")
    plan, events = stepping.item_ended(plan, ending, reason, now, by)
    if reason is ItemEnd.DROPPED_OUT:
        down = [change for change in steps if change.direction is Direction.DOWN]
        plan, lapsed = stepping.lapsed(plan, down, WhyLapsed.ITEM_ENDED)
        plan, again = anew.looked_for(plan, ending, now, new_id)
        told = lapsed + again
    else:
        plan, told = stepping.given_up(plan, ending)
    plan, waited = prompts.again(plan, ending.need, now, new_id)
    return plan, [*events, *told, *waited]


def expired(plan: Plan, item: UUID, now: datetime, new_id: NewId) -> Decision:
    """Its last day has passed, and nobody said that the need is over: support is looked for again. Changes nothing when
    it ended before, or runs longer by now.
    """
    expiring = plan.item_or_none(item)
    if expiring is None or not expiring.runs or expiring.until is None or day_of(now) <= expiring.until:
        return plan, []
    plan, events = stepping.stopped(plan, expiring, ItemEnd.EXPIRED, now, still_needed=True)
    plan, again = anew.looked_for(plan, expiring, now, new_id)
    plan, waited = prompts.again(plan, expiring.need, now, new_id)
    return plan, [*events, *again, *waited]


def closed(
    plan: Plan, end_items: ItemEnd | None, now: datetime, by: UUID | None = None, *, with_case: bool = False
) -> Decision:
    """With the results reached. Refused while support runs, unless it is to end with the plan; nothing takes the place
    of what ends with it.
    """
    running = [item for item in plan.items if item.runs]
    if end_items is ItemEnd.REPLACED:
        raise Refused(
            "nothing-in-its-place", "The plan closes, and nothing takes the place of its support: say how it ends."
        )
    if running and end_items is None:
        raise Refused("items-active", f"{len(running)} items still run: end them first, or say how they end with it.")
    before_clarification = plan.state is PlanState.REOPENED
    if before_clarification and not with_case:
        raise Refused("plan-state", "This plan is reopened: it closes with its case, or once it is drafted anew.")
    plan = plan.to(PlanState.CLOSED)
    plan, events = stepping.lapsed(plan, [each for each in plan.changes if each.open], WhyLapsed.PLAN_CLOSED)
    for item in running:
        plan, told = stepping.item_ended(plan, item, end_items or ItemEnd.EXPIRED, now, by)
        events += told
    plan = replace(
        plan,
        review_on=None,
        check_in_on=None,
        handover=None,
        closed_by=by,
        closed_at=now,
        items=tuple(item for item in plan.items if not item.open),
        needs=tuple(replace(need, over=True, uncovered=False) for need in plan.needs),
        waiting=tuple(each for each in plan.waiting if plan.need(each.need) is None),
        prompts=(),
    )
    goals = aimed_at(plan.goals)
    reached = plan.tell(
        PlanClosed,
        goals=len(goals),
        goals_met=sum(goal.met for goal in goals),
        with_case=with_case,
        before_clarification=before_clarification,
        results=results(plan),
    )
    return plan, [*events, reached]


def results(plan: Plan) -> tuple[DomainResult, ...]:
    """Of each life domain that was scored, the first score against the last: what came of it, for whoever closes."""
    first, last = scores.first(plan), scores.latest(plan)
    return tuple(DomainResult(domain=domain, first=first[domain], last=last[domain]) for domain in sorted(last))


def closed_with_case(plan: Plan, outcome: CaseOutcome, now: datetime) -> Decision:
    """The case closed, whatever its plan was at. Changes nothing when the plan was closed before, or never drafted.
    Nobody asks who died whether they were helped well.
    """
    if plan.state in (PlanState.AWAITED, PlanState.CLOSED):
        return replace(plan, closed_before=plan.state is PlanState.AWAITED), []
    events: list[Event] = []
    if plan.state is PlanState.WITH_SPECIALIST:
        plan, events = specialist.taken_back(plan)
    if outcome is CaseOutcome.DIED:
        plan = replace(plan, may_be_asked=None)
    reason = ItemEnd.GOAL_MET if outcome is CaseOutcome.COMPLETED else ItemEnd.EXPIRED
    plan, told = closed(plan, reason, now, with_case=True)
    return plan, events + told


def reopened(plan: Plan) -> Decision:
    """The case did. The plan is drafted anew when its clarification comes; what was declared to be an exception then
    excuses nothing now, and what was granted then carries nothing.
    """
    if plan.state is not PlanState.CLOSED:
        return replace(plan, closed_before=False), []
    plan = replace(
        plan.to(PlanState.REOPENED),
        exception=None,
        declared_by=None,
        declared_at=None,
        grants=(),
        closed_by=None,
        closed_at=None,
    )
    return plan, [plan.tell(PlanReopened)]

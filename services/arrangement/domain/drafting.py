"""A plan begins with the clarification, grows with what is clarified later, and begins anew after a reopening."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.cases import CaseClarified, CaseTransferredDirectly, WishedResult
from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.payload import Event
from libs.contracts.plans import PlanDrafted, PlanGoalDropped, PlanGoalSet, PlanItemIntended
from libs.contracts.refusals import Refused, not_found
from services.arrangement.domain import scores
from services.arrangement.domain.contribution import Contribution
from services.arrangement.domain.goal import Goal, aimed_at
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import Item
from services.arrangement.domain.need import stated
from services.arrangement.domain.plan import Decision, Plan, PlanState
from services.arrangement.domain.policy import Policy
from services.arrangement.domain.stay import Stay
from services.arrangement.domain.support import settle


def clarified(plan: Plan, case: CaseClarified, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """A goal per wished result, an intended item per need. Clarified again: what is new is added."""
    plan = neighbourhood_known(plan, case.neighbourhood, day_of(now))
    plan, events = _drafted(replace(plan, case_holder=case.case_holder))
    if plan.open:
        plan = scores.clarified(plan, case.scores, day_of(now))
        plan = replace(plan, goals=tuple(goal.looked_at(case.scores) for goal in plan.goals))
    if case.carer is not None:
        plan = replace(plan, carer=case.carer.burden)
    plan = gives(plan, case.contributions, day_of(now))
    plan, goals = _with_goals(plan, case.results)
    plan, items = _with_needs(plan, case.needs, now, new_id, policy)
    plan, settled = settle(plan, now, new_id, policy)
    return plan, events + goals + items + settled


def transferred_directly(
    plan: Plan,
    case: CaseTransferredDirectly,
    by: str,
    at: datetime,
    now: datetime,
    new_id: NewId,
    policy: Policy,
) -> Decision:
    """Without a conversation, on the exception that `by` declared: from now on a ground for the needs that it knows."""
    plan = neighbourhood_known(plan, case.neighbourhood, day_of(now))
    plan = replace(
        plan,
        case_holder=case.case_holder,
        exception=case.ground,
        declared_by=by,
        declared_at=at,
    )
    plan, events = _drafted(plan)
    plan, items = _with_needs(plan, case.needs, now, new_id, policy)
    plan = replace(plan, needs=tuple(replace(need, excused=True) for need in plan.needs))
    plan, settled = settle(plan, now, new_id, policy)
    return plan, events + items + settled


def gives(plan: Plan, stated: Iterable[StatedContribution], today: date) -> Plan:
    """What the resident gives: what is new is added; what was told before stays as it was."""
    known = {each.id for each in plan.gives}
    new = [each for each in stated if each.contribution not in known]
    return replace(plan, gives=(*plan.gives, *(Contribution(each.contribution, each.category, today) for each in new)))


def goal_set(plan: Plan, goal: Goal) -> Decision:
    """A further goal, after the clarification; a plan that was agreed on is to be agreed on again."""
    plan.must_be_open()
    told = [_goal_event(plan, goal)]
    return _to_agree(plan.put(goal), told), told


def goal_dropped(plan: Plan, goal_id: UUID, ground: str) -> Decision:
    """Nobody aims at it any more: from now on it is neither met nor missed. To be agreed on again, as what is set."""
    plan.must_be_open()
    goal = next((each for each in aimed_at(plan.goals) if each.id == goal_id), None)
    if goal is None:
        raise not_found("goal", goal_id)
    if goal.met:
        raise Refused("goal-met", "This goal is met, and counts: set a further one where there is something to reach.")
    plan = plan.put(replace(goal, dropped=ground))
    told: list[Event] = [plan.tell(PlanGoalDropped, goal=goal.id, domain=goal.domain, ground=ground)]
    return _to_agree(plan, told), told


def _drafted(plan: Plan) -> Decision:
    if plan.state not in (PlanState.AWAITED, PlanState.REOPENED):
        return plan, []
    if plan.state is PlanState.REOPENED:
        plan = replace(plan, goals=tuple(goal.reopened() for goal in plan.goals))
    plan = plan.to(PlanState.DRAFT)
    return plan, [plan.tell(PlanDrafted, case_holder=plan.case_holder, exception=plan.exception)]


def _with_goals(plan: Plan, results: Iterable[WishedResult]) -> Decision:
    events: list[Event] = []
    known = {goal.id for goal in plan.goals}
    for result in results if plan.open else ():
        if result.result not in known:
            goal = Goal(result.result, result.domain, result.target_score)
            plan = plan.put(goal)
            events.append(_goal_event(plan, goal))
    return _to_agree(plan, events), events


def _goal_event(plan: Plan, goal: Goal) -> Event:
    return plan.tell(PlanGoalSet, goal=goal.id, domain=goal.domain, target_score=goal.target_score)


def _with_needs(plan: Plan, needs: Iterable[StatedNeed], now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """A plan that is closed takes none: whatever comes after its case closed changes nothing.

    A declared exception is about the first that it knew, be they clarified later; for what comes after those it is not.
    """
    events: list[Event] = []
    first = all(need.over for need in plan.needs)
    for words in needs if plan.open else ():
        known = plan.need(words.need)
        if known is None or known.over:
            need = stated(words, now, policy.cover_within(words.urgency), excused=first)
            item = Item(new_id(), need.id, need.lowest, why_not_lower=need.found)
            plan = plan.put(need).put(item)
            events.append(plan.tell_item(PlanItemIntended, item))
    return _to_agree(plan, events), events


def _to_agree(plan: Plan, new: Sequence[Event]) -> Plan:
    """What is new was not in it when the resident agreed, if they did."""
    return replace(plan, to_agree=bool(plan.agreements)) if new else plan


def neighbourhood_known(plan: Plan, neighbourhood: str, today: date) -> Plan:
    """Where the household lives, from today on. What ran before was support where it lived then: else a move would
    change what was spent of last year's budgets.
    """
    if neighbourhood == plan.neighbourhood:
        return plan
    left = Stay(plan.neighbourhood, today - timedelta(days=1))
    ran = any(item.started_at for item in plan.items)
    return replace(plan, neighbourhood=neighbourhood, stays=(*plan.stays, left) if ran else plan.stays)


def held_by(plan: Plan, case_holder: UUID) -> Plan:
    """Intake assigned the case, or the receiver confirmed a hand-over."""
    return replace(plan, case_holder=case_holder)

"""What waits for a case holder: pure, over the plans that they work on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.heard import What
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Plan, PlanState


class Waits(StrEnum):
    """Why it is on the list."""

    PLAN_TO_AGREE = "plan_to_agree"
    REVIEW_DUE = "review_due"
    CHANGE_TO_DECIDE = "change_to_decide"
    FOLLOW_UP_DUE = "follow_up_due"
    NEED_UNCOVERED = "need_uncovered"
    NEED_UNANSWERED = "need_unanswered"
    SUPPORT_UNPLACED = "support_unplaced"


@dataclass(frozen=True)
class Task:
    """`part` is the change, the need or the proposal; `due` where a day is known."""

    waits: Waits
    plan: UUID
    caseid: UUID
    part: UUID | None = None
    due: date | None = None


def tasks(plans: Iterable[Plan], today: date) -> list[Task]:
    """Overdue and undecided things, plan by plan."""
    return [task for plan in plans if plan.open for task in _of(plan, today)]


def _of(plan: Plan, today: date) -> Iterable[Task]:
    if plan.state is PlanState.DRAFT:
        yield Task(Waits.PLAN_TO_AGREE, plan.id, plan.caseid)
    if plan.review_on is not None and plan.review_on <= today:
        yield Task(Waits.REVIEW_DUE, plan.id, plan.caseid, due=plan.review_on)
    for change in (each for each in plan.changes if each.open):
        if change.state is ChangeState.PROPOSED:
            yield Task(Waits.CHANGE_TO_DECIDE, plan.id, plan.caseid, change.id)
        elif change.follow_up_on is not None and change.follow_up_on <= today:
            yield Task(Waits.FOLLOW_UP_DUE, plan.id, plan.caseid, change.id, change.follow_up_on)
    for need in plan.needs:
        if not need.over and not plan.covered(need.id):
            yield from _of_need(plan, need)
    # somebody was found whom no decision of the plan asked for, such as on a granted rung: decide on that step
    for heard in plan.waiting:
        if heard.what is What.ACCEPTED:
            yield Task(Waits.SUPPORT_UNPLACED, plan.id, plan.caseid, heard.proposal)


def _of_need(plan: Plan, need: Need) -> Iterable[Task]:
    """Unanswered: nobody up to rung 3, so that an application may be called for."""
    if need.uncovered:
        yield Task(Waits.NEED_UNCOVERED, plan.id, plan.caseid, need.id)
    elif need.unanswered and plan.intended_for(need.id):
        yield Task(Waits.NEED_UNANSWERED, plan.id, plan.caseid, need.id)

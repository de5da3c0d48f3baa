"""Which event starts a clock, and which stops it."""

from collections.abc import Iterable
from uuid import UUID

from libs.contracts.calendar import after, morning_of
from libs.contracts.payload import Event
from libs.contracts.plans import (
    PlanChangeEffected,
    PlanChangeFollowUpBegan,
    PlanClosed,
    PlanItemAgreed,
    PlanItemEnded,
    PlanItemIntended,
    PlanItemStarted,
    PlanReviewPlanned,
)
from libs.delivery.work import Work
from services.arrangement.domain.plan import Plan
from services.arrangement.settings import Settings

#: A need goes without support; a review is due; a step is to be followed up; an item's last day.
COVER, REVIEW, FOLLOW_UP, LAST_DAY = "need_term", "review", "follow_up", "item_last_day"


def set_clocks(work: Work[Settings], plan: Plan, events: Iterable[Event]) -> None:
    """The clocks that these events of this plan start and stop. One that runs in vain changes nothing when due."""
    for event in events:
        match event:
            case PlanItemIntended():
                _wait_for_cover(work, plan, event.need)
            case PlanItemStarted():
                work.cancel(event.need, COVER)
            case PlanItemAgreed() if event.until is not None:
                work.schedule(event.item, LAST_DAY, after(event.until), plan=str(plan.id))
            case PlanItemEnded():
                work.cancel(event.item, LAST_DAY)
                _wait_for_cover(work, plan, event.need)
            case PlanReviewPlanned():
                work.schedule(plan.id, REVIEW, after(event.review_on))
            case PlanChangeEffected():
                work.schedule(event.change, FOLLOW_UP, morning_of(event.follow_up_on), plan=str(plan.id))
            case PlanChangeFollowUpBegan():
                work.cancel(event.change, FOLLOW_UP)
            case PlanClosed():
                work.cancel(plan.id, REVIEW)


def _wait_for_cover(work: Work[Settings], plan: Plan, need_id: UUID) -> None:
    need = plan.need(need_id)
    waits = any(item.open and not item.runs for item in plan.items_of(need_id))
    if need and waits and not need.over and not plan.covered(need_id):
        work.schedule(need_id, COVER, need.due, plan=str(plan.id))

"""Which event starts a clock, and which stops it."""

from collections.abc import Iterable
from uuid import UUID

from libs.contracts.calendar import after, morning_of
from libs.contracts.payload import Event
from libs.contracts.plans import (
    PlanChangeEffected,
    PlanChangeFollowUpBegan,
    PlanCheckInPlanned,
    PlanClosed,
    PlanItemAgreed,
    PlanItemChanged,
    PlanItemEnded,
    PlanItemEvent,
    PlanItemIntended,
    PlanItemResumed,
    PlanItemStarted,
    PlanReviewPlanned,
)
from libs.delivery.work import Work
from services.arrangement.domain.application import Application, ApplicationState
from services.arrangement.domain.plan import Plan
from services.arrangement.settings import Settings

#: A need goes without support; a review is due; a step is to be followed up; an item's last day.
COVER, REVIEW, FOLLOW_UP, LAST_DAY = "need_term", "review", "follow_up", "item_last_day"
#: Light contact is due.
CHECK_IN = "check_in"
#: A grant's end comes near.
NEAR_END = "item_near_end"
#: The legal term of an application.
DECISION = "decision_term"


def set_clocks(work: Work[Settings], plan: Plan, events: Iterable[Event]) -> None:
    """The clocks that these events of this plan start and stop. One that runs in vain changes nothing when due."""
    for event in events:
        if isinstance(event, PlanItemEvent):
            _of_item(work, plan, event)
        else:
            _of_plan(work, plan, event)


def _of_item(work: Work[Settings], plan: Plan, event: PlanItemEvent) -> None:
    match event:
        case PlanItemIntended():
            _wait_for_cover(work, plan, event.need)
        case PlanItemStarted():
            work.cancel(event.need, COVER)
            _wait_for_end(work, plan, event.item)
        case PlanItemAgreed() | PlanItemChanged() | PlanItemResumed():
            _wait_for_end(work, plan, event.item)
        case PlanItemEnded():
            _wait_for_end(work, plan, event.item)
            _wait_for_cover(work, plan, event.need)


def _of_plan(work: Work[Settings], plan: Plan, event: Event) -> None:
    match event:
        case PlanReviewPlanned():
            work.schedule(plan.id, REVIEW, after(event.review_on))
        case PlanCheckInPlanned():
            work.schedule(plan.id, CHECK_IN, after(event.check_in_on))
        case PlanChangeEffected():
            work.schedule(event.change, FOLLOW_UP, morning_of(event.follow_up_on), plan=str(plan.id))
        case PlanChangeFollowUpBegan():
            work.cancel(event.change, FOLLOW_UP)
        case PlanClosed():
            work.cancel(plan.id, REVIEW)
            work.cancel(plan.id, CHECK_IN)


def _wait_for_end(work: Work[Settings], plan: Plan, id_: UUID) -> None:
    """Again when it begins or is resumed: what was due before that ran in vain, and is due at once."""
    item = plan.item_or_none(id_)
    if item is None or not item.open or item.until is None:
        work.cancel(id_, LAST_DAY)
        work.cancel(id_, NEAR_END)
        return
    near = morning_of(item.until - work.settings.policies.at(work.now).review_before_end)
    work.schedule(id_, LAST_DAY, after(item.until), plan=str(plan.id))
    work.schedule(id_, NEAR_END, near, plan=str(plan.id))


def set_decision_clock(work: Work[Settings], application: Application) -> None:
    """It runs while the application waits for its decision, to the next moment at which there is something to tell."""
    waits = application.state is ApplicationState.SUBMITTED
    rules = work.settings.policies.at(work.now)
    look = application.term.next_look(rules.decision_near, rules.decision_still) if waits else None
    if look is None:
        work.cancel(application.id, DECISION)
    else:
        work.schedule(application.id, DECISION, look)


def _wait_for_cover(work: Work[Settings], plan: Plan, need_id: UUID) -> None:
    need = plan.need(need_id)
    if need and not need.over and plan.waits(need_id):
        work.schedule(need_id, COVER, need.due, plan=str(plan.id))

"""When the plan is looked at next. Support on rungs 4 and 5 brings that moment forward, before it ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from libs.contracts.calendar import after, day_of
from libs.contracts.plans import PlanReviewOverdue, PlanReviewPlanned
from services.arrangement.domain.item import Item
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Policy


def review_planned(plan: Plan, on: date) -> Decision:
    """The next review is on this day."""
    if plan.review_on == on:
        return plan, []
    plan = replace(plan, review_on=on)
    return plan, [plan.tell(PlanReviewPlanned, review_on=on)]


def review_by(plan: Plan, item: Item, now: datetime, policy: Policy) -> Decision:
    """A professional item has an end or a review date: the plan's review comes no later."""
    if not item.rung.tailor_made:
        return plan, []
    tomorrow = day_of(now) + timedelta(days=1)
    days = [day for day in (item.review_on, item.until and item.until - policy.review_before_end) if day]
    on = max(tomorrow, min(days, default=tomorrow))
    return review_planned(plan, on) if plan.review_on is None or on < plan.review_on else (plan, [])


def review_overdue(plan: Plan, now: datetime) -> Decision:
    """The day has passed. Changes nothing when the review was held or moved, or the plan closed."""
    if not plan.open or plan.review_on is None or now < after(plan.review_on):
        return plan, []
    return plan, [plan.tell(PlanReviewOverdue, review_on=plan.review_on)]

"""When the plan is looked at next. Support on rungs 4 and 5 brings that moment forward, before it ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from libs.contracts.calendar import after, day_of
from libs.contracts.payload import Event
from libs.contracts.plans import (
    PlanCheckInOverdue,
    PlanCheckInPlanned,
    PlanReviewOverdue,
    PlanReviewPlanned,
    PlanRhythmSet,
)
from libs.contracts.refusals import Refused
from services.arrangement.domain.item import Item
from services.arrangement.domain.plan import Decision, Plan, PlanState
from services.arrangement.domain.policy import Policy

#: In these there is somebody to keep contact with about support.
IN_CONTACT = frozenset({PlanState.ACTIVE, PlanState.WITH_SPECIALIST})


def review_every(plan: Plan, policy: Policy) -> timedelta:
    """By the plan's own rhythm, else by policy."""
    return timedelta(weeks=plan.review_weeks) if plan.review_weeks else policy.review_every


def first_review_after(plan: Plan, policy: Policy) -> timedelta:
    """From the agreement: by policy, sooner where the plan's own rhythm is quicker, whichever of both was set first."""
    return min(policy.review_after, timedelta(weeks=plan.review_weeks)) if plan.review_weeks else policy.review_after


def check_in_every(plan: Plan, policy: Policy) -> timedelta:
    """By the plan's own rhythm, else by policy."""
    return timedelta(weeks=plan.check_in_weeks) if plan.check_in_weeks else policy.check_in_every


def rhythm_set(
    plan: Plan, review_weeks: int | None, check_in_weeks: int | None, today: date, policy: Policy
) -> Decision:
    """From now on. What is planned already is never put off by it, and comes forward where the rhythm is quicker."""
    plan.must_be_open()
    plan = replace(plan, review_weeks=review_weeks, check_in_weeks=check_in_weeks)
    told = plan.tell(PlanRhythmSet, review_weeks=review_weeks, check_in_weeks=check_in_weeks)
    planned: list[Event] = []
    if plan.review_on is not None:
        plan, planned = review_planned(plan, min(plan.review_on, today + review_every(plan, policy)))
    plan, contact = check_in_planned(plan, today, policy)
    return plan, [told, *planned, *contact]


def review_planned(plan: Plan, on: date) -> Decision:
    """The next review is on this day."""
    if plan.review_on == on:
        return plan, []
    plan = replace(plan, review_on=on)
    return plan, [plan.tell(PlanReviewPlanned, review_on=on)]


def suspended_until_looked_at(named: date | None, today: date, policy: Policy) -> date:
    """When support that is suspended is looked at again. Raises Refused when the day has passed, or is too far away."""
    latest = today + policy.review_within
    if named is not None and not today < named <= latest:
        raise Refused("no-day-to-look-again", f"Name a day after {today}, and no later than {latest}.")
    return named or today + policy.suspended_within


def check_in_planned(plan: Plan, last: date, policy: Policy) -> Decision:
    """The next contact after one on `last`; none where the review comes first, or no support runs yet."""
    on: date | None = last + check_in_every(plan, policy)
    if plan.state not in IN_CONTACT or (on and plan.review_on and on >= plan.review_on):
        on = None
    if plan.check_in_on == on:
        return plan, []
    plan = replace(plan, check_in_on=on)
    return plan, [plan.tell(PlanCheckInPlanned, check_in_on=on)] if on else []


def review_by(plan: Plan, item: Item, now: datetime, policy: Policy) -> Decision:
    """A professional item has an end or a review date: the plan's review comes no later."""
    if not item.rung.tailor_made:
        return plan, []
    tomorrow = day_of(now) + timedelta(days=1)
    return review_no_later(plan, max(tomorrow, min(_looked_at(item, policy), default=tomorrow)))


def review_no_later(plan: Plan, on: date) -> Decision:
    """The next review is on this day, unless one comes before it: what is planned is not put off."""
    return review_planned(plan, on) if plan.review_on is None or on < plan.review_on else (plan, [])


def review_follows(plan: Plan, on: date, held: date, now: datetime, policy: Policy) -> Decision:
    """After one that was held, the next is on this day, or when professional support that runs is to be looked at."""
    tomorrow = day_of(now) + timedelta(days=1)
    running = [item for item in plan.items if item.runs and item.rung.tailor_made]
    days = [max(tomorrow, day) for item in running for day in _looked_at(item, policy) if day > held]
    return review_planned(plan, min([on, *days]))


def _looked_at(item: Item, policy: Policy) -> list[date]:
    """Before its end, and on the day that its grant names."""
    return [day for day in (item.review_on, item.until and item.until - policy.review_before_end) if day]


def review_overdue(plan: Plan, now: datetime) -> Decision:
    """The day has passed. Changes nothing when the review was held or moved, or the plan closed."""
    if not plan.open or plan.review_on is None or now < after(plan.review_on):
        return plan, []
    return plan, [plan.tell(PlanReviewOverdue, review_on=plan.review_on)]


def check_in_overdue(plan: Plan, now: datetime) -> Decision:
    """The day has passed. Changes nothing when there was contact since, or the plan closed."""
    if not plan.open or plan.check_in_on is None or now < after(plan.check_in_on):
        return plan, []
    return plan, [plan.tell(PlanCheckInOverdue, check_in_on=plan.check_in_on)]

"""A review or a check-in is held: what was heard is kept, the next one is planned, and what it prompts is proposed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.carers import Burden
from libs.contracts.payload import Event
from libs.contracts.plans import PlanCarerBurdenChanged, PlanCheckedIn, PlanReviewed
from libs.contracts.refusals import Refused
from services.arrangement.domain import triggers
from services.arrangement.domain.goal import aimed_at
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.plan import Decision, Plan, PlanState
from services.arrangement.domain.planning import (
    IN_CONTACT,
    check_in_planned,
    review_every,
    review_follows,
    review_planned,
)
from services.arrangement.domain.policy import Policy
from services.arrangement.domain.review import CheckIn, Review
from services.arrangement.domain.terms import looked_at


def reviewed(
    plan: Plan, review: Review, next_review_on: date | None, now: datetime, new_id: NewId, policy: Policy
) -> Decision:
    """Held with the resident on `reviewed_on`, not before the last one; the next one is later, by the rhythm unless a
    day is named, within what policy allows, and in time for professional support that runs.

    It answers one planned moment, so that two people do not review the same.
    """
    _must_be_held(plan, review, now)
    following = next_review_on or review.reviewed_on + review_every(plan, policy)
    if following <= review.reviewed_on:
        raise Refused("next-review-earlier", "The next review comes after this one: name a later date.")
    latest = review.reviewed_on + max(policy.review_within, review_every(plan, policy))
    if following > latest:
        raise Refused("next-review-too-late", f"The next review is no later than {latest}: name an earlier date.")
    review = replace(review, next_named=next_review_on is not None)
    return followed(plan, review, following, now, new_id, policy)


def _must_be_held(plan: Plan, review: Review, now: datetime) -> None:
    if plan.state not in (PlanState.AGREED, PlanState.ACTIVE, PlanState.WITH_SPECIALIST):
        raise Refused("plan-state", f"This plan is {plan.state}: there is nothing to review until it is agreed.")
    if review.planned_on != plan.review_on:
        by = plan.reviews[-1].held_by if plan.reviews else None
        raise Refused(
            "reviewed-already",
            f"The next review is the one of {plan.review_on}, not of {review.planned_on}: that was held"
            f"{f' by {by}' if by else ''} or moved. What else was heard can be told as a check-in.",
        )
    if not review.says_something:
        raise Refused(
            "says-nothing", "A review gives a score, a goal that is met or well-being: record what was heard."
        )
    if review.reviewed_on > day_of(now):
        raise Refused("not-held-yet", "The review lies in the future. Record it when it was held.")
    if plan.agreements and review.reviewed_on < plan.agreements[0].on:
        raise Refused(
            "review-earlier",
            f"The plan was agreed on {plan.agreements[0].on}: a review looks at it on that day or later.",
        )
    if plan.reviews and review.reviewed_on < plan.reviews[-1].reviewed_on:
        raise Refused(
            "review-earlier",
            f"The plan was reviewed on {plan.reviews[-1].reviewed_on} already: record a review of that day or later.",
        )
    if unknown := set(review.goals_met) - {goal.id for goal in aimed_at(plan.goals)}:
        raise Refused("goal-not-found", f"This plan does not aim at a goal {min(unknown)}.", missing=True)


def followed(plan: Plan, review: Review, following: date, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """What comes of a review as it was held, the next of which is on this day or before."""
    plan = replace(
        plan,
        reviews=(*plan.reviews, review),
        goals=tuple(goal.looked_at(review.scores, review.goals_met, review.id) for goal in plan.goals),
    )
    events: list[Event] = [
        plan.tell(
            PlanReviewed,
            reviewed_on=review.reviewed_on,
            scores=review.scores,
            goals_met=review.goals_met,
            well_being=review.well_being,
        )
    ]
    plan, lasting = looked_at(plan, review, policy)
    plan, planned = review_follows(plan, following, review.reviewed_on, now, policy)
    plan, contact = check_in_planned(plan, review.reviewed_on, policy)
    plan, prompted = triggers.after_review(plan, review, now, new_id, policy.ladder)
    plan, borne = carer_heard(plan, review.carer, review.id, now, new_id)
    return plan, [*events, *lasting, *planned, *contact, *prompted, *borne]


def checked_in(plan: Plan, check_in: CheckIn, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """Light contact between reviews. A worry brings the review forward; what it means is looked at there."""
    if plan.state not in IN_CONTACT:
        raise Refused("plan-state", f"This plan is {plan.state}: check in once support runs.")
    if check_in.on > day_of(now):
        raise Refused("not-held-yet", "The check-in lies in the future. Record it when there was contact.")
    if plan.check_ins and check_in.on < plan.check_ins[-1].on:
        raise Refused("check-in-earlier", f"There was contact on {plan.check_ins[-1].on} already: record the latest.")
    plan = replace(plan, check_ins=(*plan.check_ins, check_in))
    told = plan.tell(PlanCheckedIn, on=check_in.on, worry=check_in.worry, well_being=check_in.well_being)
    planned: list[Event] = []
    soon = day_of(now) + policy.worry_within
    if check_in.worry and (plan.review_on is None or soon < plan.review_on):
        plan, planned = review_planned(plan, soon)
    plan, contact = check_in_planned(plan, check_in.on, policy)
    plan, borne = carer_heard(plan, check_in.carer, check_in.id, now, new_id)
    return plan, [told, *planned, *contact, *borne]


def carer_heard(plan: Plan, burden: Burden | None, fact: UUID, now: datetime, new_id: NewId) -> Decision:
    """How the informal carer bears it, told when it changed; who can bear it again may do more of it."""
    if burden is None or burden is plan.carer:
        return plan, []
    before, plan = plan.carer, replace(plan, carer=burden)
    told = plan.tell(PlanCarerBurdenChanged, burden=burden, before=before)
    if before is None or burden is not Burden.BEARABLE:
        return plan, [told]
    plan, prompted = triggers.after_carer_relieved(plan, fact, now, new_id)
    return plan, [told, *prompted]


def signalled(plan: Plan, signals: Sequence[UUID], now: datetime, new_id: NewId) -> Decision:
    """New signals on the household. Changes nothing while no support runs: the clarification weighs them then."""
    return triggers.after_signals(plan, signals, now, new_id) if plan.open else (plan, [])

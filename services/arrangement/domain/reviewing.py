"""A review is held: scores and goals are kept, the next one is planned, and what it prompts is proposed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from libs.contracts.payload import Event
from libs.contracts.plans import PlanReviewed
from libs.contracts.refusals import Refused
from services.arrangement.domain import prompts
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.plan import Decision, Plan, PlanState
from services.arrangement.domain.planning import review_planned
from services.arrangement.domain.review import Review


def reviewed(plan: Plan, review: Review, next_review_on: date, new_id: NewId) -> Decision:
    """Held with the resident on `reviewed_on`; the next one is later."""
    if plan.state not in (PlanState.AGREED, PlanState.ACTIVE, PlanState.WITH_SPECIALIST):
        raise Refused("plan-state", f"This plan is {plan.state}: there is nothing to review until it is agreed.")
    if next_review_on <= review.reviewed_on:
        raise Refused("next-review-earlier", "The next review comes after this one: name a later date.")
    if unknown := set(review.goals_met) - {goal.id for goal in plan.goals}:
        raise Refused("goal-not-found", f"This plan has no goal {min(unknown)}.", missing=True)
    plan = replace(
        plan,
        reviews=(*plan.reviews, review),
        goals=tuple(replace(goal, met=goal.met or goal.id in review.goals_met) for goal in plan.goals),
    )
    events: list[Event] = [
        plan.tell(
            PlanReviewed,
            reviewed_on=review.reviewed_on,
            scores=review.scores,
            goals_met=review.goals_met,
            satisfied=review.satisfied,
        )
    ]
    plan, planned = review_planned(plan, next_review_on)
    plan, prompted = prompts.after_review(plan, review, new_id)
    return plan, [*events, *planned, *prompted]


def signalled(plan: Plan, signals: Sequence[UUID], new_id: NewId) -> Decision:
    """New signals on the household. Changes nothing while no support runs: the clarification weighs them then."""
    return prompts.after_signals(plan, signals, new_id) if plan.open else (plan, [])

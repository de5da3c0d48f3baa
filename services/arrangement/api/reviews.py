"""Reviews: the agreed moments at which goals, scores and items are looked at again."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.calendar import day_of
from libs.delivery.commands import CommandWork
from services.arrangement.api.deciding import decide
from services.arrangement.domain import planning, reviewing
from services.arrangement.domain.review import CheckIn, Review
from services.arrangement.recording import policy
from services.arrangement.requests import (
    Held,
    NewCheckIn,
    Rhythm,
)
from services.arrangement.views import PlanView

router = APIRouter()


@router.post("/plans/{id}/reviews", tags=["plans"], summary="A review was held", response_model=PlanView)
async def hold_review(work: CommandWork, id: UUID, body: Held) -> Response:
    review = Review(
        work.new_id(),
        body.reviewed_on,
        body.scores,
        body.goals_met,
        body.well_being,
        body.carer,
        body.planned_on,
        work.decider(),
    )
    return await decide(
        work,
        id,
        lambda plan: reviewing.reviewed(plan, review, body.next_review_on, work.now, work.new_id, policy(work)),
    )


@router.post("/plans/{id}/check-ins", tags=["plans"], summary="There was light contact", response_model=PlanView)
async def check_in(work: CommandWork, id: UUID, body: NewCheckIn) -> Response:
    held = CheckIn(work.new_id(), body.on, body.worry, body.well_being, body.carer, held_by=work.decider())
    return await decide(work, id, lambda plan: reviewing.checked_in(plan, held, work.now, work.new_id, policy(work)))


@router.put("/plans/{id}/rhythm", tags=["plans"], summary="How often it is looked at", response_model=PlanView)
async def set_rhythm(work: CommandWork, id: UUID, body: Rhythm) -> Response:
    work.decider()
    today = day_of(work.now)
    return await decide(
        work,
        id,
        lambda plan: planning.rhythm_set(plan, body.review_weeks, body.check_in_weeks, today, policy(work)),
    )

"""Items: support that a person suspends, resumes or ends, or on other terms than before."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork
from services.arrangement.api.deciding import decide
from services.arrangement.domain import lifecycle, terms
from services.arrangement.recording import policy
from services.arrangement.requests import Ending, NewTerms
from services.arrangement.views import PlanView

router = APIRouter()


@router.post("/plans/{id}/items/{item}/suspend", tags=["items"], summary="For a while", response_model=PlanView)
async def suspend_item(work: CommandWork, id: UUID, item: UUID) -> Response:
    return await decide(work, id, lambda plan: lifecycle.suspended(plan, item))


@router.post("/plans/{id}/items/{item}/resume", tags=["items"], summary="Again", response_model=PlanView)
async def resume_item(work: CommandWork, id: UUID, item: UUID) -> Response:
    return await decide(work, id, lambda plan: lifecycle.resumed(plan, item))


@router.post("/plans/{id}/items/{item}/end", tags=["items"], summary="No longer needed", response_model=PlanView)
async def end_item(work: CommandWork, id: UUID, item: UUID, body: Ending | None = None) -> Response:
    reason, by = (body or Ending()).reason, work.decider()
    return await decide(work, id, lambda plan: lifecycle.ended(plan, item, reason, work.now, work.new_id, by))


@router.post("/plans/{id}/items/{item}/terms", tags=["items"], summary="Other terms", response_model=PlanView)
async def change_terms(work: CommandWork, id: UUID, item: UUID, body: NewTerms) -> Response:
    new = terms.Terms(**body.model_dump())
    return await decide(work, id, lambda plan: terms.changed(plan, plan.item(item), new, work.now, policy(work)))

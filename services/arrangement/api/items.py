"""Items: support that a person suspends, resumes or ends, or on other terms than before."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.calendar import day_of
from libs.delivery.commands import Command, CommandWork
from services.arrangement.api.deciding import decide_as
from services.arrangement.domain import lifecycle, terms
from services.arrangement.domain.deciding import Mandated, may_handle
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.planning import suspended_until_looked_at
from services.arrangement.recording import policy
from services.arrangement.requests import Ending, NewTerms, Suspending
from services.arrangement.views import PlanView

router = APIRouter()


async def _handle(work: Command, id_: UUID, item: UUID, decide: Callable[[Plan], Decision]) -> Response:
    """By somebody who may handle this item."""

    def may(plan: Plan, by: UUID, mandated: Mandated) -> None:
        may_handle(plan, plan.item(item), by, mandated)

    return await decide_as(work, id_, may, decide)


@router.post("/plans/{id}/items/{item}/suspend", tags=["items"], summary="For a while", response_model=PlanView)
async def suspend_item(work: CommandWork, id: UUID, item: UUID, body: Suspending | None = None) -> Response:
    on = suspended_until_looked_at((body or Suspending()).look_again_on, day_of(work.now), policy(work))
    return await _handle(work, id, item, lambda plan: lifecycle.suspended(plan, item, on))


@router.post("/plans/{id}/items/{item}/resume", tags=["items"], summary="Again", response_model=PlanView)
async def resume_item(work: CommandWork, id: UUID, item: UUID) -> Response:
    return await _handle(work, id, item, lambda plan: lifecycle.resumed(plan, item, work.now, work.new_id))


@router.post("/plans/{id}/items/{item}/end", tags=["items"], summary="No longer needed", response_model=PlanView)
async def end_item(work: CommandWork, id: UUID, item: UUID, body: Ending | None = None) -> Response:
    reason, by = (body or Ending()).reason, work.decider()
    return await _handle(work, id, item, lambda plan: lifecycle.ended(plan, item, reason, work.now, work.new_id, by))


@router.post("/plans/{id}/items/{item}/terms", tags=["items"], summary="Other terms", response_model=PlanView)
async def change_terms(work: CommandWork, id: UUID, item: UUID, body: NewTerms) -> Response:
    new = terms.Terms(**body.model_dump())
    return await _handle(work, id, item, lambda plan: terms.changed(plan, plan.item(item), new, work.now, policy(work)))

"""The plan with a specialist, and back: asked for, then confirmed."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork
from services.arrangement.api.deciding import decide
from services.arrangement.domain import specialist
from services.arrangement.recording import policy
from services.arrangement.requests import AskSpecialist, Rejection, Returning
from services.arrangement.views import PlanView

router = APIRouter(tags=["specialist"])


@router.post("/plans/{id}/specialist", summary="Ask a specialist to take over", response_model=PlanView)
async def ask_specialist(work: CommandWork, id: UUID, body: AskSpecialist) -> Response:
    by, ask = work.decider(), specialist.Ask(body.specialist, body.checklist, body.without_consent)
    return await decide(work, id, lambda plan: specialist.asked(plan, ask, by, work.now, policy(work)))


@router.post("/plans/{id}/specialist/confirm", summary="The specialist has it", response_model=PlanView)
async def confirm_specialist(work: CommandWork, id: UUID) -> Response:
    by = work.decider()
    return await decide(work, id, lambda plan: specialist.confirmed(plan, by))


@router.post("/plans/{id}/specialist/decline", summary="The specialist does not take it", response_model=PlanView)
async def decline_specialist(work: CommandWork, id: UUID, body: Rejection) -> Response:
    by = work.decider()
    return await decide(work, id, lambda plan: specialist.declined(plan, by, body.ground))


@router.post("/plans/{id}/specialist/parts", summary="This part can come back", response_model=PlanView)
async def return_part(work: CommandWork, id: UUID, body: Returning) -> Response:
    by = work.decider()
    return await decide(work, id, lambda plan: specialist.part_can_return(plan, body.item, by, work.now, work.new_id))


@router.post("/plans/{id}/specialist/return", summary="All of it can come back", response_model=PlanView)
async def ask_return(work: CommandWork, id: UUID) -> Response:
    by = work.decider()
    return await decide(work, id, lambda plan: specialist.return_asked(plan, by, work.now))


@router.post("/plans/{id}/specialist/return/decline", summary="The specialist keeps it", response_model=PlanView)
async def decline_return(work: CommandWork, id: UUID, body: Rejection) -> Response:
    by = work.decider()
    return await decide(work, id, lambda plan: specialist.return_declined(plan, by, body.ground))


@router.post("/plans/{id}/specialist/return/confirm", summary="The team has it again", response_model=PlanView)
async def confirm_return(work: CommandWork, id: UUID) -> Response:
    by = work.decider()
    return await decide(work, id, lambda plan: specialist.return_confirmed(plan, by))

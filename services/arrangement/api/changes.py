"""Changes: steps on the ladder, proposed, decided and followed up."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork
from services.arrangement import store
from services.arrangement.api.deciding import decide
from services.arrangement.domain import moving
from services.arrangement.domain.moving import Step
from services.arrangement.recording import policy
from services.arrangement.requests import (
    FollowUp,
    NewChange,
    Rejection,
    WayBack,
)
from services.arrangement.views import PlanView

router = APIRouter()


@router.post(
    "/plans/{id}/changes",
    tags=["changes"],
    summary="Propose a step on the ladder",
    response_model=PlanView,
    status_code=201,
)
async def propose_change(work: CommandWork, id: UUID, body: NewChange) -> Response:
    step, by = Step(body.item, body.to_rung, body.grounds, body.facts), work.decider()
    return await decide(
        work, id, lambda plan: moving.proposed(plan, step, by, work.now, work.new_id, policy(work)), 201
    )


@router.post("/plans/{id}/changes/{change}/accept", tags=["changes"], summary="Decide for it", response_model=PlanView)
async def accept_change(work: CommandWork, id: UUID, change: UUID) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await decide(
        work,
        id,
        lambda plan: moving.accepted(plan, change, by, mandated, work.now, work.new_id, policy(work)),
    )


@router.post(
    "/plans/{id}/changes/{change}/reject", tags=["changes"], summary="Decide against it", response_model=PlanView
)
async def reject_change(work: CommandWork, id: UUID, change: UUID, body: Rejection) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await decide(
        work, id, lambda plan: moving.rejected(plan, change, by, body.ground, mandated, work.now, work.new_id)
    )


@router.post(
    "/plans/{id}/changes/{change}/follow-up", tags=["changes"], summary="Does it hold?", response_model=PlanView
)
async def follow_up_change(work: CommandWork, id: UUID, change: UUID, body: FollowUp) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await decide(
        work, id, lambda plan: moving.followed_up(plan, change, body.passed, by, mandated, work.now, work.new_id)
    )


@router.post(
    "/plans/{id}/changes/{change}/take-back",
    tags=["changes"],
    summary="The way back after a step down",
    response_model=PlanView,
    status_code=201,
)
async def take_back_change(work: CommandWork, id: UUID, change: UUID, body: WayBack | None = None) -> Response:
    by, facts = work.decider(), body.facts if body else ()
    return await decide(work, id, lambda plan: moving.taken_back(plan, change, facts, by, work.now, work.new_id), 201)

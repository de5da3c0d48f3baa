"""Arrangement over HTTP: what professionals decide on plans. Its questions are in `questions.py`."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.calendar import day_of
from libs.contracts.refusals import Refused
from libs.delivery.commands import Command, CommandWork
from services.arrangement import questions, store
from services.arrangement.domain import application as applications
from services.arrangement.domain import applying, drafting, lifecycle, moving, reviewing
from services.arrangement.domain.application import Application, Terms
from services.arrangement.domain.goal import Goal
from services.arrangement.domain.moving import Step
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.review import Review
from services.arrangement.handlers import policy, told
from services.arrangement.requests import (
    Agreement,
    Closing,
    Confirmation,
    Coordinator,
    Ending,
    FollowUp,
    Held,
    Mandate,
    NewApplication,
    NewChange,
    NewGoal,
    NewGrant,
    Rejection,
)
from services.arrangement.views import ApplicationView, PlanView

router = APIRouter(prefix="/v1")
router.include_router(questions.router)


async def _decide(work: Command, id_: UUID, decide: Callable[[Plan], Decision], status: int = 200) -> Response:
    plan = await store.plan_by_id(work.connection, id_)
    work.expect(plan)
    plan = told(work, decide(plan))
    await store.save_plans(work.connection, [plan])
    return await work.answer(PlanView.of(plan), plan, status)


# ---- plans


@router.post("/plans/{id}/agree", tags=["plans"], summary="The resident agrees", response_model=PlanView)
async def agree(work: CommandWork, id: UUID, body: Agreement) -> Response:
    return await _decide(work, id, lambda plan: lifecycle.agreed(plan, body.with_resident, work.now, policy(work)))


@router.post("/plans/{id}/coordinator", tags=["plans"], summary="Who coordinates", response_model=PlanView)
async def name_coordinator(work: CommandWork, id: UUID, body: Coordinator) -> Response:
    return await _decide(work, id, lambda plan: lifecycle.coordinator_named(plan, body.coordinator, body.role))


@router.post("/plans/{id}/goals", tags=["plans"], summary="A further goal", response_model=PlanView, status_code=201)
async def set_goal(work: CommandWork, id: UUID, body: NewGoal) -> Response:
    goal = Goal(work.new_id(), body.domain, body.target_score)
    return await _decide(work, id, lambda plan: drafting.goal_set(plan, goal), 201)


@router.post("/plans/{id}/specialist", tags=["plans"], summary="Hand over, warmly", response_model=PlanView)
async def hand_to_specialist(work: CommandWork, id: UUID, body: Confirmation) -> Response:
    by, ground, today = body.confirmed_by, body.without_consent, day_of(work.now)
    return await _decide(work, id, lambda plan: lifecycle.handed_to_specialist(plan, by, today, ground))


@router.post("/plans/{id}/specialist/return", tags=["plans"], summary="Take back", response_model=PlanView)
async def return_from_specialist(work: CommandWork, id: UUID) -> Response:
    return await _decide(work, id, lifecycle.returned_from_specialist)


@router.post("/plans/{id}/reviews", tags=["plans"], summary="A review was held", response_model=PlanView)
async def hold_review(work: CommandWork, id: UUID, body: Held) -> Response:
    review = Review(work.new_id(), body.reviewed_on, body.scores, body.goals_met, body.satisfied)
    return await _decide(work, id, lambda plan: reviewing.reviewed(plan, review, body.next_review_on, work.new_id))


@router.post("/plans/{id}/close", tags=["plans"], summary="Close, with the results reached", response_model=PlanView)
async def close(work: CommandWork, id: UUID, body: Closing | None = None) -> Response:
    return await _decide(work, id, lambda plan: lifecycle.closed(plan, body.end_items if body else None, work.now))


# ---- items


@router.post("/plans/{id}/items/{item}/suspend", tags=["items"], summary="For a while", response_model=PlanView)
async def suspend_item(work: CommandWork, id: UUID, item: UUID) -> Response:
    return await _decide(work, id, lambda plan: lifecycle.suspended(plan, item))


@router.post("/plans/{id}/items/{item}/resume", tags=["items"], summary="Again", response_model=PlanView)
async def resume_item(work: CommandWork, id: UUID, item: UUID) -> Response:
    return await _decide(work, id, lambda plan: lifecycle.resumed(plan, item))


@router.post("/plans/{id}/items/{item}/end", tags=["items"], summary="No longer needed", response_model=PlanView)
async def end_item(work: CommandWork, id: UUID, item: UUID, body: Ending | None = None) -> Response:
    reason = (body or Ending()).reason
    return await _decide(work, id, lambda plan: lifecycle.ended(plan, item, reason, work.now))


# ---- changes


@router.post(
    "/plans/{id}/changes",
    tags=["changes"],
    summary="Propose a step on the ladder",
    response_model=PlanView,
    status_code=201,
)
async def propose_change(work: CommandWork, id: UUID, body: NewChange) -> Response:
    step, by = Step(body.item, body.to_rung, body.grounds, body.facts), work.decider()
    return await _decide(work, id, lambda plan: moving.proposed(plan, step, by, work.new_id), 201)


@router.post("/plans/{id}/changes/{change}/accept", tags=["changes"], summary="Decide for it", response_model=PlanView)
async def accept_change(work: CommandWork, id: UUID, change: UUID) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await _decide(
        work,
        id,
        lambda plan: moving.accepted(plan, change, by, mandated, work.now, work.new_id, policy(work)),
    )


@router.post(
    "/plans/{id}/changes/{change}/reject", tags=["changes"], summary="Decide against it", response_model=PlanView
)
async def reject_change(work: CommandWork, id: UUID, change: UUID, body: Rejection) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await _decide(work, id, lambda plan: moving.rejected(plan, change, by, body.ground, mandated))


@router.post(
    "/plans/{id}/changes/{change}/follow-up", tags=["changes"], summary="Does it hold?", response_model=PlanView
)
async def follow_up_change(work: CommandWork, id: UUID, change: UUID, body: FollowUp) -> Response:
    return await _decide(work, id, lambda plan: moving.followed_up(plan, change, body.passed, work.now))


# ---- applications


@router.post(
    "/plans/{id}/applications",
    tags=["applications"],
    summary="Apply for rung 4 or 5",
    response_model=ApplicationView,
    status_code=201,
)
async def submit_application(work: CommandWork, id: UUID, body: NewApplication) -> Response:
    by, plan = work.decider(), await store.plan_by_id(work.connection, id)
    terms = Terms(body.until, body.cost_cents_per_week)
    application, events = applying.submit(plan, body.need, body.rung, body.grounds, terms, by, work.now, work.new_id)
    application = work.record(application, events)
    if not await store.insert_application(work.connection, application):
        raise Refused("already-submitted", "An application for this need and rung waits for its decision.")
    return await work.answer(ApplicationView.of(application), application, 201)


async def _decide_application(
    work: Command, id_: UUID, decide: Callable[[Application, Plan], applications.Decision]
) -> Response:
    application, plan = await store.application_with_plan(work.connection, id_)
    work.expect(application)
    application, events = decide(application, plan)
    application = work.record(application, events)
    await store.save_application(work.connection, application)
    plan = told(work, applying.noted(plan, application, work.now, work.new_id, policy(work)))
    await store.save_plans(work.connection, [plan])
    return await work.answer(ApplicationView.of(application), application)


@router.post("/applications/{id}/grant", tags=["applications"], summary="Grant", response_model=ApplicationView)
async def grant_application(work: CommandWork, id: UUID, body: NewGrant) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    terms = Terms(body.until, body.cost_cents_per_week, body.lasting, body.review_on)
    return await _decide_application(
        work, id, lambda it, plan: applying.grant(plan, it, terms, by, mandated, work.now, policy(work))
    )


@router.post("/applications/{id}/reject", tags=["applications"], summary="Reject", response_model=ApplicationView)
async def reject_application(work: CommandWork, id: UUID, body: Rejection) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await _decide_application(work, id, lambda it, _: applying.reject(it, body.ground, by, mandated, work.now))


@router.post("/applications/{id}/withdraw", tags=["applications"], summary="Withdraw", response_model=ApplicationView)
async def withdraw_application(work: CommandWork, id: UUID) -> Response:
    by = work.decider()
    return await _decide_application(work, id, lambda it, plan: applying.withdraw(plan, it, by, work.now))


@router.post("/mandates", tags=["applications"], summary="Who decides on rungs 4 and 5", response_model=Mandate)
async def give_mandate(work: CommandWork, body: Mandate) -> Response:
    await store.give_mandate(work.connection, body.person, work.now)
    return await work.answer(body)

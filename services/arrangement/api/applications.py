"""Applications for rungs 4 and 5, and their decisions."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.calendar import day_of
from libs.contracts.refusals import Refused
from libs.delivery.commands import Command, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.arrangement import store
from services.arrangement.domain import application as applications
from services.arrangement.domain import applying
from services.arrangement.domain.application import Application, ApplicationState, Terms
from services.arrangement.domain.plan import Plan
from services.arrangement.recording import policy, told, told_of_application
from services.arrangement.requests import (
    NewApplication,
    NewGrant,
    Rejection,
    Suspension,
)
from services.arrangement.views import ApplicationPage, ApplicationView

router = APIRouter()


@router.post(
    "/plans/{id}/applications",
    tags=["applications"],
    summary="Apply for rung 4 or 5",
    response_model=ApplicationView,
    status_code=201,
)
async def submit_application(work: CommandWork, id: UUID, body: NewApplication) -> Response:
    by, plan = work.decider(), await store.plan_by_id(work.connection, id)
    terms = Terms(body.until, body.cost_cents_per_week, times_per_week=body.times_per_week)
    budget_plan = body.personal_budget.plan() if body.personal_budget else None
    application = told_of_application(
        work,
        applying.submit(plan, body.need, body.rung, body.grounds, terms, by, work.now, work.new_id, budget_plan),
    )
    if not await store.insert_application(work.connection, application):
        raise Refused("already-submitted", "An application for this need and rung waits for its decision.")
    return await work.answer(ApplicationView.of(application), application, 201)


async def _decide_application(
    work: Command, id_: UUID, decide: Callable[[Application, Plan], applications.Decision]
) -> Response:
    application, plan = await store.application_with_plan(work.connection, id_)
    work.expect(application)
    application = told_of_application(work, decide(application, plan))
    await store.save_application(work.connection, application)
    plan = told(work, applying.noted(plan, application, work.now, work.new_id, policy(work)))
    await store.save_plans(work.connection, [plan], work.now)
    return await work.answer(ApplicationView.of(application), application)


@router.post("/applications/{id}/grant", tags=["applications"], summary="Grant", response_model=ApplicationView)
async def grant_application(work: CommandWork, id: UUID, body: NewGrant) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await _decide_application(
        work, id, lambda it, plan: applying.grant(plan, it, body.terms(it), by, mandated, work.now, policy(work))
    )


@router.post("/applications/{id}/reject", tags=["applications"], summary="Reject", response_model=ApplicationView)
async def reject_application(work: CommandWork, id: UUID, body: Rejection) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await _decide_application(work, id, lambda it, _: applying.reject(it, body.ground, by, mandated, work.now))


@router.post("/applications/{id}/withdraw", tags=["applications"], summary="Withdraw", response_model=ApplicationView)
async def withdraw_application(work: CommandWork, id: UUID) -> Response:
    by = work.decider()
    return await _decide_application(work, id, lambda it, plan: applying.withdraw(plan, it, by, work.now))


@router.post(
    "/applications/{id}/suspend",
    tags=["applications"],
    summary="The legal term stands still",
    response_model=ApplicationView,
)
async def suspend_term(work: CommandWork, id: UUID, body: Suspension) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await _decide_application(
        work, id, lambda it, plan: applying.suspend(plan, it, body.ground, body.until, by, mandated, work.now)
    )


@router.post(
    "/applications/{id}/resume", tags=["applications"], summary="The legal term runs on", response_model=ApplicationView
)
async def resume_term(work: CommandWork, id: UUID) -> Response:
    by, mandated = work.decider(), await store.mandated(work.connection)
    return await _decide_application(work, id, lambda it, plan: applying.resume(plan, it, by, mandated, work.now))


@router.get("/applications", tags=["applications"], summary="Applications, in order of submission")
async def list_applications(
    work: QuestionWork,
    state: ApplicationState | None = None,
    plan: UUID | None = None,
    overdue: bool = False,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> ApplicationPage:
    """`overdue`: those only whose legal term has passed without a decision."""
    late_on = day_of(work.now) if overdue else None
    page, last = cut(await store.applications(work.connection, plan, state, late_on, after, limit + 1), limit)
    return ApplicationPage(items=[ApplicationView.of(each) for each in page], next=last.id if last else None)


@router.get("/applications/{id}", tags=["applications"], summary="One application")
async def show_application(work: QuestionWork, response: Response, id: UUID) -> ApplicationView:
    application = await store.application(work.connection, id)
    response.headers["ETag"] = f'"{application.sequence}"'
    return ApplicationView.of(application)

"""What can be asked of arrangement over HTTP. Nothing here changes anything."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.calendar import day_of
from libs.delivery.commands import QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.arrangement import store
from services.arrangement.domain import worklist
from services.arrangement.domain.application import ApplicationState
from services.arrangement.domain.plan import PlanState
from services.arrangement.views import ApplicationPage, ApplicationView, Counts, PlanPage, PlanView, Worklist

router = APIRouter()


@router.get("/plans", tags=["plans"], summary="Plans, in order of drafting")
async def list_plans(
    work: QuestionWork,
    case: UUID | None = None,
    case_holder: UUID | None = None,
    state: PlanState | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> PlanPage:
    page, last = cut(await store.plans(work.connection, case, case_holder, state, after, limit + 1), limit)
    return PlanPage(items=[PlanView.of(each) for each in page], next=last.id if last else None)


@router.get("/plans/counts", tags=["plans"], summary="How many, by state, by highest rung, and steps on the ladder")
async def count_plans(work: QuestionWork) -> Counts:
    return Counts.model_validate(await store.counts(work.connection))


@router.get("/plans/{id}", tags=["plans"], summary="One plan, with all its parts and its applications")
async def show_plan(work: QuestionWork, response: Response, id: UUID) -> PlanView:
    plan = await store.plan(work.connection, id)
    response.headers["ETag"] = f'"{plan.sequence}"'
    return PlanView.of(plan, tuple(await store.applications(work.connection, plan.id, None, FIRST, 200)))


@router.get("/applications", tags=["applications"], summary="Applications, in order of submission")
async def list_applications(
    work: QuestionWork,
    state: ApplicationState | None = None,
    plan: UUID | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> ApplicationPage:
    page, last = cut(await store.applications(work.connection, plan, state, after, limit + 1), limit)
    return ApplicationPage(items=[ApplicationView.of(each) for each in page], next=last.id if last else None)


@router.get("/applications/{id}", tags=["applications"], summary="One application")
async def show_application(work: QuestionWork, response: Response, id: UUID) -> ApplicationView:
    application = await store.application(work.connection, id)
    response.headers["ETag"] = f'"{application.sequence}"'
    return ApplicationView.of(application)


@router.get("/worklist", tags=["work"], summary="What waits for a case holder")
async def show_worklist(work: QuestionWork, case_holder: UUID) -> Worklist:
    plans = await store.open_plans_of(work.connection, case_holder)
    return Worklist.of(worklist.tasks(plans, day_of(work.now)))

"""Plans: agreed, coordinated, closed, and what can be asked of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from libs.contracts.calendar import Day
from libs.contracts.calendar import after as after_day
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.arrangement import store
from services.arrangement.api.deciding import decide, decide_as
from services.arrangement.count_views import Counts
from services.arrangement.domain import drafting, lifecycle
from services.arrangement.domain.deciding import may_work_on
from services.arrangement.domain.goal import Goal
from services.arrangement.domain.plan import PlanState
from services.arrangement.recording import nothing_waits, policy
from services.arrangement.requests import (
    Agreement,
    Closing,
    Coordinator,
    NewGoal,
    Rejection,
)
from services.arrangement.views import PlanPage, PlanView, VersionPage, VersionView

router = APIRouter()


@router.post("/plans/{id}/agree", tags=["plans"], summary="The resident agrees", response_model=PlanView)
async def agree(work: CommandWork, id: UUID, body: Agreement) -> Response:
    work.decider()
    return await decide(work, id, lambda plan: lifecycle.agreed(plan, body.with_resident, work.now, policy(work)))


@router.post("/plans/{id}/coordinator", tags=["plans"], summary="Who coordinates", response_model=PlanView)
async def name_coordinator(work: CommandWork, id: UUID, body: Coordinator) -> Response:
    who, role = body.coordinator, body.role
    return await decide_as(work, id, may_work_on, lambda plan: lifecycle.coordinator_named(plan, who, role))


@router.post("/plans/{id}/goals", tags=["plans"], summary="A further goal", response_model=PlanView, status_code=201)
async def set_goal(work: CommandWork, id: UUID, body: NewGoal) -> Response:
    work.decider()
    goal = Goal(work.new_id(), body.domain, body.target_score)
    return await decide(work, id, lambda plan: drafting.goal_set(plan, goal), 201)


@router.post("/plans/{id}/goals/{goal}/drop", tags=["plans"], summary="Not aimed at", response_model=PlanView)
async def drop_goal(work: CommandWork, id: UUID, goal: UUID, body: Rejection) -> Response:
    work.decider()
    return await decide(work, id, lambda plan: drafting.goal_dropped(plan, goal, body.ground))


@router.post("/plans/{id}/close", tags=["plans"], summary="Close, with the results reached", response_model=PlanView)
async def close(work: CommandWork, id: UUID, body: Closing | None = None) -> Response:
    end_items, by = (body or Closing()).end_items, work.decider()
    answer = await decide_as(work, id, may_work_on, lambda plan: lifecycle.closed(plan, end_items, work.now, by))
    await nothing_waits(work, {id: work.cause})
    return answer


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
async def show_plan(work: QuestionWork, response: Response, id: UUID, on: Day | None = None) -> PlanView:
    """`on`: as it was at the end of that day. Of its applications only what became of them is kept: they are null."""
    if on is not None:
        return PlanView.of(await store.plan_at(work.connection, id, after_day(on)))
    plan = await store.plan(work.connection, id)
    response.headers["ETag"] = f'"{plan.sequence}"'
    return PlanView.of(plan, await store.applications(work.connection, plan.id, None, None, FIRST, 200))


@router.get("/plans/{id}/versions", tags=["plans"], summary="What the plan was, from when until when")
async def list_versions(
    work: QuestionWork, id: UUID, after: Annotated[int, Query(ge=0, lt=2**63)] = 0, limit: Limit = 50
) -> VersionPage:
    plan = await store.plan(work.connection, id)
    page, last = cut(await store.versions(work.connection, plan.id, after, limit + 1), limit)
    items = [VersionView.model_validate(each) for each in page]
    return VersionPage(items=items, next=last.position if last else None)

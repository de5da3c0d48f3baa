"""What comes out over HTTP: codes, ids and dates only, no words about anybody."""

from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.contracts.needs import PassedOver
from libs.contracts.words import Category, Direction, Ground, ItemEnd, LifeDomain, Rung, Urgency
from libs.delivery.pages import Page
from services.arrangement.domain.application import Application, ApplicationState
from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.plan import Plan, PlanState
from services.arrangement.domain.worklist import Task, Waits


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class NeedView(View):
    id: UUID
    category: Category
    domain: LifeDomain
    urgency: Urgency
    lasting: bool
    lowest: Rung
    since: datetime
    within: timedelta
    evidence: tuple[PassedOver, ...]
    unanswered: bool
    uncovered: bool
    over: bool


class GoalView(View):
    id: UUID
    domain: LifeDomain
    target_score: int
    met: bool


class ItemView(View):
    id: UUID
    need: UUID
    rung: Rung
    state: ItemState
    replaces: UUID | None
    why_not_lower: tuple[PassedOver, ...]
    exception: Ground | None
    proposal: UUID | None
    cost_cents_per_week: int
    until: date | None
    review_on: date | None
    lasting: bool
    started_at: datetime | None
    ended_at: datetime | None
    ended: ItemEnd | None


class ChangeView(View):
    id: UUID
    direction: Direction
    item: UUID
    need: UUID
    from_rung: Rung
    to_rung: Rung
    grounds: tuple[Ground, ...]
    facts: tuple[UUID, ...]
    proposed_by: UUID | None
    state: ChangeState
    new_item: UUID | None
    follow_up_on: date | None
    rejected: str | None
    lapsed: bool


class ReviewView(View):
    id: UUID
    reviewed_on: date
    scores: dict[LifeDomain, int]
    goals_met: tuple[UUID, ...]
    satisfied: bool | None


class ApplicationView(View):
    id: UUID
    caseid: UUID
    plan: UUID
    neighbourhood: str
    need: UUID
    rung: Rung
    grounds: tuple[Ground, ...]
    why_not_lower: tuple[PassedOver, ...]
    proposed_by: UUID
    submitted_at: datetime
    until: date | None
    review_on: date | None
    lasting: bool
    cost_cents_per_week: int
    state: ApplicationState
    decided_by: UUID | None
    decided_at: datetime | None
    rejected: str | None

    @classmethod
    def of(cls, application: Application) -> "ApplicationView":
        return cls.model_validate(application)


class PlanView(View):
    """A plan with its parts; `applications` only where one plan is asked for."""

    id: UUID
    caseid: UUID
    neighbourhood: str
    state: PlanState
    case_holder: UUID | None
    coordinator: UUID | None
    coordinator_role: str | None
    exception: Ground | None
    baseline: dict[LifeDomain, int]
    review_on: date | None
    highest_rung: Rung | None
    policy: str
    needs: tuple[NeedView, ...]
    goals: tuple[GoalView, ...]
    items: tuple[ItemView, ...]
    changes: tuple[ChangeView, ...]
    reviews: tuple[ReviewView, ...]
    applications: tuple[ApplicationView, ...] = ()

    @classmethod
    def of(cls, plan: Plan, applications: tuple[Application, ...] = ()) -> "PlanView":
        view = cls.model_validate(plan)
        return view.model_copy(update={"applications": tuple(map(ApplicationView.of, applications))})


class PlanPage(Page[UUID]):
    items: list[PlanView]


class ApplicationPage(Page[UUID]):
    items: list[ApplicationView]


class TaskView(View):
    """`part`: the change, the need or the proposal that waits."""

    waits: Waits
    plan: UUID
    caseid: UUID
    part: UUID | None
    due: date | None


class Worklist(BaseModel):
    items: list[TaskView]

    @classmethod
    def of(cls, tasks: list[Task]) -> "Worklist":
        return cls(items=[TaskView.model_validate(task) for task in tasks])


class Counts(BaseModel):
    """`plans_by_highest_rung`: of open plans in which support runs."""

    plans_by_state: dict[PlanState, int]
    plans_by_highest_rung: dict[str, int]
    escalations: dict[ChangeState, int]
    deescalations: dict[ChangeState, int]

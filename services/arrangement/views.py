"""What comes out over HTTP: codes, ids and dates only, no words about anybody."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.carers import Burden
from libs.contracts.casework import SuspensionGround
from libs.contracts.needs import PassedOver
from libs.contracts.words import Category, Direction, Ground, ItemEnd, LifeDomain, Rung, Urgency, WhyLapsed
from libs.delivery.pages import Page
from services.arrangement.domain.application import Application, ApplicationState
from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.personal_budget import BudgetPlan, BudgetRefusal
from services.arrangement.domain.plan import Plan, PlanState


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


class ContributionView(View):
    id: UUID
    category: Category
    since: date


class AgreementView(View):
    on: date
    number: int


class GoalView(View):
    id: UUID
    domain: LifeDomain
    target_score: int
    met: bool
    dropped: str | None


class RateView(View):
    """What a week cost, or costs until a later grant begins, through that day."""

    cents_per_week: int
    through: date


class ItemView(View):
    id: UUID
    need: UUID
    rung: Rung
    state: ItemState
    replaces: UUID | None
    why_not_lower: tuple[PassedOver, ...]
    exception: Ground | None
    proposal: UUID | None
    offering: UUID | None
    personal_budget: bool
    times_per_week: int | None
    cost_cents_per_week: int
    rates: tuple[RateView, ...]
    until: date | None
    review_on: date | None
    lasting: bool
    agreed_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    ended: ItemEnd | None
    ended_by: UUID | None
    look_again_on: date | None


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
    declared_by: UUID | None
    proposed_at: datetime | None
    decided_by: UUID | None
    decided_at: datetime | None
    returns: UUID | None
    state: ChangeState
    new_item: UUID | None
    follow_up_on: date | None
    followed_by: UUID | None
    followed_at: datetime | None
    rejected: str | None
    found_nobody: bool
    lapsed: bool
    why_lapsed: WhyLapsed | None


class ReviewView(View):
    id: UUID
    reviewed_on: date
    scores: dict[LifeDomain, int]
    goals_met: tuple[UUID, ...]
    well_being: int | None
    carer: Burden | None
    held_by: UUID | None


class ClarifiedView(View):
    """The scores of a later clarification, of the domains that had one before."""

    on: date
    scores: dict[LifeDomain, int]


class CheckInView(View):
    id: UUID
    on: date
    worry: bool
    well_being: int | None
    carer: Burden | None
    held_by: UUID | None


class AdvisedView(View):
    """What the multi-need network came to at the meeting on that day."""

    on: date
    outcomes: tuple[NetworkOutcome, ...]
    domains: tuple[LifeDomain, ...]


class TermView(View):
    """The legal term of a decision (Wmo 2015, art. 2.3.5(2)). While it stands still `decide_by` says nothing yet."""

    received_on: date
    decide_by: date
    days_still: int
    suspended_on: date | None
    suspended_until: date | None
    suspended_for: SuspensionGround | None


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
    term: TermView
    until: date | None
    review_on: date | None
    lasting: bool
    cost_cents_per_week: int
    times_per_week: int | None
    starts_on: date | None
    granted_cents: int | None
    budget_plan: BudgetPlan | None
    personal_budget: bool
    budget_refused: BudgetRefusal | None
    state: ApplicationState
    decided_by: UUID | None
    decided_at: datetime | None
    rejected: str | None
    withdrawn: str | None

    @classmethod
    def of(cls, application: Application) -> "ApplicationView":
        return cls.model_validate(application)


class HandoverView(View):
    """Asked for and not answered yet: to the specialist, or, where they have the plan, back to the team."""

    specialist: UUID
    asked_by: UUID
    asked_at: datetime


class PlanView(View):
    """A plan with its parts; `applications` only where one plan is asked for, as it is now: elsewhere it is null."""

    id: UUID
    caseid: UUID
    neighbourhood: str
    state: PlanState
    case_holder: UUID | None
    coordinator: UUID | None
    coordinator_role: str | None
    specialist: UUID | None
    handover: HandoverView | None
    exception: Ground | None
    declared_by: str | None
    declared_at: datetime | None
    closed_by: UUID | None
    closed_at: datetime | None
    baseline: dict[LifeDomain, int]
    review_on: date | None
    check_in_on: date | None
    review_weeks: int | None
    check_in_weeks: int | None
    carer: Burden | None
    highest_rung: Rung | None
    policy: str
    needs: tuple[NeedView, ...]
    goals: tuple[GoalView, ...]
    gives: tuple[ContributionView, ...]
    agreements: tuple[AgreementView, ...]
    items: tuple[ItemView, ...]
    changes: tuple[ChangeView, ...]
    clarified_again: tuple[ClarifiedView, ...]
    reviews: tuple[ReviewView, ...]
    check_ins: tuple[CheckInView, ...]
    advised: tuple[AdvisedView, ...]
    applications: tuple[ApplicationView, ...] | None = None

    @classmethod
    def of(cls, plan: Plan, applications: Iterable[Application] | None = None) -> "PlanView":
        view = cls.model_validate(plan)
        if applications is None:
            return view
        return view.model_copy(update={"applications": tuple(map(ApplicationView.of, applications))})


class PlanPage(Page[UUID]):
    items: list[PlanView]


class VersionView(View):
    """`number` is the ETag that the plan had; `until` is empty for the plan as it is now."""

    number: int
    since: datetime
    until: datetime | None


class VersionPage(Page[int]):
    items: list[VersionView]


class ApplicationPage(Page[UUID]):
    items: list[ApplicationView]


class MandateView(BaseModel):
    """`given_at`: since when they decide on rungs 4 and 5."""

    person: UUID
    given_at: datetime


class MandateList(BaseModel):
    items: list[MandateView]

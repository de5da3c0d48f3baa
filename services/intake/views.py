"""What comes out over HTTP. Free text comes out only of `CaseDetails`."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.cases import ContactMeans
from libs.contracts.words import CaseOutcome, Category, LifeDomain, Route, Rung, Urgency, WayIn
from libs.delivery.pages import Page
from services.intake.domain.case import Case, CaseState
from services.intake.domain.catalogue import Offering
from services.intake.domain.worklist import Wait, WorkItem


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class CaseView(Shown):
    """A case without free text. `since` is when it came into this state."""

    id: UUID
    sequence: int
    household: UUID
    neighbourhood: str
    state: CaseState
    route: Route
    urgency: Urgency
    way_in: WayIn
    opened_at: datetime
    since: datetime
    case_holder: UUID | None
    receiver: UUID | None
    signals: tuple[UUID, ...]
    waiting: tuple[UUID, ...] = Field(description="Signals that nobody has picked up yet.")
    attempts: int
    complex: bool | None
    plan: UUID | None
    outcome: CaseOutcome | None

    @classmethod
    def of(cls, case: Case) -> Self:
        return cls.model_validate(case)


class OfferingView(Shown):
    """`serves` is empty for the whole municipality."""

    id: UUID
    rung: Rung
    categories: tuple[Category, ...]
    serves: tuple[str, ...]


class CatalogueView(Shown):
    offerings: tuple[OfferingView, ...]

    @classmethod
    def of(cls, offerings: list[Offering]) -> Self:
        return cls(offerings=tuple(OfferingView.model_validate(each) for each in offerings))


class FirstContactView(CaseView):
    """`opened` is false when the household had an open case already; `may_advise` answers a simple question."""

    opened: bool = False
    may_advise: tuple[OfferingView, ...] = ()


class ClarifiedView(CaseView):
    """The ids that needs, contributions and results keep from now on, in the order in which they were given."""

    needs: tuple[UUID, ...] = ()
    contributions: tuple[UUID, ...] = ()
    results: tuple[UUID, ...] = ()


class CaseHolderView(Shown):
    case_holder: UUID
    neighbourhood: str
    capacity: int
    open_cases: int


class CaseHoldersView(Shown):
    case_holders: tuple[CaseHolderView, ...]


class CasesView(Page[UUID]):
    cases: tuple[CaseView, ...]


class WorkItemView(Shown):
    waits_for: Wait
    case: CaseView

    @classmethod
    def of(cls, item: WorkItem) -> Self:
        return cls(waits_for=item.waits_for, case=CaseView.of(item.case))


class WorkListView(Shown):
    """The most urgent first, then the longest waiting."""

    items: tuple[WorkItemView, ...]


class CountsView(Shown):
    """How many cases are open and closed, in which state, on which route, and how they closed."""

    cases: int
    open: int
    by_state: dict[CaseState, int]
    by_route: dict[Route, int]
    by_outcome: dict[CaseOutcome, int]


class AttemptView(Shown):
    id: UUID
    at: datetime
    by: UUID
    reached: bool
    means: ContactMeans | None


class NoteView(Shown):
    id: UUID
    at: datetime
    kind: str
    category: Category | None
    text: str


class ConversationView(Shown):
    id: UUID
    held_on: date
    scores: dict[LifeDomain, int]
    notes: dict[LifeDomain, str]
    strengths: tuple[str, ...]
    client_support_offered: bool
    client_supporter_present: bool


class ClarificationView(Shown):
    """`suggested` is what policy `rule` said about complex, beside what the adviser decided."""

    id: UUID
    at: datetime
    complex: bool
    suggested: bool
    rule: str
    needs: list[dict[str, Any]]
    contributions: list[dict[str, Any]]
    results: list[dict[str, Any]]
    own_words: dict[UUID, str]


class CaseDetails(CaseView):
    """A case with its dossier, free text included: for who works on it. `scores` is the latest per domain."""

    scores: dict[LifeDomain, int]
    contact_attempts: tuple[AttemptView, ...]
    notes: tuple[NoteView, ...]
    conversations: tuple[ConversationView, ...]
    clarifications: tuple[ClarificationView, ...]

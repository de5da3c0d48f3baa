"""What comes out over HTTP, without anybody's name but where that is asked for."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, RootModel

from libs.contracts.needs import PassedOver, StatedNeed
from libs.contracts.proposals import Criterion
from libs.contracts.words import Category, PartOfDay, Party, Rung
from libs.delivery.pages import Page
from services.matching.catalogue import Outcome
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import Proposal, ProposalState


class OfferingView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Kind
    rung: Rung
    categories: tuple[Category, ...]
    neighbourhood: str
    serves: tuple[str, ...]
    parts_of_day: tuple[PartOfDay, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int
    taken: int
    cost_cents_per_week: int
    title: str
    description: str
    screened_until: date | None
    trained: bool
    reach_km: float | None
    unwilling: tuple[str, ...]
    withdrawn: bool

    @classmethod
    def of(cls, offering: Offering) -> "OfferingView":
        return cls.model_validate(offering)


class OfferingPage(Page[str]):
    """`widened`: nothing reaches the own neighbourhood, so these are the others, nearest first."""

    items: list[OfferingView]
    widened: bool


class VolunteerName(BaseModel):
    name: str


class Imported(BaseModel):
    """What became of one row of a list; `detail` says what is wrong with it."""

    row: int
    id: UUID | None
    outcome: Outcome | None = None
    refused: str | None = None
    detail: str | None = None


class Imports(RootModel[list[Imported]]):
    """One per row, in order."""


class ProposalView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    need: UUID
    caseid: UUID
    neighbourhood: str
    rung: Rung
    offering: UUID | None
    state: ProposalState
    accepted_by: tuple[Party, ...]
    ground: str | None
    why: tuple[Criterion, ...]
    passed_over: tuple[PassedOver, ...]
    policy: str
    cost_cents_per_week: int
    offered_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, proposal: Proposal) -> "ProposalView":
        return cls.model_validate(proposal)


class ProposalPage(Page[UUID]):
    items: list[ProposalView]


class NeedView(BaseModel):
    """`unanswered` is the evidence of a gap; empty when there is none. `proposals` are all there ever were."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    caseid: UUID
    neighbourhood: str
    state: NeedState
    stated: StatedNeed
    sought: Rung | None
    granted: Rung | None
    unanswered: tuple[PassedOver, ...]
    opened_at: datetime
    proposals: tuple[ProposalView, ...]

    @classmethod
    def of(cls, need: Need) -> "NeedView":
        return cls.model_validate(need)


class NeedPage(Page[UUID]):
    items: list[NeedView]


class Gap(BaseModel):
    """Needs that nobody answers, for the service consultation."""

    neighbourhood: str
    category: Category
    needs: int
    since: datetime


class Counts(BaseModel):
    needs_by_state: dict[NeedState, int]
    needs_by_rung: dict[str, int]
    proposals_by_state: dict[ProposalState, int]
    gaps: int

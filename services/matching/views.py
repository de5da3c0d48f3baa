"""What goes over HTTP: requests with their limits, answers without anybody's name."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

from libs.contracts.needs import Code, LanguageCode, PassedOver, StatedNeed
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Neighbourhood
from libs.contracts.proposals import Criterion
from libs.contracts.words import Category, PartOfDay, Party, Rung, WhyNot
from services.matching.catalogue import Outcome
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import Proposal, ProposalState

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class OfferingContent(BaseModel):
    """An entry of the catalogue. `title` and `description` are public: a volunteer's name goes into `name` only."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    kind: Kind = Kind.ORGANISATION
    rung: Rung
    categories: tuple[Category, ...] = Field(min_length=1)
    neighbourhood: Neighbourhood = Field(
        default=UNKNOWN_NEIGHBOURHOOD, description="Where it is; `unknown` for what has no place."
    )
    serves: tuple[Neighbourhood, ...] = Field(default=(), description="Empty: the whole municipality.")
    parts_of_day: tuple[PartOfDay, ...] = Field(default=(), description="Empty: at any time.")
    skills: tuple[Code, ...] = ()
    languages: tuple[LanguageCode, ...] = ("nl",)
    capacity: int = Field(ge=0, le=10_000, description="Needs that it can answer at the same time.")
    cost_cents_per_week: int = Field(default=0, ge=0)
    title: Name
    description: Annotated[str, StringConstraints(max_length=4_000)] = ""
    screened_until: date | None = Field(default=None, description="Last day of the certificate of conduct.")
    trained: bool = False
    reach_km: float | None = Field(default=None, ge=0, le=1_000)
    unwilling: tuple[Code, ...] = Field(
        default=(), description="Skills, categories or `inside_home` that this person would rather not."
    )
    name: Name | None = Field(
        default=None,
        description="Who the volunteer is. Sealed, in no event, and erased once they left and nothing runs by them.",
    )

    @model_validator(mode="after")
    def _fits(self) -> "OfferingContent":
        if self.kind is Kind.CONTRIBUTION:
            raise ValueError("a contribution comes from a conversation, not into the catalogue directly")
        if self.kind is not Kind.ORGANISATION and self.rung != Rung.VOLUNTEERS:
            raise ValueError("volunteers and service teams stand on rung 2")
        if (self.kind is Kind.VOLUNTEER) != (self.name is not None):
            raise ValueError("a volunteer, and nobody else, has a name")
        return self

    def offering(self, id_: UUID) -> Offering:
        return Offering(id=id_, **self.model_dump(exclude={"name", "id"}))


class NewOffering(OfferingContent):
    id: UUID | None = Field(default=None, description="Yours, when the entry comes from a list that you keep.")


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


class OfferingPage(BaseModel):
    """`widened`: nothing reaches the own neighbourhood, so these are the others, nearest first."""

    items: list[OfferingView]
    widened: bool
    next: str | None = Field(default=None, description="Give as `after` for the next page.")


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


class ProposalPage(BaseModel):
    items: list[ProposalView]
    next: UUID | None = None


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


class NeedPage(BaseModel):
    items: list[NeedView]
    next: UUID | None = None


class Gap(BaseModel):
    """Needs that nobody answers, for the service consultation."""

    neighbourhood: str
    category: Category
    needs: int
    since: datetime


class Counts(BaseModel):
    needs_by_state: dict[NeedState, int]
    needs_by_rung: dict[Rung, int]
    proposals_by_state: dict[ProposalState, int]
    gaps: int


class Yes(BaseModel):
    by: Party


class No(BaseModel):
    by: Party
    ground: WhyNot = Field(description="A no counts as a reason only with its ground.")


class Ended(BaseModel):
    ground: Code = Field(description="A code, such as `goal_met` or `withdrawn_by_resident`: it is told to all.")


#: A row is checked by itself, so that one wrong row does not refuse the list.
Row = dict[str, Any]

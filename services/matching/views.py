"""What comes out over HTTP, without anybody's name but where that is asked for."""

from datetime import date, datetime, time
from uuid import UUID

from pydantic import BaseModel, ConfigDict, RootModel, field_validator

from libs.contracts.needs import Criterion, PassedOver, StatedNeed
from libs.contracts.words import Category, PartOfDay, Party, Rung
from libs.delivery.pages import Page
from services.matching.catalogue import Outcome
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import Candidate, Proposal, ProposalState
from services.matching.domain.terms import Terms
from services.matching.requests import ClockTime


class HoursView(BaseModel):
    """Open on one day of the week, 1 (Monday) to 7 (Sunday), in local time; closing at 00:00 is at the day's end."""

    model_config = ConfigDict(from_attributes=True)

    weekday: int
    opens: ClockTime
    closes: ClockTime

    @field_validator("opens", "closes", mode="before")
    @classmethod
    def _told(cls, at: time | str) -> str:
        return at if isinstance(at, str) else f"{at:%H:%M}"


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
    hours: tuple[HoursView, ...]
    organisation: UUID | None
    latitude: float | None
    longitude: float | None
    minimum_age: int | None
    maximum_age: int | None
    terms: Terms
    withdrawn: bool

    @classmethod
    def of(cls, offering: Offering) -> "OfferingView":
        return cls.model_validate(offering)


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
    equals: tuple[UUID, ...]
    policy: str
    cost_cents_per_week: int
    offered_at: datetime
    expires_at: datetime
    ring: UUID | None

    @classmethod
    def of(cls, proposal: Proposal) -> "ProposalView":
        return cls.model_validate(proposal)


class EvidenceView(BaseModel):
    """Why not lower: counts of all candidates, and of the nearest 200 who each of them is."""

    proposal: UUID
    passed_over: tuple[PassedOver, ...]
    candidates: tuple[Candidate, ...]


class ProposalPage(Page[UUID]):
    items: list[ProposalView]


class PermittedView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    rung: Rung
    at: datetime
    budget: int | None


class NeedView(BaseModel):
    """`unanswered` is the evidence of a gap; empty when there is none. `proposals` are all there ever were.
    `permitted`: what decisions allow, on which rung; a `budget` is the cents a week with which residents buy it.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    caseid: UUID
    neighbourhood: str
    state: NeedState
    stated: StatedNeed
    sought: Rung | None
    granted: Rung | None
    permitted: tuple[PermittedView, ...]
    unanswered: tuple[PassedOver, ...]
    opened_at: datetime
    proposals: tuple[ProposalView, ...]

    @classmethod
    def of(cls, need: Need) -> "NeedView":
        return cls.model_validate(need)


class NeedPage(Page[UUID]):
    items: list[NeedView]


class Counts(BaseModel):
    needs_by_state: dict[NeedState, int]
    needs_by_rung: dict[str, int]
    proposals_by_state: dict[ProposalState, int]
    gaps: int

"""What comes out over HTTP, without free text; that is in `forms/dossier.py`."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.casework import SuspensionGround, TriageReason
from libs.contracts.words import CaseOutcome, Category, Route, Rung, Urgency, WayIn
from libs.delivery.pages import Page
from services.intake.domain.case import Case, CaseState
from services.intake.domain.catalogue import Offering
from services.intake.domain.teams import CaseHolder
from services.intake.domain.worklist import Wait, WorkItem


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class CaseView(Shown):
    """A case without free text. `since` is when it came into this state.

    `reasons` say why it goes its route, by version `rule` of the policy; without one, a person decided. The terms
    (`..._by`) are last days, and a moment for what is urgent.
    """

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
    reasons: tuple[TriageReason, ...] = ()
    rule: str | None = None
    reported_on: date | None = None
    personal_plan_by: date | None = None
    personal_plan_on: date | None = None
    investigation_by: date | None = None
    urgent_by: datetime | None = None
    suspended_on: date | None = None
    suspended_until: date | None = None
    suspended_for: SuspensionGround | None = None
    moved_to: str | None = Field(description="The neighbourhood of ours to which the household moved, if it is known.")

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
    """`absent_from` through `absent_until` they are away, and `stand_in` acts for them; null when none is planned."""

    case_holder: UUID
    neighbourhood: str
    capacity: int
    open_cases: int
    absent_from: date | None = None
    absent_until: date | None = None
    stand_in: UUID | None = None

    @classmethod
    def of(cls, holder: CaseHolder) -> Self:
        view, away = cls.model_validate(holder), holder.absence
        if away is None:
            return view
        period = {"absent_from": away.since, "absent_until": away.until, "stand_in": away.stand_in}
        return view.model_copy(update=period)


class CaseHoldersView(Shown):
    case_holders: tuple[CaseHolderView, ...]


class HoldingView(Shown):
    """`until` is null for who holds it now."""

    case_holder: UUID
    since: datetime
    until: datetime | None


class HoldingsView(Shown):
    holders: tuple[HoldingView, ...]


class ReceiptView(Shown):
    """The confirmation of receipt: `text` in Dutch, a paragraph to an empty line, and the facts that it tells."""

    case: UUID
    reported_on: date | None
    personal_plan_by: date | None
    investigation_by: date | None
    case_holder: UUID | None
    text: str

    @classmethod
    def of(cls, case: Case, text: str) -> Self:
        return cls(
            case=case.id,
            reported_on=case.reported_on,
            personal_plan_by=case.personal_plan_by,
            investigation_by=case.investigation_by,
            case_holder=case.held_by,
            text=text,
        )


class NeighbourhoodView(Shown):
    """`district` is a code, as `neighbourhood` is."""

    neighbourhood: str
    name: str
    district: str
    district_name: str
    municipality: str


class NeighbourhoodsView(Shown):
    """`fault` says why a newer file does not hold."""

    neighbourhoods: tuple[NeighbourhoodView, ...]
    file: str
    content_hash: str
    read_at: datetime
    fault: str | None


class CasesView(Page[UUID]):
    cases: tuple[CaseView, ...]


class Role(StrEnum):
    """Whose work list."""

    HELPDESK = "helpdesk"
    ADVISER = "adviser"
    OUTREACH = "outreach"


class WorkItemView(Shown):
    """`asks` says what is to be done, in words. `due`: when the team is late with it, by law; `exception`: acute or
    palliative, and not yet transferred.
    """

    waits_for: Wait
    asks: str
    case: CaseView
    due: datetime | None
    overdue: bool
    exception: bool

    @classmethod
    def of(cls, item: WorkItem) -> Self:
        case = item.case
        return cls(
            waits_for=item.waits_for,
            asks=item.waits_for.asks,
            case=CaseView.of(case),
            due=case.due,
            overdue=item.overdue,
            exception=case.exception,
        )


class WorkListView(Page[str]):
    """Exceptions first, then overdue, then what is due soonest; after that the most urgent, the longest waiting."""

    items: tuple[WorkItemView, ...]


class CountsView(Shown):
    """How many cases are open and closed, in which state, on which route, and how they closed."""

    cases: int
    open: int
    by_state: dict[CaseState, int]
    by_route: dict[Route, int]
    by_outcome: dict[CaseOutcome, int]

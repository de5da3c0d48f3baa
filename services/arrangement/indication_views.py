"""What comes out about indications."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, RootModel

from libs.contracts.words import Category
from libs.delivery.pages import Page
from services.arrangement.domain.indication import Indication, IndicationState
from services.arrangement.views import View


class Outcome(StrEnum):
    """What became of one row."""

    REGISTERED = "registered"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class ImportedIndication(BaseModel):
    """What became of one row of a list; `detail` says what is wrong with it."""

    row: int
    id: UUID | None = None
    outcome: Outcome | None = None
    refused: str | None = None
    detail: str | None = None


class ImportedIndications(RootModel[list[ImportedIndication]]):
    """One per row, in order."""


class TermsView(View):
    neighbourhood: str
    category: Category
    until: date
    product: str
    supplier: str
    begins: date | None
    cost_cents_per_week: int


class IndicationView(View):
    """`times_due`: how often it was told that a conversation is due."""

    id: UUID
    reference: str
    terms: TermsView
    caseid: UUID | None
    plan: UUID | None
    state: IndicationState
    times_due: int

    @classmethod
    def of(cls, indication: Indication) -> "IndicationView":
        return cls.model_validate(indication)


class IndicationPage(Page[UUID]):
    items: list[IndicationView]

"""What the service consultation is given, and what it says: gaps in numbers, its agenda, and outcomes."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from libs.contracts.calendar import Day
from libs.contracts.needs import Code
from libs.contracts.words import Category, Rung, Urgency, WhyNot
from services.matching.domain.offering import Kind
from services.matching.requests import Asked, Name


class Reason(BaseModel):
    """Why a rung does not answer: for so many of the needs; `candidates`: the most that any of them passed over."""

    rung: Rung
    why_not: WhyNot
    needs: int
    candidates: int


class GapView(BaseModel):
    """Needs of one category in one neighbourhood that nobody answers, of so many cases; a case is a household.

    `gap` is what outcomes are recorded under, once it was counted. `since`: the longest unanswered. `waiting_longer`:
    of the needs, those without an answer for more than a period. `sought`: for how many a rung was decided upon.
    `lately`: needs that were without an answer for the first time, or again, in this period; `before`: in the one
    before it.
    """

    gap: UUID | None
    neighbourhood: str
    category: Category
    needs: int
    cases: int
    urgency: Urgency
    since: datetime
    median_weeks: int
    waiting_longer: int
    parts_of_day: dict[str, int] = Field(description="Needs by the part of the day they ask for; `any`: no part.")
    why_not: list[Reason]
    sought: dict[str, int]
    lately: int
    before: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "GapView":
        told = dict(row) | {"urgency": list(Urgency)[row["urgency"]]}
        return cls(**told | {name: told[name] or empty for name, empty in (("sought", {}), ("why_not", []))})


class Result(StrEnum):
    """What the service consultation can say to a gap."""

    TAKEN_UP = "taken_up"
    NOT_SOLVED = "not_solved"


class NewOutcome(Asked):
    """Taken up by an organisation that promises an answer by a day; or not solved, on a ground."""

    result: Result
    name: Name | None = Field(default=None, description="Of the organisation that takes it up; never of a person.")
    organisation: UUID | None = Field(default=None, description="Its id in the catalogue, when it has one.")
    promised_on: Day | None = Field(default=None, description="The last day of the promise.")
    ground: Code | None = Field(default=None, description="Why nobody takes it up: a code, since it is told to all.")

    @model_validator(mode="after")
    def _fits(self) -> "NewOutcome":
        promise = (self.name, self.promised_on)
        if self.result is Result.TAKEN_UP and (None in promise or self.ground is not None):
            raise ValueError("taken_up needs name and promised_on, and no ground")
        if self.result is Result.NOT_SOLVED and (self.ground is None or any(promise) or self.organisation):
            raise ValueError("not_solved needs a ground, and nothing else")
        return self


class OutcomeView(BaseModel):
    """What was said last. `overdue`: the day promised is over, and there still are needs without an answer."""

    recorded_at: datetime
    result: Result
    name: str | None
    organisation: UUID | None
    promised_on: date | None
    ground: str | None
    overdue: bool = False


class GapState(BaseModel):
    """A gap after an outcome was recorded."""

    gap: UUID
    neighbourhood: str
    category: Category
    promised_on: date | None
    overdue: bool


class AgendaGap(BaseModel):
    """A gap as it may leave the team. Of `few` cases only that there is one: more could point at a household."""

    gap: UUID | None
    neighbourhood: str
    category: Category
    urgency: Urgency
    few: bool
    numbers: GapView | None = Field(description="Empty for few.")
    trend: Literal["rising", "falling", "steady"] | None = Field(description="Against the period before.")
    outcome: OutcomeView | None = Field(description="What was said last, while the gap is open.")

    @classmethod
    def of(cls, gap: GapView, outcome: OutcomeView | None, enough: int) -> "AgendaGap":
        few = gap.cases < enough
        told = {name: getattr(gap, name) for name in ("gap", "neighbourhood", "category", "urgency")}
        return cls(**told, few=few, numbers=None if few else gap, trend=None if few else _trend(gap), outcome=outcome)


class Bottleneck(BaseModel):
    """An offering that is full, and the number of cases that wait for a place on its rung; null for few."""

    offering: UUID
    title: str
    kind: Kind
    rung: Rung
    neighbourhood: str
    categories: list[Category]
    capacity: int
    cases: int | None


class FallingAway(BaseModel):
    """By whom something runs, and whose certificate of conduct has ended or soon ends."""

    offering: UUID
    title: str
    kind: Kind
    rung: Rung
    neighbourhood: str
    categories: list[Category]
    capacity: int
    taken: int
    screened_until: date


class Agenda(BaseModel):
    """Of the service consultation: what is most urgent and waits for most comes first."""

    made_on: date
    period_weeks: int
    enough: int = Field(description="Cases from which on numbers are shown.")
    gaps: list[AgendaGap]
    bottlenecks: list[Bottleneck]
    falling_away: list[FallingAway]


def _trend(gap: GapView) -> Literal["rising", "falling", "steady"]:
    """By half or more, as with worries that rise in signalling."""
    if 2 * gap.lately >= 3 * gap.before and gap.lately > gap.before:
        return "rising"
    return "falling" if 2 * gap.before >= 3 * gap.lately and gap.before > gap.lately else "steady"

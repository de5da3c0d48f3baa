"""The terms of an offering as they go in over HTTP, with their limits."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from libs.contracts.calendar import Day
from libs.contracts.needs import Code, Whose
from services.matching.domain.terms import Reservation, Terms

Codes = Annotated[tuple[Code, ...], Field(max_length=50)]


class Stated(BaseModel):
    """A field that we do not know is refused: a typing error must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ReservationContent(Stated):
    """Places held back until and including a day."""

    places: int = Field(ge=1, le=10_000)
    until: Day
    purpose: Code = Field(description="For needs of this category, urgency, skill, or with this condition met.")


class TermsContent(Stated):
    """Where it is given, when not, for whom, and by whom."""

    visits: bool | None = Field(
        default=None, description="It comes to the home. Not said: persons and what needs a grant do, a place does not."
    )
    at_distance: bool = Field(default=False, description="Nobody has to come: domotica, a screen.")
    any_hour: bool = Field(default=False, description="Takes acute needs, day and night.")
    whose: tuple[Whose, ...] = Field(default=(), max_length=2, description="Empty: residents and carers alike.")
    conditions: Codes = Field(default=(), description="Codes that the resident must meet, such as a card.")
    traits: Codes = Field(
        default=(), description="What who comes says of themselves: `woman`, `man`, `pets`, `smokes`, `trainee`."
    )
    prefers: Codes = Field(default=(), description="Categories, skills or traits of the resident that are liked best.")
    trained_in: Codes = Field(default=(), description="Skills of which there was a training.")
    guide: UUID | None = Field(
        default=None, description="Who accompanies the people; without, they do not come to vulnerable residents."
    )
    members: tuple[UUID, ...] = Field(default=(), max_length=200, description="Of a service team.")
    per_day: int | None = Field(
        default=None, ge=1, le=1_000, description="Visits of a service team a day; its capacity is then visits a week."
    )
    away_from: Day | None = Field(default=None, description="First day of a time-out.")
    away_until: Day | None = Field(default=None, description="Last day of a time-out.")
    reserved: tuple[ReservationContent, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _fits(self) -> "TermsContent":
        if self.away_from is not None and self.away_until is not None and self.away_until < self.away_from:
            raise ValueError("away_until is before away_from")
        return self

    def terms(self) -> Terms:
        told = self.model_dump(exclude={"reserved", "whose"})
        reserved = tuple(Reservation(**each.model_dump()) for each in self.reserved)
        return Terms(**told, whose=tuple(sorted(set(self.whose))), reserved=reserved)

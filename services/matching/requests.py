"""What goes in over HTTP, with its limits."""

from datetime import date, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from libs.contracts.needs import Code, LanguageCode
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Neighbourhood
from libs.contracts.words import Category, PartOfDay, Party, Rung, WhyNot
from services.matching.domain.hours import Hours, parts_of
from services.matching.domain.offering import Kind, Offering
from services.matching.terms import TermsContent

#: Of a service team that does not say its hours.
WORKING_DAYS = 5
#: The database takes no NUL.
STORABLE = r"^[^\x00]*$"
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=STORABLE)]


class Asked(BaseModel):
    """A command's body. A field that we do not know is refused: a typing error must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WeeklyHours(Asked):
    """Open on one day of the week, in local time."""

    weekday: int = Field(ge=1, le=7, description="1 is Monday, 7 is Sunday.")
    opens: ClockTime
    closes: ClockTime = Field(description="00:00 is the end of the day.")

    @model_validator(mode="after")
    def _fits(self) -> "WeeklyHours":
        self.hours()
        return self

    def hours(self) -> Hours:
        return Hours(self.weekday, time.fromisoformat(self.opens), time.fromisoformat(self.closes))


class OfferingContent(Asked):
    """An entry of the catalogue. `title` and `description` are public: a volunteer's name goes into `name` only."""

    model_config = ConfigDict(str_strip_whitespace=True)

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
    capacity: int | None = Field(
        default=None,
        ge=0,
        le=10_000,
        description="Needs that it can answer at the same time. Left out where a team says its visits `per_day`.",
    )
    cost_cents_per_week: int = Field(default=0, ge=0, le=100_000_000)
    title: Name
    description: Annotated[str, StringConstraints(max_length=4_000, pattern=STORABLE)] = ""
    screened_until: date | None = Field(default=None, description="Last day of the certificate of conduct.")
    trained: bool = False
    reach_km: float | None = Field(default=None, ge=0, le=1_000)
    unwilling: tuple[Code, ...] = Field(
        default=(), description="Skills, categories or `inside_home` that this person would rather not."
    )
    hours: tuple[WeeklyHours, ...] = Field(
        default=(),
        max_length=50,
        description="When it is open, weekly. Parts of the day follow from it when not given.",
    )
    organisation: UUID | None = Field(default=None, description="Whose entry it is.")
    latitude: float | None = Field(default=None, ge=-90, le=90, description="WGS84; with `longitude`.")
    longitude: float | None = Field(default=None, ge=-180, le=180)
    minimum_age: int | None = Field(default=None, ge=0, le=150)
    maximum_age: int | None = Field(default=None, ge=0, le=150)
    terms: TermsContent = TermsContent()
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
        if (self.capacity is None) != (self.terms.per_day is not None):
            raise ValueError("say the capacity; of a service team that counts `per_day` it follows and is left out")
        team = self.terms.per_day is not None or self.terms.members
        if team and (self.kind is not Kind.SERVICE_TEAM or self.terms.guide is None):
            raise ValueError("members and visits per_day are a service team's, which has a guide")
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude belong together")
        if self.minimum_age is not None and self.maximum_age is not None and self.minimum_age > self.maximum_age:
            raise ValueError("minimum_age is above maximum_age")
        return self

    def offering(self, id_: UUID) -> Offering:
        hours = tuple(sorted(each.hours() for each in self.hours))
        told = self.model_dump(exclude={"name", "id", "hours", "parts_of_day", "terms", "capacity"})
        return Offering(
            id=id_,
            hours=hours,
            parts_of_day=self.parts_of_day or parts_of(hours),
            terms=self.terms.terms(),
            capacity=self._places(hours),
            **told,
        )

    def _places(self, hours: tuple[Hours, ...]) -> int:
        """As it was said; of a team that counts by the day, its visits on all days of the week on which it works."""
        if self.terms.per_day is None:
            return self.capacity or 0
        return self.terms.per_day * (len({each.weekday for each in hours}) or WORKING_DAYS)


class NewOffering(OfferingContent):
    id: UUID | None = Field(default=None, description="Yours, when the entry comes from a list that you keep.")


class Yes(Asked):
    by: Party


class No(Asked):
    by: Party
    ground: WhyNot = Field(description="A no counts as a reason only with its ground.")


class Chosen(Asked):
    offering: UUID = Field(description="One of `equals` of the proposal.")


class Ended(Asked):
    ground: Code = Field(description="A code, such as `goal_met` or `withdrawn_by_resident`: it is told to all.")


#: A row is checked by itself, so that one wrong row does not refuse the list.
Row = dict[str, Any]

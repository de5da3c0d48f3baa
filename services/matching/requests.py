"""What goes in over HTTP, with its limits."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from libs.contracts.needs import Code, LanguageCode
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Neighbourhood
from libs.contracts.words import Category, PartOfDay, Party, Rung, WhyNot
from services.matching.domain.offering import Kind, Offering

#: The database takes no NUL.
STORABLE = r"^[^\x00]*$"
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=STORABLE)]


class Asked(BaseModel):
    """A command's body. A field that we do not know is refused: a typing error must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


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
    capacity: int = Field(ge=0, le=10_000, description="Needs that it can answer at the same time.")
    cost_cents_per_week: int = Field(default=0, ge=0, le=100_000_000)
    title: Name
    description: Annotated[str, StringConstraints(max_length=4_000, pattern=STORABLE)] = ""
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


class Yes(Asked):
    by: Party


class No(Asked):
    by: Party
    ground: WhyNot = Field(description="A no counts as a reason only with its ground.")


class Ended(Asked):
    ground: Code = Field(description="A code, such as `goal_met` or `withdrawn_by_resident`: it is told to all.")


#: A row is checked by itself, so that one wrong row does not refuse the list.
Row = dict[str, Any]

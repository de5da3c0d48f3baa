"""What goes in about indications: codes, dates and euros only, and the number that the municipality knows them by."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from libs.contracts.calendar import Day
from libs.contracts.needs import Code
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Places
from libs.contracts.words import Category
from services.arrangement.domain.indication import Terms
from services.arrangement.requests import Asked, Cents

Short = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]{1,64}$")]


class IndicationRow(Asked):
    """A row of the municipality's list. `reference` is its number there; names have no place in it."""

    reference: Short
    neighbourhood: str = UNKNOWN_NEIGHBOURHOOD
    category: Category
    until: Day
    begins: Day | None = None
    product: Short | None = None
    supplier: Short | None = None
    cost_cents_per_week: Cents = 0

    @classmethod
    def read(cls, row: dict[str, Any], places: Places) -> Self:
        """Empty cells say nothing. Raises ValidationError."""
        said = {name: value for name, value in row.items() if value not in ("", None)}
        return cls.model_validate(said, context={"places": places})

    @field_validator("neighbourhood")
    @classmethod
    def _known(cls, code: str, info: ValidationInfo) -> str:
        places: Places | None = (info.context or {}).get("places")
        if places is not None and code not in {*places.by_code, UNKNOWN_NEIGHBOURHOOD}:
            raise ValueError("no neighbourhood of this municipality has that code")
        return code

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begins is not None and self.begins > self.until:
            raise ValueError("it begins after its last day")
        return self

    def terms(self) -> Terms:
        return Terms(
            neighbourhood=self.neighbourhood,
            category=self.category,
            until=self.until,
            product=self.product or "",
            supplier=self.supplier or "",
            begins=self.begins,
            cost_cents_per_week=self.cost_cents_per_week,
        )


class Linking(Asked):
    caseid: UUID


class Converting(Asked):
    plan: UUID


class EndingEarly(Asked):
    ground: Code = Field(description="A code, such as `moved` or `died`.")

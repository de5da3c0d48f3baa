"""What goes in over HTTP: codes, ids and dates only, no words about anybody."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.casework import LegalGround
from libs.contracts.needs import Code
from libs.contracts.words import Ground, ItemEnd, LifeDomain, Rung

Score = Annotated[int, Field(ge=1, le=5, description="1 acute problem ... 5 fully self-reliant.")]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]


class Asked(BaseModel):
    """A command's body. A field that we do not know is refused: a typing error must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(StrEnum):
    """Who may coordinate a plan."""

    RELATIVE = "relative"
    TRUSTED_PERSON = "trusted_person"
    VOLUNTEER = "volunteer"
    PROFESSIONAL = "professional"
    SPECIALIST = "specialist"


class Agreement(Asked):
    with_resident: bool


class Coordinator(Asked):
    coordinator: UUID
    role: Role


class Confirmation(Asked):
    confirmed_by: UUID = Field(description="The specialist who confirmed: a hand-over is warm or it is none.")
    without_consent: LegalGround | None = Field(default=None, description="Where the resident does not agree to it.")


class NewGoal(Asked):
    domain: LifeDomain
    target_score: Score


class Closing(Asked):
    end_items: ItemEnd | None = Field(default=None, description="How items that still run end with the plan.")


class Ending(Asked):
    reason: ItemEnd = ItemEnd.GOAL_MET


class Held(Asked):
    """A review as it was held."""

    reviewed_on: date
    scores: dict[LifeDomain, Score] = Field(description="Of the domains that were discussed.")
    goals_met: tuple[UUID, ...] = ()
    satisfied: bool | None = None
    next_review_on: date


class NewChange(Asked):
    item: UUID
    to_rung: Rung
    grounds: tuple[Ground, ...] = Field(min_length=1)
    facts: tuple[UUID, ...] = Field(default=(), description="What is new, such as a lighter offering.")


class Rejection(Asked):
    ground: Code


class FollowUp(Asked):
    passed: bool


class NewApplication(Asked):
    need: UUID
    rung: Rung
    grounds: tuple[Ground, ...] = Field(min_length=1)
    until: date | None = None
    cost_cents_per_week: Cents = 0


class NewGrant(Asked):
    """`until`, or lasting; lasting support has a review date, half a year on unless given."""

    until: date | None = None
    cost_cents_per_week: Cents = 0
    lasting: bool = False
    review_on: date | None = None


class Mandate(Asked):
    person: UUID

"""What comes out, and goes in, about rounds over HTTP. No need is named: who was helped stands with the proposals."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from libs.delivery.pages import Page
from services.matching.domain.area import Area, Breadth
from services.matching.domain.round import Round, RoundState
from services.matching.requests import STORABLE, Asked


class AskedRound(Asked):
    """Which area is to be assigned at once."""

    breadth: Breadth = Breadth.MUNICIPALITY
    code: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=STORABLE)] | None = Field(
        default=None, description="The neighbourhood's or district's code; none for the municipality."
    )

    @model_validator(mode="after")
    def _fits(self) -> "AskedRound":
        if (self.breadth is Breadth.MUNICIPALITY) != (self.code is None):
            raise ValueError("a neighbourhood or district has a code, the municipality has none")
        return self

    def area(self) -> Area:
        return Area(self.breadth, self.code or "")


class RoundView(BaseModel):
    """`outcomes`: how many needs came to what. `given`: what was chosen for them; `other`: another answer, since the
    place was gone; `nothing`; `changed`: answered or over meanwhile; `waiting`: not applied yet; `moved`: of those
    given, whose unanswered offer was exchanged. `failed`: why nothing was chosen, so that they were looked for one by
    one. `figures`: needs, offers kept and moved, continuity, how load is spread over suppliers (Gini), who waited how
    long.
    """

    id: UUID
    breadth: Breadth
    code: str | None
    by_rhythm: bool
    state: RoundState
    asked_at: datetime
    done_at: datetime | None
    failed: str | None
    outcomes: dict[str, int]
    figures: dict[str, Any]

    @classmethod
    def of(cls, round_: Round, outcomes: dict[str, int]) -> "RoundView":
        return cls(
            id=round_.id,
            breadth=round_.area.breadth,
            code=round_.area.code or None,
            by_rhythm=round_.by_rhythm,
            state=round_.state,
            asked_at=round_.asked_at,
            done_at=round_.done_at,
            failed=round_.failed,
            outcomes=outcomes,
            figures=dict(round_.figures),
        )


class RoundPage(Page[UUID]):
    items: list[RoundView]

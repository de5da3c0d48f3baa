"""The neighbourhood scan: matching's half of it; what neighbours worry about is told by signalling."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.payload import Neighbourhood
from libs.contracts.words import Category, Rung
from libs.delivery.commands import QuestionWork
from services.matching import store
from services.matching.domain.scan import Missing, Scanned, scan

router = APIRouter(tags=["neighbourhoods"])


class SupplyView(BaseModel):
    """What reaches the neighbourhood on one rung. `formal`: of organisations; else of residents and volunteers."""

    model_config = ConfigDict(from_attributes=True)

    rung: Rung
    formal: bool
    entries: int
    here: int = Field(description="Entries that are in the neighbourhood itself.")
    places: int
    free: int
    lately: int = Field(description="Entries that are new in the last weeks.")
    before: int


class CategoryView(BaseModel):
    """`lately` and `before`: needs opened in the last weeks, and in as many weeks before."""

    category: Category
    supply: list[SupplyView]
    open: int = Field(description="Needs whose support does not run yet.")
    covered: int
    unanswered: int = Field(description="Open needs that nobody answers.")
    lately: int
    before: int
    rising: bool = Field(description="At least half as many again as before, and at least five.")
    missing: Missing | None = Field(
        description="Of what is freely accessible: nobody offers it, nobody has a place, or it does not fit the needs."
    )

    @classmethod
    def of(cls, it: Scanned) -> "CategoryView":
        demand = it.demand
        return cls(
            supply=[SupplyView.model_validate(each) for each in it.supply],
            missing=it.missing,
            rising=demand.rising,
            **vars(demand),
        )


class ScanView(BaseModel):
    neighbourhood: str
    weeks: int
    categories: list[CategoryView]
    signals: str = Field(description="The other half of the scan: ask this of the service signalling.")


@router.get("/neighbourhoods/{code}/scan", summary="What there is, what is asked for, what grows and what is missing")
async def scan_neighbourhood(
    work: QuestionWork, code: Neighbourhood, weeks: Annotated[int, Query(ge=1, le=52)] = 13
) -> ScanView:
    """Per category: the formal and the informal supply on each rung, and how the needs of residents stand."""
    work.settings.places.require(code)
    span = timedelta(weeks=weeks)
    before, lately = work.now - 2 * span, work.now - span
    supply = await store.supply_of(work.connection, code, before, lately)
    demand = await store.demand_of(work.connection, code, before, lately)
    return ScanView(
        neighbourhood=code,
        weeks=weeks,
        categories=[CategoryView.of(each) for each in scan(supply, demand)],
        signals=f"/v1/trends?neighbourhood={code}&weeks={weeks}",
    )

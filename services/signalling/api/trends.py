"""What neighbourhoods worry about, for the agenda of the service consultation. Counts, and no small ones."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from libs.contracts.words import SignalKind
from libs.delivery.commands import QuestionWork
from services.signalling import store
from services.signalling.api.asked import Where
from services.signalling.domain.trend import Trend, shown

router = APIRouter()


class TrendView(BaseModel):
    """`lately` and `before`: signals in the last weeks and in as many before; null for fewer than five."""

    neighbourhood: str
    kind: SignalKind
    lately: int | None
    before: int | None
    rising: bool = Field(description="At least half as many again as before, and at least five.")

    @classmethod
    def of(cls, trend: Trend) -> "TrendView":
        return cls(
            neighbourhood=trend.neighbourhood,
            kind=trend.kind,
            lately=shown(trend.lately),
            before=shown(trend.before),
            rising=trend.rising,
        )


@router.get("/trends", tags=["signals"], summary="Kinds of worry that rise", response_model=list[TrendView])
async def trends(
    work: QuestionWork,
    neighbourhood: Where,
    weeks: Annotated[int, Query(ge=1, le=52)] = 4,
) -> list[TrendView]:
    """Per neighbourhood and kind, how many signals there were lately and before."""
    span = timedelta(weeks=weeks)
    found = await store.trends(work.connection, work.now - 2 * span, work.now - span, neighbourhood)
    return [TrendView.of(each) for each in found]

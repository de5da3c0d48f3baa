"""What support costs: by rung, by budget, by plan; and what would be paid for it in three ways."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.calendar import day_of
from libs.contracts.payload import Neighbourhood
from libs.delivery.commands import QuestionWork
from libs.delivery.pages import FIRST, Limit, Page, cut
from services.arrangement import store
from services.arrangement.domain import funding
from services.arrangement.domain.cost import by_budget, by_rung, days_of, part_of_year
from services.arrangement.domain.funding import Payment
from services.arrangement.recording import policy

router = APIRouter(prefix="/costs", tags=["costs"])

Week = Annotated[str | None, Query(max_length=8, description="An ISO week such as 2026-W10; this one unless named.")]
Place = Annotated[Neighbourhood | None, Query(description="Of this neighbourhood alone.")]


class BudgetView(BaseModel):
    """`budget_cents` for these days, where policy gives the neighbourhood one for the field."""

    neighbourhood: str
    field: str
    cents: int
    old_law_cents: int
    budget_cents: int | None


class CostsView(BaseModel):
    """Money in cents. Suspended support counts: its place is kept. What runs under the old law stands apart."""

    first: date
    last: date
    cents: int
    old_law_cents: int
    rungs: dict[str, int] = Field(description="In cents, by rung: 0 ... 5.")
    budgets: list[BudgetView]


class PlanCostView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    plan: UUID
    items: int
    cents: int


class PlanCostPage(Page[UUID]):
    items: list[PlanCostView]


class PaymentView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    neighbourhood: str
    field: str
    used: int
    paid: int


class ScenarioView(BaseModel):
    """What would be paid, in cents, for the same support. `field` is empty for a whole neighbourhood."""

    used: int
    paid: int
    payments: list[PaymentView]

    @classmethod
    def of(cls, payments: list[Payment]) -> "ScenarioView":
        return cls(
            used=sum(each.used for each in payments),
            paid=sum(each.paid for each in payments),
            payments=[PaymentView.model_validate(each) for each in payments],
        )


class ScenariosView(BaseModel):
    """From the first through the last day of the year, or through today."""

    first: date
    last: date
    neighbourhood_budget: ScenarioView
    pay_by_result: ScenarioView
    integrated_team: ScenarioView


@router.get("", summary="Of a week, by rung and by budget")
async def show_costs(work: QuestionWork, week: Week = None, neighbourhood: Place = None) -> CostsView:
    first, last = _days(work, week)
    terms = policy(work)
    new = await store.costs(work.connection, first, last, neighbourhood)
    old = await store.old_costs(work.connection, first, last, neighbourhood)
    used, before = by_budget(new, terms.fields), by_budget(old, terms.fields)
    budgets = {key: cents for key, cents in terms.budgets.items() if neighbourhood in (None, key.neighbourhood)}
    return CostsView(
        first=first,
        last=last,
        cents=sum(each.cents for each in new),
        old_law_cents=sum(each.cents for each in old),
        rungs={str(int(rung)): cents for rung, cents in by_rung(new).items()},
        budgets=[
            BudgetView(
                neighbourhood=key.neighbourhood,
                field=key.field,
                cents=used.get(key, 0),
                old_law_cents=before.get(key, 0),
                budget_cents=_part(budgets.get(key), first, last),
            )
            for key in sorted(used.keys() | before.keys() | budgets.keys())
        ],
    )


@router.get("/plans", summary="Of a week, by plan")
async def list_costs(
    work: QuestionWork, week: Week = None, neighbourhood: Place = None, after: UUID = FIRST, limit: Limit = 50
) -> PlanCostPage:
    first, last = _days(work, week)
    found = await store.costs_of_plans(work.connection, first, last, neighbourhood, after, limit + 1)
    page, end = cut(found, limit)
    return PlanCostPage(items=[PlanCostView.model_validate(each) for each in page], next=end.plan if end else None)


@router.get("/scenarios", summary="Paid for in three ways")
async def show_scenarios(
    work: QuestionWork, year: Annotated[int | None, Query(ge=2000, le=2199)] = None, neighbourhood: Place = None
) -> ScenariosView:
    """A budget for each field, pay by result, and an integrated team, over the same support."""
    today, terms = day_of(work.now), policy(work)
    first = date(year or today.year, 1, 1)
    last = max(first, min(date(first.year, 12, 31), today))
    found = await store.outcomes(work.connection, first, last, neighbourhood)
    budgets = {
        key: _part(cents, first, last) or 0
        for key, cents in terms.budgets.items()
        if neighbourhood in (None, key.neighbourhood)
    }
    return ScenariosView(
        first=first,
        last=last,
        neighbourhood_budget=ScenarioView.of(funding.neighbourhood_budget(found, terms.fields, budgets)),
        pay_by_result=ScenarioView.of(funding.pay_by_result(found, terms.fields, terms.funding)),
        integrated_team=ScenarioView.of(funding.integrated_team(found, budgets, terms.funding)),
    )


def _days(work: QuestionWork, week: str | None) -> tuple[date, date]:
    year, number, _ = day_of(work.now).isocalendar()
    return days_of(week or f"{year}-W{number:02}")


def _part(cents_per_year: int | None, first: date, last: date) -> int | None:
    """Of a year's budget, the part of these days, both included."""
    return None if cents_per_year is None else part_of_year(cents_per_year, first.year, (last - first).days + 1)

"""Whether a budget is used as agreed, week by week: told when that changes."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID, uuid5

from libs.contracts.budgets import BudgetEvent, BudgetOverUsed, BudgetUnderUsed, BudgetWithin
from libs.contracts.payload import Event
from services.arrangement.domain.cost import Budget, part_of_year

#: Of budgets' own ids, so that each year of a budget is one subject for ever.
NAMESPACE = UUID("5f0b3c52-3b0e-5d07-9f57-3c1f0f3e7c11")


class Use(StrEnum):
    """How much of it is used."""

    WITHIN = "within"
    OVER = "over"
    UNDER = "under"


TOLD: dict[Use, type[BudgetEvent]] = {
    Use.WITHIN: BudgetWithin,
    Use.OVER: BudgetOverUsed,
    Use.UNDER: BudgetUnderUsed,
}


@dataclass(frozen=True)
class Spending:
    """When it is told, in hundredths of what was agreed until now; under-use only after so many weeks of the year."""

    over_percent: int = 10
    under_percent: int = 25
    under_after_weeks: int = 8


@dataclass(frozen=True)
class BudgetYear:
    """One year of a budget, and how it was used when that was told last."""

    id: UUID
    neighbourhood: str
    field: str
    year: int
    use: Use = Use.WITHIN
    sequence: int = 0

    @classmethod
    def of(cls, budget: Budget, year: int) -> "BudgetYear":
        return cls(budget_id(budget, year), budget.neighbourhood, budget.field, year)


Decision: TypeAlias = tuple[BudgetYear, list[Event]]


def budget_id(budget: Budget, year: int) -> UUID:
    """The subject of its events."""
    return uuid5(NAMESPACE, f"{budget.neighbourhood}/{budget.field}/{year}")


def looked_at(budget: BudgetYear, used: int, cents_per_year: int, today: date, terms: Spending) -> Decision:
    """`used` in cents from the first of January through yesterday. Changes nothing while its use stays the same."""
    days = (today - date(budget.year, 1, 1)).days
    agreed = part_of_year(cents_per_year, budget.year, days)
    use = _use(used, agreed, days, terms)
    if use is budget.use:
        return budget, []
    budget = replace(budget, use=use)
    told = TOLD[use](
        neighbourhood=budget.neighbourhood,
        field=budget.field,
        year=budget.year,
        used_cents=used,
        agreed_cents=agreed,
    )
    return budget, [told]


def _use(used: int, agreed: int, days: int, terms: Spending) -> Use:
    if used * 100 > agreed * (100 + terms.over_percent):
        return Use.OVER
    if days // 7 >= terms.under_after_weeks and used * 100 < agreed * (100 - terms.under_percent):
        return Use.UNDER
    return Use.WITHIN

"""What support costs, counted over days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.words import Category, Rung
from services.arrangement.domain.cost import Cost, Outcome
from services.arrangement.store.statements import SQL, Database


@dataclass(frozen=True)
class PlanCost:
    """Of one plan; money in cents."""

    plan: UUID
    items: int
    cents: int


async def costs(database: Database, first: date, last: date, neighbourhood: str | None) -> list[Cost]:
    """From the first through the last day."""
    rows = await database.fetch(SQL.costs, first, last, neighbourhood)
    return [
        Cost(row["neighbourhood"], Category(row["category"]), Rung(row["rung"]), row["items"], row["cents"])
        for row in rows
    ]


async def old_costs(database: Database, first: date, last: date, neighbourhood: str | None) -> list[Cost]:
    """What runs under the old law, all of it on rung 4."""
    rows = await database.fetch(SQL.old_costs, first, last, neighbourhood)
    return [
        Cost(row["neighbourhood"], Category(row["category"]), Rung.INDIVIDUAL_PROVISION, row["items"], row["cents"])
        for row in rows
    ]


async def costs_of_plans(
    database: Database, first: date, last: date, neighbourhood: str | None, after: UUID, limit: int
) -> Sequence[PlanCost]:
    """A page, in order of plan."""
    rows = await database.fetch(SQL.costs_of_plans, first, last, neighbourhood, after, limit)
    return [PlanCost(row["plan"], row["items"], row["cents"]) for row in rows]


async def outcomes(database: Database, first: date, last: date, neighbourhood: str | None) -> list[Outcome]:
    """As costs, apart what had a result by the last day."""
    rows = await database.fetch(SQL.outcomes, first, last, neighbourhood)
    return [Outcome(row["neighbourhood"], Category(row["category"]), row["result"], row["cents"]) for row in rows]

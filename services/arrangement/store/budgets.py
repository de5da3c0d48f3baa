"""Years of budgets: how their use stood when it was told last."""

from collections.abc import Iterable
from uuid import UUID

from libs.delivery.work import in_key_order
from services.arrangement.domain.spending import BudgetYear, Use
from services.arrangement.store.statements import SQL, Database


async def lock_budget_years(database: Database, ids: Iterable[UUID]) -> dict[UUID, BudgetYear]:
    """Those that are known, locked, by id."""
    rows = await database.fetch(SQL.lock_budget_years, in_key_order(ids))
    return {row["id"]: BudgetYear(**dict(row) | {"use": Use(row["use"])}) for row in rows}


async def save_budget_years(database: Database, years: Iterable[BudgetYear]) -> None:
    """New ones, and such that are locked."""
    saved = list(years)
    if saved:
        await database.execute(
            SQL.save_budget_years,
            [each.id for each in saved],
            [each.neighbourhood for each in saved],
            [each.field for each in saved],
            [each.year for each in saved],
            [each.use.value for each in saved],
            [each.sequence for each in saved],
        )

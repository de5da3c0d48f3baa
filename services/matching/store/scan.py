"""What the neighbourhood scan counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from libs.contracts.words import Category, Rung
from services.matching.domain.scan import Demand, Supply
from services.matching.store.base import SQL, Database


async def list_offerings(db: Database, new: Iterable[UUID], now: datetime) -> None:
    """These are in the catalogue from now on. The caller has saved them."""
    await db.execute(SQL.list_offerings, list(new), now)


async def supply_of(db: Database, neighbourhood: str, before: datetime, lately: datetime) -> list[Supply]:
    """What reaches it and is in the catalogue; `before` and `lately` are when the two periods began."""
    rows = await db.fetch(SQL.supply_of, neighbourhood, before, lately)
    return [Supply(**dict(row) | {"category": Category(row["category"]), "rung": Rung(row["rung"])}) for row in rows]


async def demand_of(db: Database, neighbourhood: str, before: datetime, lately: datetime) -> list[Demand]:
    """Its needs; `before` and `lately` are when the two periods began."""
    rows = await db.fetch(SQL.demand_of, neighbourhood, before, lately)
    return [Demand(**dict(row) | {"category": Category(row["category"])}) for row in rows]

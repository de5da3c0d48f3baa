"""Rewards: what entries of the catalogue cost in points, and what was had for them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from services.matching.domain.reward import Order
from services.matching.store.base import SQL, Database


async def price(db: Database, offering: UUID) -> int | None:
    """None when it is no reward."""
    points: int | None = await db.fetchval(SQL.price, offering)
    return points


async def set_price(db: Database, offering: UUID, points: int) -> None:
    """The caller has locked the offering, and saves it: so it leaves the market."""
    await db.execute(SQL.set_price, offering, points)


async def drop_price(db: Database, offering: UUID) -> bool:
    """Whether it had one. The caller has locked the offering, and saves it: so it is back in the market."""
    return await db.fetchval(SQL.drop_price, offering) is not None


async def rewards(db: Database, reaches: str | None, after: UUID, limit: int) -> list[dict[str, Any]]:
    """In order of id: offering, points, title, description, neighbourhood, serves."""
    return [dict(row) for row in await db.fetch(SQL.rewards, reaches, after, limit)]


async def save_order(db: Database, order: Order) -> None:
    await db.execute(
        SQL.save_order, order.id, order.offering, order.account, order.points, order.from_pot, order.ordered_at
    )


async def orders(db: Database, offering: UUID, after: UUID, limit: int) -> list[Order]:
    """In order of ordering."""
    return [Order(**row) for row in await db.fetch(SQL.orders, offering, after, limit)]


async def forget_orders(db: Database, accounts: Iterable[UUID]) -> None:
    """Who had what is not kept about these."""
    await db.execute(SQL.forget_orders, list(accounts))

"""Gaps: since when each need is one, what is counted of them, and what the service consultation said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.words import Category
from libs.delivery.clock import NewId
from services.matching.domain.gap import Count, Gap
from services.matching.store.base import SQL, Database

#: One category in one neighbourhood.
Cell = tuple[str, Category]


async def move_stays(db: Database, begun: Sequence[UUID], ended: Sequence[UUID], now: datetime) -> None:
    """These needs have become gaps, and those are gaps no more. The caller has locked and saved them."""
    if begun:
        await db.execute(SQL.begin_stays, begun, now)
    if ended:
        await db.execute(SQL.end_stays, ended, now)


async def lock_cells(db: Database, cells: Iterable[Cell], new_id: NewId) -> list[Gap]:
    """A gap for each, made where there was none; locked, by neighbourhood and category."""
    wanted = sorted(set(cells))
    neighbourhoods, categories = [each for each, _ in wanted], [each for _, each in wanted]
    await db.execute(SQL.touch_gaps, [new_id() for _ in wanted], neighbourhoods, categories)
    return [_gap_of(row) for row in await db.fetch(SQL.lock_gaps, neighbourhoods, categories)]


async def lock_gaps(db: Database, ids: Iterable[UUID]) -> dict[UUID, Gap]:
    """Those that exist, locked by neighbourhood and category."""
    return {row["id"]: _gap_of(row) for row in await db.fetch(SQL.lock_gaps_by_id, list(set(ids)))}


async def count(db: Database, cells: Sequence[Cell]) -> dict[Cell, Count]:
    """What nobody answers in each of them at this moment."""
    rows = await db.fetch(SQL.count_gaps, [each for each, _ in cells], [each for _, each in cells])
    return {
        (row["neighbourhood"], Category(row["category"])): Count(
            row["needs"], row["cases"], day_of(row["since"]) if row["since"] else None
        )
        for row in rows
    }


async def save_gaps(db: Database, gaps: Sequence[Gap]) -> None:
    """The caller has locked them."""
    if gaps:
        rows = [{name: getattr(gap, name) for name in Gap.__dataclass_fields__} for gap in gaps]
        await db.execute(SQL.save_gaps, rows)


async def save_outcome(
    db: Database,
    id_: UUID,
    gap: UUID,
    now: datetime,
    by: UUID | None,
    result: str,
    organisation: UUID | None,
    name: str | None,
    promised_on: date | None,
    ground: str | None,
) -> None:
    """What the service consultation said; what it said before is kept."""
    await db.execute(SQL.save_outcome, id_, gap, now, by, result, organisation, name, promised_on, ground)


async def close_outcomes(db: Database, gaps: Sequence[UUID]) -> None:
    """What was said of these is about the past. The caller has locked them."""
    if gaps:
        await db.execute(SQL.close_outcomes, gaps)


async def gaps(
    db: Database, neighbourhood: str | None, category: Category | None, now: datetime, period: timedelta
) -> list[dict[str, Any]]:
    """What nobody answers, by neighbourhood and category; with what began in this period and in the one before."""
    rows = await db.fetch(SQL.gaps, neighbourhood, category, now - 2 * period, now - period, now)
    return [dict(row) for row in rows]


async def last_outcomes(db: Database, gaps: Iterable[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """What was said last to each of these, since it is open."""
    return {row["gap"]: dict(row) for row in await db.fetch(SQL.last_outcomes, list(gaps))}


async def bottlenecks(db: Database, neighbourhood: str | None, limit: int) -> list[dict[str, Any]]:
    """Full offerings for which somebody waits; most waiting first."""
    return [dict(row) for row in await db.fetch(SQL.bottlenecks, neighbourhood, limit)]


async def falling_away(db: Database, neighbourhood: str | None, until: date, limit: int) -> list[dict[str, Any]]:
    """Whose certificate has ended or ends by that day, while something runs by them."""
    return [dict(row) for row in await db.fetch(SQL.falling_away, neighbourhood, until, limit)]


def _gap_of(row: Mapping[str, Any]) -> Gap:
    return Gap(**dict(row) | {"category": Category(row["category"])})

"""The catalogue as it is searched."""

from collections.abc import Mapping
from typing import Any

from asyncpg import Range

from libs.contracts.places import Place
from services.matching.domain.criteria import Criteria, Found, Mark
from services.matching.domain.reach import Area, Step
from services.matching.domain.week import Opening
from services.matching.rows import offering_of
from services.matching.store.base import SQL, Database


async def search_offerings(
    db: Database, asked: Criteria, area: Area, home: Place | None, steps: Mapping[str, Step], after: Mark, limit: int
) -> list[Found]:
    """Entries that reach the area, after a mark: step by step, in each by how well the words fit and how near it is."""
    await db.execute(SQL.plan_as_asked)
    rows = await db.fetch(
        SQL.search_offerings,
        list(steps),
        [each.place for each in steps.values()],
        [each.metres for each in steps.values()],
        home and home.latitude,
        home and home.longitude,
        asked.words,
        asked.category,
        asked.rung,
        area,
        not asked.to_all,
        None if asked.within_km is None else round(1_000 * asked.within_km),
        None if asked.hours is None else [Range(start, end) for start, end in asked.hours],
        asked.openings,
        asked.age,
        asked.language,
        asked.free,
        *after,
        limit,
    )
    return [_found(dict(row)) for row in rows]


def _found(row: dict[str, Any]) -> Found:
    step, unlike, metres, opening = (row.pop(name) for name in ("step", "unlike", "metres", "opening"))
    return Found(offering_of(row), Mark(step, unlike, metres, row["id"]), opening and Opening(opening))

"""The market: the offerings that needs may be answered with, and the places taken of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from libs.contracts.places import Places
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.rows import (
    row_of_wanted,
)
from services.matching.store.base import SQL, Database
from services.matching.store.offerings import lock_offerings

#: Candidates per need and rung that are locked and weighed, those that look adequate first.
NEAREST = 50
#: Candidates per need and rung of which the market is asked whether they look adequate, free ones first.
LOOKED_AT = 1_000


async def lock_market(
    db: Database, needs: Iterable[Need], held: Iterable[UUID], places: Places, today: date
) -> list[Offering]:
    """The offerings that these needs may be answered with, and those that are held, locked in key order."""
    found = set(held)
    wanted = list({need.id: need for need in needs}.values())
    if wanted:
        near = [
            (origin, other, places.kilometres(origin, other))
            for origin in sorted({need.neighbourhood for need in wanted} & places.by_code.keys())
            for other in places.by_code
        ]
        rows = await db.fetch(
            SQL.nearest_offerings,
            [row_of_wanted(need) for need in wanted],
            [origin for origin, _, _ in near],
            [other for _, other, _ in near],
            [kilometres for _, _, kilometres in near],
            today,
            LOOKED_AT,
            NEAREST,
        )
        found |= {row["offering"] for row in rows}
    return list((await lock_offerings(db, found)).values()) if found else []


async def move_places(db: Database, moved: Mapping[UUID, int]) -> None:
    """Book places taken (above 0) and given back (below 0). The caller has locked the offerings."""
    changed = sorted((id_, places) for id_, places in moved.items() if places)
    if changed:
        await db.execute(SQL.move_places, [id_ for id_, _ in changed], [places for _, places in changed])

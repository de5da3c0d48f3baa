"""For whom an offering would be lighter, and for whom that was told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.matching.domain.lighter import Standing
from services.matching.domain.offering import Offering
from services.matching.store.base import SQL, Database

#: A need that was told of an offering.
Told = tuple[UUID, UUID]
#: Where a list of needs goes on: after this need, in the neighbourhood at this place of the list.
Place = tuple[int, UUID]


async def needs_heavier(
    db: Database, offering: Offering, neighbourhoods: Sequence[str], after: Place, limit: int
) -> list[Place]:
    """Needs that may be served more lightly by it, the nearest first; `neighbourhoods` are in that order."""
    rows = await db.fetch(
        SQL.needs_heavier,
        neighbourhoods,
        list(offering.categories),
        int(offering.rung),
        offering.id,
        *after,
        limit,
    )
    return [(row["rank"], row["id"]) for row in rows]


async def sought_for(db: Database, supply: str, now: datetime) -> set[UUID]:
    """Offerings for which those who wait are still to be looked at, by timers of this kind."""
    # those of another process, whose clock is a little ahead, are due as well
    rows = await db.fetch(SQL.sought_for, supply, now + timedelta(minutes=1))
    return {row["offering"] for row in rows}


async def told_lighter(db: Database, offerings: Iterable[UUID]) -> list[Told]:
    """What was told of these and still stands."""
    return [(row["need"], row["offering"]) for row in await db.fetch(SQL.told_lighter, list(offerings))]


async def told_of(db: Database, needs: Iterable[UUID]) -> set[Told]:
    """Which offerings these needs were told of, but for what is gone again."""
    return {(row["need"], row["offering"]) for row in await db.fetch(SQL.told_of, list(needs))}


async def save_lighter(db: Database, told: Mapping[Told, Standing], now: datetime) -> None:
    """The caller has locked needs and offerings."""
    if told:
        rows = sorted(told.items())
        needs, offerings = [need for (need, _), _ in rows], [offering for (_, offering), _ in rows]
        await db.execute(SQL.save_lighter, needs, offerings, [state for _, state in rows], now)

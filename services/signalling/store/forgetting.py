"""What is gone when a retention period is over."""

from collections.abc import Collection
from uuid import UUID

from services.signalling.store.base import SQL, Database


async def erase_refused(db: Database, refusals: Collection[UUID]) -> None:
    """The messages are gone; that they were refused and why stays."""
    await db.execute(SQL.erase_refused, list(refusals))


async def lock_keys_of(db: Database, signals: Collection[UUID], households: Collection[UUID] = ()) -> None:
    """The keys of these households and these signals' households: before the households, as everywhere."""
    await db.execute(SQL.lock_keys_of, list(signals), list(households))


async def signals_of_cases(db: Database, cases: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The signals of each of these cases that are not erased."""
    found: dict[UUID, list[UUID]] = {}
    if cases:
        for row in await db.fetch(SQL.signals_of_cases, list(cases)):
            found.setdefault(row["caseid"], []).append(row["id"])
    return found


async def forget_traces(db: Database, signals: Collection[UUID]) -> None:
    """What led to these signals leads nowhere."""
    await db.execute(SQL.forget_traces, list(signals))


async def forget_households(db: Database, households: Collection[UUID]) -> None:
    """Those of them that no signal is about any more and that intake does not refer to, with their keys."""
    await db.execute(SQL.forget_households, list(households))

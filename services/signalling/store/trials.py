"""Signals as they were decided, one after the other."""

from collections.abc import AsyncIterator
from datetime import datetime

from services.signalling.domain.signal import Signal
from services.signalling.rows import signal_of
from services.signalling.store.base import SQL, Database

#: Rows at a time: a year of signals is never in memory at once.
AHEAD = 500


async def accepted_since(db: Database, since: datetime) -> AsyncIterator[Signal]:
    """Those about a household, in the order in which they were accepted. What they say stays where it is."""
    async for row in db.cursor(SQL.accepted_since, since, prefetch=AHEAD):
        yield signal_of(row)


async def count_erased_since(db: Database, since: datetime) -> int:
    """How many accepted since then have been erased."""
    found: int = await db.fetchval(SQL.count_erased_since, since)
    return found

"""What neighbourhoods worry about, counted."""

from datetime import datetime

from libs.contracts.words import SignalKind
from services.signalling.domain.trend import Trend
from services.signalling.store.base import SQL, Database


async def trends(db: Database, since: datetime, lately: datetime, neighbourhood: str | None) -> list[Trend]:
    """Every kind that was told of, by neighbourhood: since `lately`, and from `since` till then."""
    rows = await db.fetch(SQL.trends, since, lately, neighbourhood)
    return [Trend(row["neighbourhood"], SignalKind(row["kind"]), row["lately"], row["before"]) for row in rows]

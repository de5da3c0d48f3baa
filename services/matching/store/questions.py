"""What can be counted."""

from typing import Any

from services.matching.store.base import SQL, Database


async def counts(db: Database) -> dict[str, Any]:
    """Needs by state and by rung, proposals by state, and gaps."""
    return {
        "needs_by_state": {row["state"]: row["number"] for row in await db.fetch(SQL.needs_by_state)},
        "needs_by_rung": {str(row["rung"]): row["number"] for row in await db.fetch(SQL.needs_by_rung)},
        "proposals_by_state": {row["state"]: row["number"] for row in await db.fetch(SQL.proposals_by_state)},
        "gaps": await db.fetchval(SQL.needs_in_a_gap),
    }

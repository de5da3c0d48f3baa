"""Who may decide on rungs 4 and 5."""

from datetime import datetime
from uuid import UUID

from libs.contracts.refusals import not_found
from services.arrangement.store.statements import SQL, Database


async def mandated(database: Database) -> frozenset[UUID]:
    """Who may decide on rungs 4 and 5."""
    return frozenset(row["person"] for row in await database.fetch(SQL.mandated))


async def mandates(database: Database) -> dict[UUID, datetime]:
    """Who may decide on rungs 4 and 5, and since when; the longest first."""
    return {row["person"]: row["given_at"] for row in await database.fetch(SQL.mandates)}


async def withdraw_mandate(database: Database, person: UUID) -> datetime:
    """From now on this person decides no more; gives since when they did. Raises Refused (404) when they did not."""
    given_at: datetime | None = await database.fetchval(SQL.withdraw_mandate, person)
    if given_at is None:
        raise not_found("mandate", person)
    return given_at


async def give_mandate(database: Database, person: UUID, now: datetime) -> None:
    """From now on this person decides on rungs 4 and 5. Again is once."""
    await database.execute(SQL.give_mandate, person, now)

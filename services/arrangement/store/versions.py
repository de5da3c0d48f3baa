"""Plans as they were."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.contracts.refusals import not_found
from services.arrangement.domain.plan import Plan
from services.arrangement.store.plans import PLAN
from services.arrangement.store.statements import SQL, Database


@dataclass(frozen=True)
class Version:
    """`number` is the plan's sequence, its ETag at that time; where `until` is empty it is the current one."""

    position: int
    number: int
    since: datetime
    until: datetime | None


async def plan_at(database: Database, id_: UUID, moment: datetime) -> Plan:
    """As it was just before that moment. Raises Refused (404) when it was not there yet."""
    row = await database.fetchrow(SQL.plan_at, id_, moment)
    if row is None:
        raise not_found("plan", id_)
    return PLAN.validate_python(row["document"])


async def versions(database: Database, id_: UUID, after: int, limit: int) -> list[Version]:
    """In order, after this position."""
    rows = await database.fetch(SQL.versions, id_, after, limit)
    return [Version(row["position"], row["sequence"], row["from_at"], row["until_at"]) for row in rows]


async def steps_since(database: Database, since: datetime) -> AsyncIterator[tuple[Plan, Plan, datetime]]:
    """What each transaction since then made of a plan: before, after, and when; in order for each plan.

    In a transaction: read a part at a time, however many there are.
    """
    async for row in database.cursor(SQL.version_steps, since, prefetch=200):
        yield PLAN.validate_python(row["before"]), PLAN.validate_python(row["after"]), row["from_at"]

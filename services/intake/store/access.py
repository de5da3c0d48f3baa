"""The book of who read what: written in the transaction of the reading."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog

from services.intake.domain.access import Access, AccessPurpose, Action
from services.intake.store.base import SQL, IntakeWork

log = structlog.get_logger("omzien.intake")


async def note_access(
    work: IntakeWork, action: Action, purpose: AccessPurpose, *, case: UUID | None = None, resident: UUID | None = None
) -> None:
    """What is read in this transaction is noted in it: no reading without its line."""
    log.info(action, caseid=case and str(case), resident=resident and str(resident), actor=work.cause.actor)
    await work.connection.execute(
        SQL.note_access, work.new_id(), work.now, work.cause.actor, action, purpose, case, resident
    )


async def access_of_case(work: IntakeWork, case: UUID, after: UUID, limit: int) -> list[Access]:
    """Of the case and of those who are in it, oldest first."""
    return [_access(row) for row in await work.connection.fetch(SQL.access_of_case, case, after, limit)]


async def access_of_resident(work: IntakeWork, resident: UUID, cases: Sequence[UUID]) -> list[Access]:
    """Of this person and of these cases, oldest first."""
    return [_access(row) for row in await work.connection.fetch(SQL.access_of_resident, resident, list(cases))]


def _access(row: Any) -> Access:
    return Access(**dict(row) | {"action": Action(row["action"]), "purpose": AccessPurpose(row["purpose"])})

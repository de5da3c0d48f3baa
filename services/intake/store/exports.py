"""What is told of many cases at once, without who they are about."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from libs.delivery.work import in_key_order
from services.intake.store.base import SQL, IntakeWork


async def exported_cases(work: IntakeWork, cases: Collection[UUID]) -> list[Mapping[str, Any]]:
    """By id; one that is nobody's is left out."""
    return [dict(row) for row in await work.connection.fetch(SQL.exported_cases, in_key_order(cases))]

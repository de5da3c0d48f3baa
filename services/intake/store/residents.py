"""Who is in a case: sealed as a whole, found again by a keyed hash within their household."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from libs.contracts.refusals import not_found
from libs.contracts.rights import CaseRole
from services.intake.domain.resident import Details, Resident, Standing, identity
from services.intake.store.base import SQL, IntakeWork


async def add_resident(work: IntakeWork, resident: Resident) -> None:
    """Somebody new. The caller has locked the open case of their household: nobody adds the same one meanwhile."""
    key, sealed = _stored(work, resident)
    await work.connection.execute(SQL.add_resident, resident.id, resident.household, key, sealed, resident.added_at)


async def same_resident(work: IntakeWork, household: UUID, details: Details) -> Resident | None:
    """Who of this household these details are about, locked; None when it is nobody's, or cannot be told."""
    key = _key(work, details)
    row = await work.connection.fetchrow(SQL.same_resident, household, key) if key else None
    return _resident(work, row) if row else None


async def lock_resident(work: IntakeWork, id_: UUID) -> Resident:
    """Raises Refused (missing)."""
    return _found(work, await work.connection.fetchrow(SQL.lock_resident, id_), id_)


async def resident(work: IntakeWork, id_: UUID) -> Resident:
    """To look at: note the access in the same transaction. Raises Refused (missing)."""
    return _found(work, await work.connection.fetchrow(SQL.resident, id_), id_)


async def save_resident(work: IntakeWork, resident: Resident) -> None:
    """Of a resident who is locked. What was there before is gone."""
    await work.connection.execute(SQL.save_resident, resident.id, *_stored(work, resident), resident.erased_at)


async def stand(work: IntakeWork, resident: UUID, standing: Standing) -> None:
    """As whom they stand in the case; the last word holds."""
    await work.connection.execute(SQL.stand, standing.caseid, resident, standing.role, work.now)


async def standings_of(work: IntakeWork, resident: UUID) -> tuple[Standing, ...]:
    rows = await work.connection.fetch(SQL.standings_of, resident)
    return tuple(Standing(row["caseid"], CaseRole(row["role"])) for row in rows)


async def sharing_residents(work: IntakeWork, cases: Iterable[UUID], resident: UUID) -> list[UUID]:
    """Whom else the dossiers of these cases, which are locked, are about: without who is erased or asked just that."""
    return [row["resident"] for row in await work.connection.fetch(SQL.sharing_residents, list(cases), resident)]


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody in a case, without who they are."""

    resident: UUID
    role: CaseRole
    since: datetime
    erased: bool


async def residents_of_case(work: IntakeWork, case: UUID) -> list[Present]:
    """In order of coming."""
    rows = await work.connection.fetch(SQL.residents_of_case, case)
    return [Present(**dict(row) | {"role": CaseRole(row["role"])}) for row in rows]


def _key(work: IntakeWork, details: Details) -> bytes | None:
    known = identity(details)
    return work.settings.sealer.lookup("resident", known) if known else None


def _stored(work: IntakeWork, resident: Resident) -> tuple[bytes | None, bytes | None]:
    if resident.details is None:
        return None, None
    content = resident.details.model_dump_json(exclude_none=True).encode()
    return _key(work, resident.details), work.settings.sealer.seal(content)


def _found(work: IntakeWork, row: Mapping[str, Any] | None, id_: UUID) -> Resident:
    if row is None:
        raise not_found("resident", id_)
    return _resident(work, row)


def _resident(work: IntakeWork, row: Mapping[str, Any]) -> Resident:
    sealed = row["sealed"]
    details = Details.model_validate_json(work.settings.sealer.open(sealed)) if sealed else None
    return Resident(row["id"], row["household"], details, row["added_at"], row["erased_at"])

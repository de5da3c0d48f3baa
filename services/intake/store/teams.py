"""The teams of the neighbourhoods."""

from collections.abc import Iterable
from uuid import UUID

from libs.delivery.work import in_key_order
from services.intake.domain.teams import CaseHolder, Teams
from services.intake.store.base import SQL, IntakeWork


async def lock_teams(
    work: IntakeWork, neighbourhoods: Iterable[str] = (), holders: Iterable[UUID | None] = ()
) -> Teams:
    """The teams of these neighbourhoods and these people. None among the holders is skipped."""
    named, known = sorted(set(neighbourhoods)), in_key_order(each for each in holders if each is not None)
    if not named and not known:
        return Teams()
    rows = await work.connection.fetch(SQL.lock_case_holders, named, known)
    return Teams.of(CaseHolder(**row) for row in rows)


async def keep_case_holder(work: IntakeWork, case_holder: UUID, neighbourhood: str, capacity: int) -> CaseHolder:
    [row] = await work.connection.fetch(SQL.keep_case_holder, case_holder, neighbourhood, capacity)
    return CaseHolder(**row)


async def list_case_holders(work: IntakeWork, neighbourhood: str | None) -> list[CaseHolder]:
    return [CaseHolder(**row) for row in await work.connection.fetch(SQL.list_case_holders, neighbourhood)]

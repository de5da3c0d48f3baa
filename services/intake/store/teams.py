"""The teams of the neighbourhoods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.delivery.work import in_key_order
from services.intake.domain.absence import Absence
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
    return Teams.of(_holder(work, row) for row in rows)


async def keep_case_holder(work: IntakeWork, case_holder: UUID, neighbourhood: str, capacity: int) -> CaseHolder:
    [row] = await work.connection.fetch(SQL.keep_case_holder, case_holder, neighbourhood, capacity)
    return _holder(work, row)


async def list_case_holders(work: IntakeWork, neighbourhood: str | None) -> list[CaseHolder]:
    return [_holder(work, row) for row in await work.connection.fetch(SQL.list_case_holders, neighbourhood)]


async def lock_absences(work: IntakeWork, people: Iterable[UUID]) -> Teams:
    """These people, locked, and everyone for whom one of them stands in: no other absence of theirs is planned now."""
    keys = in_key_order(people)
    locked = await work.connection.fetch(SQL.lock_people, keys)
    # a statement of its own: the first one does not see whom another planner, for whom it waited, gave them to stand in
    standing = await work.connection.fetch(SQL.standing_in, keys)
    return Teams.of(_holder(work, row) for row in (*standing, *locked))


async def keep_absence(work: IntakeWork, case_holder: UUID, absence: Absence | None) -> CaseHolder:
    """None: they are there."""
    period = (absence.since, absence.until, absence.stand_in) if absence else (None, None, None)
    [row] = await work.connection.fetch(SQL.keep_absence, case_holder, *period)
    return _holder(work, row)


async def stood_in_for(work: IntakeWork, person: UUID) -> Sequence[UUID]:
    """For whom this person acts today."""
    rows = await work.connection.fetch(SQL.stood_in_for, person, day_of(work.now))
    return [row["case_holder"] for row in rows]


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody held a case from `since` until `until`; None: they do now."""

    case_holder: UUID
    since: datetime
    until: datetime | None


async def holdings_of(work: IntakeWork, case: UUID) -> list[Holding]:
    """In order; never two at a time."""
    return [Holding(**row) for row in await work.connection.fetch(SQL.holdings_of, case)]


def _holder(work: IntakeWork, row: Mapping[str, Any]) -> CaseHolder:
    absence = None
    if row["stand_in"] is not None:
        absence = Absence(row["case_holder"], row["stand_in"], row["absent_from"], row["absent_until"])
    return CaseHolder(
        row["case_holder"],
        row["neighbourhood"],
        row["capacity"],
        row["open_cases"],
        absence,
        absent=absence is not None and absence.on(day_of(work.now)),
    )

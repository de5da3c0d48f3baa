"""Cases: locked before they are decided upon, and saved with the workloads that follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.contracts.words import CaseOutcome, Route, Urgency, WayIn
from libs.delivery.work import in_key_order
from services.intake.domain.case import Case, CaseState
from services.intake.domain.teams import workload_changes
from services.intake.store.base import SQL, IntakeWork


async def lock_households(work: IntakeWork, households: Iterable[UUID]) -> dict[UUID, Case]:
    """The open case per household, where it has one. Nobody else opens or reopens one until this work ends."""
    keys = in_key_order(households)
    return {case.household: case for case in (await _lock(work, (), keys)).values()}


async def lock_cases(work: IntakeWork, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """These cases, locked; an id that is nobody's is left out."""
    return await _lock(work, in_key_order(ids), ())


async def lock_cases_and_households(work: IntakeWork, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """These cases and, as far as there are, the open cases of their households: to reopen one."""
    keys = in_key_order(ids)
    rows = await work.connection.fetch(SQL.households_of, keys)
    return await _lock(work, keys, [row["household"] for row in rows])


async def _lock(work: IntakeWork, ids: Sequence[UUID], households: Sequence[UUID]) -> dict[UUID, Case]:
    # always households, then cases, then case holders: whoever locks in another order may deadlock
    if households:
        new = {row["id"] for row in await work.connection.fetch(SQL.touch_households, households)}
        # a new one is ours until this work ends, and has no case
        if households := [household for household in households if household not in new]:
            await work.connection.execute(SQL.lock_households, households)
    if not ids and not households:
        return {}
    return {row["id"]: _case(row) for row in await work.connection.fetch(SQL.lock_cases, ids, households)}


async def save(work: IntakeWork, before: Iterable[Case], after: Iterable[Case]) -> None:
    """Keep the cases that changed, with the workloads that follow from it. `before` are as they were locked."""
    locked = {case.id: case for case in before}
    changed = [case for case in after if locked.get(case.id) != case]
    if not changed:
        return
    await work.connection.execute(SQL.save_cases, changed)
    workloads = workload_changes((locked.get(case.id), case) for case in changed)
    if workloads:
        await work.connection.execute(SQL.change_workloads, list(workloads), list(workloads.values()))


async def case_by_id(work: IntakeWork, id_: UUID) -> Case | None:
    row = await work.connection.fetchrow(SQL.case_by_id, id_)
    return _case(row) if row else None


@dataclass(frozen=True)
class CaseFilter:
    """What is None lets everything through. `after` is the last id of the page before."""

    neighbourhood: str | None = None
    state: CaseState | None = None
    case_holder: UUID | None = None
    household: UUID | None = None
    after: UUID | None = None


async def list_cases(work: IntakeWork, wanted: CaseFilter, limit: int) -> list[Case]:
    rows = await work.connection.fetch(
        SQL.list_cases,
        wanted.neighbourhood,
        wanted.state,
        wanted.case_holder,
        wanted.household,
        wanted.after,
        limit,
    )
    return [_case(row) for row in rows]


async def waiting_for_holder(work: IntakeWork, case_holder: UUID, limit: int) -> list[Case]:
    return [_case(row) for row in await work.connection.fetch(SQL.waiting_for_holder, case_holder, limit)]


async def waiting_in_neighbourhood(work: IntakeWork, neighbourhood: str, limit: int) -> list[Case]:
    return [_case(row) for row in await work.connection.fetch(SQL.waiting_in_neighbourhood, neighbourhood, limit)]


async def count_cases(work: IntakeWork) -> list[Mapping[str, Any]]:
    """Rows of `state`, `route`, `outcome` (None while open) and `cases`."""
    return [dict(row) for row in await work.connection.fetch(SQL.count_cases)]


def _case(row: Mapping[str, Any]) -> Case:
    fields = dict(row)
    fields.update(
        way_in=WayIn(row["way_in"]),
        urgency=Urgency(row["urgency"]),
        state=CaseState(row["state"]),
        route=Route(row["route"]),
        outcome=CaseOutcome(row["outcome"]) if row["outcome"] else None,
        signals=tuple(row["signals"]),
        waiting=tuple(row["waiting"]),
    )
    return Case(**fields)

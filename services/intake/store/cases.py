"""Cases: locked before they are decided upon, and saved with the workloads that follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.contracts.casework import SuspensionGround, TriageReason
from libs.contracts.words import CaseOutcome, Route, Urgency, WayIn
from libs.delivery.work import in_key_order
from services.intake.domain import clocks
from services.intake.domain.case import Case, CaseState
from services.intake.domain.teams import workload_changes
from services.intake.store.base import SQL, IntakeWork


async def lock_households(work: IntakeWork, households: Iterable[UUID]) -> dict[UUID, Case]:
    """The open case per household, where it has one. Nobody else opens or reopens one until this work ends."""
    keys = in_key_order(households)
    return {case.household: case for case in (await _lock(work, (), keys)).values()}


async def lock_households_and_former(
    work: IntakeWork, households: Iterable[UUID]
) -> tuple[dict[UUID, Case], dict[UUID, UUID]]:
    """The same, with who held each household's latest case, where there was one that anybody held."""
    former: dict[UUID, UUID] = {}
    cases = await _lock(work, (), in_key_order(households), former)
    return {case.household: case for case in cases.values()}, former


async def lock_cases(work: IntakeWork, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """These cases, locked; an id that is nobody's is left out."""
    return await _lock(work, in_key_order(ids), ())


async def lock_cases_and_households(work: IntakeWork, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """These cases and, as far as there are, the open cases of their households: to reopen one."""
    keys = in_key_order(ids)
    rows = await work.connection.fetch(SQL.households_of, keys)
    return await _lock(work, keys, [row["household"] for row in rows])


async def _lock(
    work: IntakeWork, ids: Sequence[UUID], households: Sequence[UUID], former: dict[UUID, UUID] | None = None
) -> dict[UUID, Case]:
    # always households, then cases, then case holders: whoever locks in another order may deadlock
    if households:
        new = {row["id"] for row in await work.connection.fetch(SQL.touch_households, households)}
        # a new one is ours until this work ends, and has no case
        if households := [household for household in households if household not in new]:
            locked = await work.connection.fetch(SQL.lock_households, households)
            if former is not None:
                former.update({row["id"]: row["former"] for row in locked if row["former"] is not None})
    if not ids and not households:
        return {}
    return {row["id"]: case_of(row) for row in await work.connection.fetch(SQL.lock_cases, ids, households)}


async def save(work: IntakeWork, before: Iterable[Case], after: Iterable[Case]) -> None:
    """Keep the cases that changed, with what follows from it: workloads, who held them when, and their timers.

    `before` are as they were locked.
    """
    locked = {case.id: case for case in before}
    changed = [clocks.timed(case) for case in after if locked.get(case.id) != case]
    if not changed:
        return
    passed_on = [case.id for case in changed if case.held_by != _held_by(locked.get(case.id))]
    await work.connection.execute(SQL.save_cases, changed, passed_on, work.now)
    keep_time(work, locked, changed)
    workloads = workload_changes((locked.get(case.id), case) for case in changed)
    if workloads:
        await work.connection.execute(SQL.change_workloads, list(workloads), list(workloads.values()))


def keep_time(work: IntakeWork, before: Mapping[UUID, Case], after: Iterable[Case]) -> None:
    """The one timer of each case, at the next moment of its clocks."""
    policy = work.settings.policies.at(work.now)
    for case in after:
        known, moment = before.get(case.id), clocks.next_moment(case, policy)
        was = clocks.next_moment(known, policy) if known else None
        if moment is None and was is not None:
            work.cancel(case.id, clocks.TERM)
        elif moment is not None and moment != was:
            work.schedule(case.id, clocks.TERM, moment)


def _held_by(case: Case | None) -> UUID | None:
    return case.held_by if case else None


async def case_by_id(work: IntakeWork, id_: UUID) -> Case | None:
    row = await work.connection.fetchrow(SQL.case_by_id, id_)
    return case_of(row) if row else None


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
        wanted.after or UUID(int=0),
        limit,
    )
    return [case_of(row) for row in rows]


async def count_cases(work: IntakeWork) -> list[Mapping[str, Any]]:
    """Rows of `state`, `route`, `outcome` (None while open) and `cases`."""
    return [dict(row) for row in await work.connection.fetch(SQL.count_cases)]


def case_of(row: Mapping[str, Any]) -> Case:
    fields = dict(row)
    fields.update(
        way_in=WayIn(row["way_in"]),
        urgency=Urgency(row["urgency"]),
        state=CaseState(row["state"]),
        route=Route(row["route"]),
        outcome=CaseOutcome(row["outcome"]) if row["outcome"] else None,
        signals=tuple(row["signals"]),
        waiting=tuple(row["waiting"]),
        # null until a process that knows these columns has saved the case
        reasons=tuple(map(TriageReason, row["reasons"] or ())),
        suspended_for=SuspensionGround(row["suspended_for"]) if row["suspended_for"] else None,
        suspended_days=row["suspended_days"] or 0,
        told=tuple(row["told"] or ()),
    )
    return Case(**fields)

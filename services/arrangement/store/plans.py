"""Plans: each one document, with beside it what is searched."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import not_found
from libs.contracts.words import Direction
from libs.delivery.received import Received
from libs.delivery.work import Work, in_key_order
from services.arrangement.domain.plan import Plan, PlanState
from services.arrangement.domain.spell import Spell, spells
from services.arrangement.settings import Settings
from services.arrangement.store.statements import SQL, Database

PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
SPELLS: TypeAdapter[list[Spell]] = TypeAdapter(list[Spell])


async def plans_of_cases(work: Work[Settings], events: Sequence[Received[Any]]) -> dict[UUID, Plan]:
    """The plan of each case that these events are about, locked, by case; awaited ones where none was drafted."""
    heard = {event.data.caseid: event.data for event in events}
    cases = in_key_order(heard)
    # most cases were heard of before: for a batch of few, going to the server and back is what costs
    if there := _plans(await work.connection.fetch(SQL.lock_all_plans_of_cases, cases)):
        return {plan.caseid: plan for plan in there}
    awaited = [_awaited(work, heard[caseid]) for caseid in cases]
    await work.connection.execute(
        SQL.await_plans,
        [plan.id for plan in awaited],
        cases,
        [plan.neighbourhood for plan in awaited],
        [PLAN.dump_python(plan, mode="json") for plan in awaited],
    )
    return await known_plans_of_cases(work, events)


def _awaited(work: Work[Settings], data: CaseEvent) -> Plan:
    return Plan(work.new_id(), data.caseid, data.neighbourhood)


async def known_plans_of_cases(work: Work[Settings], events: Sequence[Received[Any]]) -> dict[UUID, Plan]:
    """As above, of the cases that were heard of before."""
    cases = in_key_order(event.data.caseid for event in events)
    plans = _plans(await work.connection.fetch(SQL.lock_plans_of_cases, cases))
    return {plan.caseid: plan for plan in plans}


async def plan_of_case(database: Database, caseid: UUID) -> Plan | None:
    """Locked, awaited or not; None where the case was not heard of."""
    found = _plans(await database.fetch(SQL.lock_plans_of_cases, [caseid]))
    return found[0] if found else None


async def plans_by_id(database: Database, ids: Iterable[UUID]) -> dict[UUID, Plan]:
    """Locked, by id."""
    return {plan.id: plan for plan in _plans(await database.fetch(SQL.lock_plans, in_key_order(ids)))}


async def plan_by_id(database: Database, id_: UUID) -> Plan:
    """Locked. Raises Refused (404) when there is none, or only an awaited one."""
    plan = (await plans_by_id(database, [id_])).get(id_)
    if plan is None or plan.state is PlanState.AWAITED:
        raise not_found("plan", id_)
    return plan


async def save_plans(database: Database, plans: Iterable[Plan], now: datetime) -> None:
    """Of plans that are locked. What changed is the plan's version from now on; the former stays readable."""
    saved = list(plans)
    if saved:
        await database.execute(
            SQL.save_plans,
            [plan.id for plan in saved],
            [plan.sequence for plan in saved],
            [plan.neighbourhood for plan in saved],
            [plan.state.value for plan in saved],
            [plan.case_holder for plan in saved],
            [None if plan.highest_rung is None else int(plan.highest_rung) for plan in saved],
            [PLAN.dump_python(plan, mode="json") for plan in saved],
            now,
            SPELLS.dump_python([spell for plan in saved for spell in spells(plan)], mode="json"),
        )


def _plans(rows: Iterable[Any]) -> list[Plan]:
    return [PLAN.validate_python(row["document"]) for row in rows]


async def plan(database: Database, id_: UUID) -> Plan:
    """To look at. Raises Refused (404) when there is none, or only an awaited one."""
    rows = await database.fetch(SQL.plan, id_)
    if not rows:
        raise not_found("plan", id_)
    return _plans(rows)[0]


async def plans(
    database: Database, case: UUID | None, case_holder: UUID | None, state: PlanState | None, after: UUID, limit: int
) -> list[Plan]:
    """In order of their first mention."""
    return _plans(await database.fetch(SQL.plans, case, case_holder, state and state.value, after, limit))


async def open_plans_of(database: Database, case_holder: UUID) -> list[Plan]:
    """What this person works on."""
    return _plans(await database.fetch(SQL.open_plans_of, case_holder))


async def held_about_cases(database: Database, cases: Sequence[UUID]) -> dict[UUID, int]:
    """The plan of each of these cases, its parts and its applications, counted."""
    return {row["caseid"]: row["items"] for row in await database.fetch(SQL.held_about_cases, cases)}


async def counts(database: Database) -> dict[str, Any]:
    """Plans by state and by highest rung, changes by direction and state, and what came of steps down."""
    changes: dict[str, dict[str, int]] = {direction.value: {} for direction in Direction}
    for row in await database.fetch(SQL.count_changes):
        changes[row["direction"]][row["state"]] = row["count"]
    return {
        "plans_by_state": {row["state"]: row["count"] for row in await database.fetch(SQL.count_states)},
        "plans_by_highest_rung": {
            str(row["highest_rung"]): row["count"] for row in await database.fetch(SQL.count_highest_rungs)
        },
        "escalations": changes[Direction.UP.value],
        "deescalations": changes[Direction.DOWN.value],
        "steps_down": [dict(row) for row in await database.fetch(SQL.count_steps_down)],
    }

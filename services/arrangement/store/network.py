"""Agendas of the multi-need network."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.words import LifeDomain, Rung
from services.arrangement.domain.network import Agenda, Entry, Gone
from services.arrangement.domain.plan import Plan
from services.arrangement.store.plans import PLAN
from services.arrangement.store.statements import SQL, Database


async def plans_in_neighbourhood(database: Database, neighbourhood: str) -> list[Plan]:
    """Those that are worked on there, to look at."""
    rows = await database.fetch(SQL.plans_in_neighbourhood, neighbourhood)
    return [PLAN.validate_python(row["document"]) for row in rows]


async def agenda_exists(database: Database, neighbourhood: str, meets_on: date) -> bool:
    """Whether the agenda of this meeting was set."""
    found: bool = await database.fetchval(SQL.agenda_exists, neighbourhood, meets_on)
    return found


async def former_agenda(database: Database, neighbourhood: str, meets_on: date) -> list[Entry]:
    """The plans on the last agenda before this meeting."""
    return [_entry(row) for row in await database.fetch(SQL.former_agenda, neighbourhood, meets_on)]


async def insert_agenda(database: Database, agenda: Agenda, entries: Sequence[Entry]) -> None:
    """With the plans on it."""
    rows = [
        {
            "plan": str(entry.plan),
            "domains": [domain.value for domain in entry.domains],
            "since": entry.since.isoformat(),
            "highest_rung": None if entry.highest_rung is None else int(entry.highest_rung),
            "carried_over": entry.carried_over,
            "gone": entry.gone and entry.gone.value,
        }
        for entry in entries
    ]
    await database.execute(SQL.insert_agenda, agenda.id, agenda.neighbourhood, agenda.meets_on, agenda.sequence, rows)


async def agendas(database: Database, neighbourhood: str, before: date | None, limit: int) -> list[dict[str, Any]]:
    """The latest first: the day, how many plans, and how many of them were discussed."""
    return [dict(row) for row in await database.fetch(SQL.agendas, neighbourhood, before, limit)]


async def agenda(database: Database, neighbourhood: str, meets_on: date) -> list[tuple[Entry, Plan]]:
    """The plans on the agenda of a meeting, with each as it is now."""
    rows = await database.fetch(SQL.agenda, neighbourhood, meets_on)
    return [(_entry(row), PLAN.validate_python(row["document"])) for row in rows]


async def agenda_plan(database: Database, neighbourhood: str, meets_on: date, plan: UUID) -> Entry | None:
    """One plan on it. The caller has locked the plan."""
    row = await database.fetchrow(SQL.agenda_plan, neighbourhood, meets_on, plan)
    return None if row is None else _entry(row)


async def save_advice(database: Database, neighbourhood: str, meets_on: date, entry: Entry) -> None:
    """What the network came to. The caller has locked the plan."""
    outcomes = [outcome.value for outcome in entry.outcomes]
    await database.execute(SQL.save_advice, neighbourhood, meets_on, entry.plan, entry.discussed_on, outcomes)


def _entry(row: Any) -> Entry:
    return Entry(
        row["plan"],
        tuple(LifeDomain(each) for each in row["domains"]),
        row["since"],
        None if row["highest_rung"] is None else Rung(row["highest_rung"]),
        row["carried_over"],
        row["gone"] and Gone(row["gone"]),
        row["discussed_on"],
        tuple(NetworkOutcome(each) for each in row["outcomes"]),
    )

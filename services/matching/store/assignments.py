"""Rounds and their lines; and what a round is worked out from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from libs.contracts.refusals import not_found
from libs.contracts.words import Category
from services.matching.domain.area import Area
from services.matching.domain.assignment import Line
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.round import Outcome, Round, RoundState
from services.matching.rows import offering_of
from services.matching.store.base import SQL, Database
from services.matching.store.needs import with_proposals

#: What one round takes along; more wait for the next one, or take a smaller area.
NEEDS, OFFERINGS = 20_000, 100_000


async def begin_round(db: Database, round_: Round) -> UUID | None:
    """None when it has begun; else the round that the area is in already."""
    area = str(round_.area)
    if await db.fetchval(SQL.begin_round, round_.id, area, round_.by_rhythm, round_.asked_at):
        return None
    running: UUID | None = await db.fetchval(SQL.round_running, area)
    return running


async def lock_round(db: Database, id_: UUID) -> Round | None:
    row = await db.fetchrow(SQL.lock_round, id_)
    return _round_of(row) if row else None


async def save_round(db: Database, round_: Round) -> None:
    """The caller has locked it."""
    await db.execute(SQL.save_round, round_.id, round_.state, round_.done_at, round_.failed, dict(round_.figures))


async def rounds(db: Database, after: UUID, limit: int) -> list[Round]:
    """In the order in which they were asked for."""
    return [_round_of(row) for row in await db.fetch(SQL.rounds, after, limit)]


async def round_(db: Database, id_: UUID) -> Round:
    """Raises Refused (missing)."""
    found = await db.fetch(SQL.rounds_of, id_)
    if not found:
        raise not_found("assignment", id_)
    return _round_of(found[0])


async def outcomes(db: Database, ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """How many needs came to what, of each of these rounds: by outcome, `waiting`, and how many offers `moved`."""
    found: dict[UUID, dict[str, int]] = {id_: {} for id_ in ids}
    for row in await db.fetch(SQL.outcomes_of, ids):
        counts = found[row["round"]]
        counts[row["outcome"] or "waiting"] = row["number"]
        counts["moved"] = counts.get("moved", 0) + row["moved"]
    return found


async def add_lines(db: Database, id_: UUID, lines: Sequence[Line]) -> None:
    """In the order in which they are to be applied."""
    needs, offerings = [each.need for each in lines], [each.offering for each in lines]
    await db.execute(SQL.add_lines, id_, needs, offerings, [each.moves for each in lines])


async def next_lines(db: Database, id_: UUID, limit: int) -> list[Line]:
    """The caller has locked the round."""
    rows = await db.fetch(SQL.next_lines, id_, limit)
    return [Line(row["need"], row["offering"], row["moves"]) for row in rows]


async def close_lines(db: Database, id_: UUID, outcomes: Mapping[UUID, Outcome]) -> None:
    if outcomes:
        await db.execute(SQL.close_lines, id_, list(outcomes), list(outcomes.values()))


async def put_lines_last(db: Database, id_: UUID, needs: Sequence[UUID]) -> None:
    """With no offering any more."""
    if needs:
        await db.execute(SQL.put_lines_last, id_, needs)


async def needs_to_assign(db: Database, neighbourhoods: Sequence[str]) -> list[Need]:
    """Not locked: what is decided later is looked at again."""
    return list((await with_proposals(db, await db.fetch(SQL.needs_to_assign, neighbourhoods, NEEDS))).values())


async def ids_to_assign(db: Database, neighbourhoods: Sequence[str]) -> list[UUID]:
    """Those that are open."""
    return [row["id"] for row in await db.fetch(SQL.ids_to_assign, neighbourhoods, NEEDS)]


async def supply_to_assign(
    db: Database, categories: Iterable[Category], neighbourhoods: Sequence[str], held: Iterable[UUID]
) -> list[Offering]:
    """Not locked."""
    rows = await db.fetch(SQL.supply_to_assign, sorted(set(categories)), neighbourhoods, list(held), OFFERINGS)
    return [offering_of(row) for row in rows]


async def still_here(db: Database) -> None:
    """Keeps the transaction from being ended while nothing else is said in it."""
    await db.execute(SQL.still_here)


def _round_of(row: Mapping[str, Any]) -> Round:
    values = dict(row) | {"area": Area.read(row["area"]), "state": RoundState(row["state"])}
    return Round(**values)

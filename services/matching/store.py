"""The only place with SQL: needs with their proposals, and the market of offerings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from asyncpg import Connection, Record
from asyncpg.pool import PoolConnectionProxy

from libs.contracts.places import Places
from libs.contracts.refusals import not_found
from libs.contracts.words import Category, Rung
from libs.delivery.statements import Statements
from libs.delivery.work import in_key_order
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.rows import (
    need_of,
    offering_of,
    proposal_of,
    row_of_need,
    row_of_offering,
    row_of_proposal,
    row_of_wanted,
)

SQL = Statements.read(Path(__file__).parent / "sql")
Db: TypeAlias = "Connection[Any] | PoolConnectionProxy[Any]"

#: Candidates per need and rung that are locked and weighed, those that look adequate first.
NEAREST = 50
#: Candidates per need and rung of which the market is asked whether they look adequate, free ones first.
LOOKED_AT = 1_000


async def lock_needs(db: Db, ids: Iterable[UUID]) -> dict[UUID, Need]:
    """Those that exist, with their proposals, locked in key order."""
    return await with_proposals(db, await db.fetch(SQL.lock_needs, in_key_order(ids)))


async def lock_permitted(db: Db, ids: Iterable[UUID]) -> dict[UUID, Rung]:
    """The rungs that decisions allow. Locks a row per need, also for needs that do not exist yet."""
    keys = in_key_order(ids)
    await db.execute(SQL.touch_permitted, keys)
    rows = await db.fetch(SQL.lock_permitted, keys)
    return {row["need"]: Rung(row["rung"]) for row in rows if row["rung"] is not None}


async def permit(db: Db, rungs: Mapping[UUID, Rung]) -> None:
    """Keep what was decided. The caller has locked the rows."""
    await db.execute(SQL.permit, list(rungs), [int(rung) for rung in rungs.values()])


async def lock_market(
    db: Db, needs: Iterable[Need], held: Iterable[UUID], places: Places, today: date
) -> list[Offering]:
    """The offerings that these needs may be answered with, and those that are held, locked in key order."""
    found = set(held)
    wanted = list({need.id: need for need in needs}.values())
    if wanted:
        near = [
            (origin, other, places.kilometres(origin, other))
            for origin in sorted({need.neighbourhood for need in wanted} & places.by_code.keys())
            for other in places.by_code
        ]
        rows = await db.fetch(
            SQL.nearest_offerings,
            [row_of_wanted(need) for need in wanted],
            [origin for origin, _, _ in near],
            [other for _, other, _ in near],
            [kilometres for _, _, kilometres in near],
            today,
            LOOKED_AT,
            NEAREST,
        )
        found |= {row["offering"] for row in rows}
    return list((await lock_offerings(db, found)).values()) if found else []


async def move_places(db: Db, moved: Mapping[UUID, int]) -> None:
    """Book places taken (above 0) and given back (below 0). The caller has locked the offerings."""
    changed = sorted((id_, places) for id_, places in moved.items() if places)
    if changed:
        await db.execute(SQL.move_places, [id_ for id_, _ in changed], [places for _, places in changed])


async def save_needs(db: Db, needs: Sequence[Need], before: Mapping[UUID, Need]) -> None:
    """Needs, and those of their proposals that differ from before."""
    await db.execute(SQL.save_needs, [row_of_need(need) for need in needs])
    known = {each.id: each for need in before.values() for each in need.proposals}
    changed = [each for need in needs for each in need.proposals if known.get(each.id) != each]
    if changed:
        # what falls away is saved before what comes instead: one pending proposal per need, at every moment
        changed.sort(key=lambda each: each.pending)
        await db.execute(SQL.save_proposals, [row_of_proposal(each) for each in changed])


async def need_of_proposal(db: Db, proposal: UUID) -> UUID | None:
    found: UUID | None = await db.fetchval(SQL.need_of_proposal, proposal)
    return found


async def needs_of_cases(db: Db, cases: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The needs of each case that are not over."""
    found: dict[UUID, list[UUID]] = {}
    for row in await db.fetch(SQL.needs_of_cases, cases):
        found.setdefault(row["caseid"], []).append(row["id"])
    return found


async def needs_waiting(db: Db, offerings: Iterable[UUID], after: UUID | None, limit: int) -> list[UUID]:
    """Needs that found nothing yet and that one of these might answer, the most urgent first."""
    return [row["id"] for row in await db.fetch(SQL.needs_waiting, sorted(set(offerings)), after, limit)]


async def needs_offered(db: Db, offerings: Iterable[UUID]) -> list[UUID]:
    """Needs to which one of these is proposed, and not accepted yet."""
    return [row["need"] for row in await db.fetch(SQL.needs_offered, sorted(set(offerings)))]


async def offerings(db: Db, ids: Iterable[UUID]) -> list[Offering]:
    """Entries as they are, also those that left the catalogue; not locked."""
    return [offering_of(row) for row in await db.fetch(SQL.offerings, list(ids))]


async def lock_offerings(db: Db, ids: Iterable[UUID]) -> dict[UUID, Offering]:
    """Those that exist, locked in key order."""
    rows = await db.fetch(SQL.lock_offerings, in_key_order(ids))
    return {row["id"]: offering_of(row) for row in rows}


async def save_offerings(db: Db, changed: Sequence[Offering]) -> None:
    """All but the places taken, which `move_places` books; and where they stand in the market."""
    if changed:
        await db.execute(SQL.save_offerings, [row_of_offering(each) for each in changed])
        ids = in_key_order(each.id for each in changed)
        await db.execute(SQL.clear_stalls, ids)
        await db.execute(SQL.set_stalls, ids)


async def save_names(db: Db, sealed: Mapping[UUID, bytes]) -> None:
    """Who these volunteers are, sealed."""
    if sealed:
        await db.execute(SQL.save_names, list(sealed), list(sealed.values()))


async def forget_names(db: Db, offerings: Iterable[UUID]) -> None:
    """Of those of them that left the catalogue and by whom nothing runs. The caller has saved the offerings."""
    await db.execute(SQL.forget_names, list(offerings))


async def contributions_of(db: Db, cases: Sequence[UUID]) -> list[UUID]:
    """What the residents of these cases give and is still in the catalogue."""
    return [row["id"] for row in await db.fetch(SQL.contributions_of, cases)]


async def held_about_cases(db: Db, cases: Sequence[UUID]) -> dict[UUID, int]:
    """How many needs, proposals and offerings belong to each of these cases."""
    return {row["caseid"]: row["items"] for row in await db.fetch(SQL.held_about_cases, cases)}


async def with_proposals(db: Db, rows: Sequence[Record]) -> dict[UUID, Need]:
    """Rows of needs as needs, with all that was proposed for them and what was granted."""
    ids = [row["id"] for row in rows]
    if not ids:
        return {}
    proposals: dict[UUID, list[Proposal]] = {}
    for row in await db.fetch(SQL.proposals_of, ids):
        proposals.setdefault(row["need"], []).append(proposal_of(row))
    granted = {row["need"]: Rung(row["rung"]) for row in await db.fetch(SQL.permitted_of, ids)}
    return {row["id"]: need_of(dict(row), tuple(proposals.get(row["id"], ())), granted.get(row["id"])) for row in rows}


async def search_offerings(
    db: Db,
    words: str | None,
    category: Category | None,
    rung: Rung | None,
    reaches: str | None,
    near: Sequence[str],
    after: tuple[int, UUID],
    limit: int,
) -> list[tuple[Offering, int]]:
    """Entries, each with its rank: where its neighbourhood stands in `near`. `after`: rank and id of the last one."""
    rows = await db.fetch(SQL.search_offerings, words, category, rung, reaches, near, *after, limit)
    return [(offering_of(row), row["place"]) for row in rows]


async def offering(db: Db, id_: UUID) -> Offering:
    """Raises Refused (missing)."""
    found = await offerings(db, [id_])
    if not found:
        raise not_found("offering", id_)
    return found[0]


async def name_of(db: Db, offering: UUID) -> bytes | None:
    """Sealed; None when it is not a private person's."""
    sealed: bytes | None = await db.fetchval(SQL.name_of, offering)
    return sealed


async def needs(db: Db, case: UUID | None, state: NeedState | None, after: UUID, limit: int) -> Sequence[Need]:
    """In order of opening, with their proposals."""
    rows = await db.fetch(SQL.needs, case, state, after, limit)
    return list((await with_proposals(db, rows)).values())


async def need(db: Db, id_: UUID) -> Need:
    """Raises Refused (missing)."""
    found = await with_proposals(db, await db.fetch(SQL.need, id_))
    if id_ not in found:
        raise not_found("need", id_)
    return found[id_]


async def proposals(db: Db, case: UUID | None, state: ProposalState | None, after: UUID, limit: int) -> list[Proposal]:
    """In order of offering."""
    return [proposal_of(row) for row in await db.fetch(SQL.proposals, case, state, after, limit)]


async def proposal(db: Db, id_: UUID) -> Proposal:
    """Raises Refused (missing)."""
    row = await db.fetchrow(SQL.proposal, id_)
    if row is None:
        raise not_found("proposal", id_)
    return proposal_of(row)


async def gaps(db: Db, neighbourhood: str | None) -> list[dict[str, Any]]:
    """Open needs that nobody answers: neighbourhood, category, needs, since."""
    return [dict(row) for row in await db.fetch(SQL.gaps, neighbourhood)]


async def counts(db: Db) -> dict[str, Any]:
    """Needs by state and by rung, proposals by state, and gaps."""
    return {
        "needs_by_state": {row["state"]: row["number"] for row in await db.fetch(SQL.needs_by_state)},
        "needs_by_rung": {str(row["rung"]): row["number"] for row in await db.fetch(SQL.needs_by_rung)},
        "proposals_by_state": {row["state"]: row["number"] for row in await db.fetch(SQL.proposals_by_state)},
        "gaps": await db.fetchval(SQL.needs_in_a_gap),
    }

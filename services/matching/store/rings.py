"""Rings: locked together with the needs that stand in them, saved, and asked for."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from libs.contracts.refusals import not_found
from libs.delivery.work import in_key_order
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.rings import Ring, RingState
from services.matching.ring_rows import ring_of, row_of_ring
from services.matching.store.base import SQL, Database
from services.matching.store.needs import with_proposals
from services.matching.store.offerings import contributions_of, offerings


class Standing(NamedTuple):
    """Needs, the rings that they stand in, and which of their cases have any need here yet."""

    needs: dict[UUID, Need]
    rings: dict[UUID, Ring]
    cases: frozenset[UUID]


async def lock_standing(db: Database, ids: Iterable[UUID], cases: Iterable[UUID] = ()) -> Standing:
    """Needs that exist, the rings in which something of theirs waits or runs, and all needs of those; locked, with all
    others of their cases and of `cases`. In one call: rings before needs, each in key order.
    """
    wanted, opening = in_key_order(ids), in_key_order(cases)
    await db.execute(SQL.begin_standing)
    while True:
        rows = await db.fetch(SQL.lock_standing, wanted, opening)
        rings = await _rings_of(db, rows[0]["rings"] if rows else ())
        asked = {*wanted, *(each.need for ring in rings.values() for each in ring.members)}
        needs = await with_proposals(db, [row for row in rows if row["id"] in asked])
        # of those asked for alone: another of their ring may have dropped out of it, and stand in the next one by now
        decided = [needs[id_] for id_ in wanted if id_ in needs]
        standing = {each.ring for need in decided for each in need.proposals if each.ring and each.live}
        if standing <= rings.keys():
            return Standing(needs, rings, frozenset(row["caseid"] for row in rows))
        # came while one of its needs was waited for. Whoever has locked it by now waits for these needs, and whoever
        # saves it unlocked waits for them: so all are let go, and locked in their order
        await db.execute(SQL.let_go_standing)


async def _rings_of(db: Database, ids: Collection[UUID]) -> dict[UUID, Ring]:
    return {row["id"]: ring_of(row) for row in await db.fetch(SQL.rings_of, list(ids))} if ids else {}


async def save_rings(db: Database, rings: Sequence[Ring]) -> None:
    """As they were decided. Before their proposals, which refer to them."""
    if rings:
        await db.execute(SQL.save_rings, [row_of_ring(each) for each in rings])


async def ring_supply(db: Database, neighbourhood: str, most: int) -> tuple[list[Need], list[Offering]]:
    """Needs there that nobody has accepted an answer to, longest waiting first; with what was offered to them and what
    those residents give. Not locked."""
    needs = list((await with_proposals(db, await db.fetch(SQL.needs_for_rings, neighbourhood, most))).values())
    given = await contributions_of(db, sorted({need.caseid for need in needs}))
    held = {offering for need in needs for offering in need.held}
    return needs, await offerings(db, in_key_order({*given, *held}))


async def rings(
    db: Database, case: UUID | None, neighbourhood: str | None, state: RingState | None, after: UUID, limit: int
) -> list[Ring]:
    """In order of offering."""
    member = [{"caseid": str(case)}] if case else None
    return [ring_of(row) for row in await db.fetch(SQL.rings, member, neighbourhood, state, after, limit)]


async def ring(db: Database, id_: UUID) -> Ring:
    """Raises Refused (missing)."""
    row = await db.fetchrow(SQL.ring, id_)
    if row is None:
        raise not_found("ring", id_)
    return ring_of(row)

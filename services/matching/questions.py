"""What is asked of matching: the only reader that does not lock."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from libs.contracts.places import Places
from libs.contracts.refusals import not_found
from libs.contracts.words import Category, Rung
from services.matching import store
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.store import SQL, Db

FIRST = UUID(int=0)


class Place(NamedTuple):
    """Where a page of the catalogue goes on: whether it was widened, how far away, and after which entry."""

    widened: bool = False
    rank: int = -1
    id: UUID = FIRST

    def __str__(self) -> str:
        return f"{'wide' if self.widened else 'own'}.{self.rank}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ValueError when it is not one of ours."""
        breadth, rank, id_ = text.split(".")
        return cls(breadth == "wide", int(rank), UUID(id_))


class Found(NamedTuple):
    """A page of the catalogue. `widened`: nothing reaches the own neighbourhood, these are the others."""

    offerings: list[Offering]
    widened: bool
    next: Place | None


async def search(
    db: Db,
    places: Places,
    words: str | None,
    category: Category | None,
    rung: Rung | None,
    neighbourhood: str | None,
    after: Place | None,
    limit: int,
) -> Found:
    """Nearest first, seen from the neighbourhood."""
    near = _nearest_first(places, neighbourhood)
    at = after or Place()

    async def page(own: str | None, widened: bool) -> Found:
        rows = await db.fetch(SQL.search_offerings, words, category, rung, own, near, at.rank, at.id, limit + 1)
        last = Place(widened, rows[limit - 1]["place"], rows[limit - 1]["id"]) if len(rows) > limit else None
        return Found([store.offering_of(row) for row in rows[:limit]], widened, last)

    if neighbourhood is None or at.widened:
        return await page(None, at.widened)
    found = await page(neighbourhood, widened=False)
    return found if found.offerings or after is not None else await page(None, widened=True)


async def offering(db: Db, id_: UUID) -> Offering:
    """Raises Refused (missing)."""
    found = await store.offerings(db, [id_])
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
    return list((await store.with_proposals(db, rows)).values())


async def need(db: Db, id_: UUID) -> Need:
    """Raises Refused (missing)."""
    found = await store.with_proposals(db, await db.fetch(SQL.need, id_))
    if id_ not in found:
        raise not_found("need", id_)
    return found[id_]


async def proposals(db: Db, case: UUID | None, state: ProposalState | None, after: UUID, limit: int) -> list[Proposal]:
    """In order of offering."""
    return [store.proposal_of(row) for row in await db.fetch(SQL.proposals, case, state, after, limit)]


async def proposal(db: Db, id_: UUID) -> Proposal:
    """Raises Refused (missing)."""
    row = await db.fetchrow(SQL.proposal, id_)
    if row is None:
        raise not_found("proposal", id_)
    return store.proposal_of(row)


async def gaps(db: Db, neighbourhood: str | None) -> list[dict[str, Any]]:
    """Open needs that nobody answers: neighbourhood, category, needs, since."""
    return [dict(row) for row in await db.fetch(SQL.gaps, neighbourhood)]


async def counts(db: Db) -> dict[str, Any]:
    """Needs by state and by rung, proposals by state, and gaps."""
    return {
        "needs_by_state": {row["state"]: row["number"] for row in await db.fetch(SQL.needs_by_state)},
        "needs_by_rung": {row["rung"]: row["number"] for row in await db.fetch(SQL.needs_by_rung)},
        "proposals_by_state": {row["state"]: row["number"] for row in await db.fetch(SQL.proposals_by_state)},
        "gaps": await db.fetchval(SQL.needs_in_a_gap),
    }


def _nearest_first(places: Places, neighbourhood: str | None) -> list[str]:
    if neighbourhood is None:
        return []
    distances = {code: places.kilometres(neighbourhood, code) for code in places.by_code}
    return sorted(places.by_code, key=lambda code: (distances[code] or 0.0, code))

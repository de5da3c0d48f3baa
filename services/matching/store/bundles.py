"""Bundles with everybody who was asked; and whom a group could be made of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from libs.contracts.refusals import not_found
from libs.contracts.words import Category
from libs.delivery.work import in_key_order
from services.matching.bundle_rows import bundle_of, invitation_of, row_of_bundle, row_of_invitation
from services.matching.domain.bundles import Bundle, BundleState
from services.matching.domain.invitation import Invitation, InvitationState
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.rows import offering_of
from services.matching.store.base import SQL, Database
from services.matching.store.needs import with_proposals


async def lock_search(db: Database, now: datetime) -> None:
    """One search for groups at a time: the next one waits for this transaction, and sees whom it asked."""
    await db.fetch(SQL.lock_bundle_search)
    await db.execute(SQL.searched_for_bundles, now)


async def needs_to_bundle(
    db: Database, categories: Iterable[Category], asked_before: datetime, limit: int
) -> list[Need]:
    """Needs without an answer that may be asked for a group; not locked."""
    rows = await db.fetch(SQL.needs_to_bundle, sorted(categories), asked_before, limit)
    return list((await with_proposals(db, rows)).values())


async def helpers_near(
    db: Database,
    neighbourhoods: Sequence[str],
    skills: Iterable[str],
    category: Category,
    asked_before: datetime,
    limit: int,
) -> list[Offering]:
    """Who is free and might help a group there; not locked."""
    rows = await db.fetch(SQL.helpers_near, neighbourhoods, sorted(skills), category, asked_before, limit)
    return [offering_of(row) for row in rows]


async def hosts_near(
    db: Database, neighbourhoods: Sequence[str], hosting: str, category: Category, limit: int
) -> list[Offering]:
    """Entries there that might lend a place; not locked."""
    return [offering_of(row) for row in await db.fetch(SQL.hosts_near, neighbourhoods, hosting, category, limit)]


async def lock_bundles(db: Database, ids: Iterable[UUID]) -> dict[UUID, Bundle]:
    """Those that exist, with their invitations, locked in key order."""
    return await _with_invitations(db, await db.fetch(SQL.lock_bundles, in_key_order(ids)))


async def save_bundles(db: Database, bundles: Sequence[Bundle], before: Mapping[UUID, Bundle]) -> None:
    """Bundles, and those of their invitations that differ from before."""
    if not bundles:
        return
    await db.execute(SQL.save_bundles, [row_of_bundle(each) for each in bundles])
    known = {each.id: each for bundle in before.values() for each in bundle.invitations}
    changed = [each for bundle in bundles for each in bundle.invitations if known.get(each.id) != each]
    if changed:
        await db.execute(SQL.save_invitations, [row_of_invitation(each) for each in changed])


async def bundle(db: Database, id_: UUID) -> Bundle:
    """Raises Refused (missing)."""
    found = await _with_invitations(db, await db.fetch(SQL.bundle, id_))
    if id_ not in found:
        raise not_found("bundle", id_)
    return found[id_]


async def bundles(
    db: Database, state: BundleState | None, neighbourhood: str | None, after: UUID, limit: int
) -> list[Bundle]:
    """In order of proposal, those whose area has the neighbourhood."""
    found = await _with_invitations(db, await db.fetch(SQL.bundles, state, neighbourhood, after, limit))
    return list(found.values())


async def invitation(db: Database, id_: UUID) -> Invitation:
    """Raises Refused (missing)."""
    row = await db.fetchrow(SQL.invitation, id_)
    if row is None:
        raise not_found("invitation", id_)
    return invitation_of(row)


async def invitations(
    db: Database, case: UUID | None, state: InvitationState | None, after: UUID, limit: int
) -> list[Invitation]:
    """In order of asking."""
    return [invitation_of(row) for row in await db.fetch(SQL.invitations, case, state, after, limit)]


async def is_group(db: Database, offering: UUID) -> bool:
    """Whether this entry of the catalogue is a group that runs."""
    return bool(await db.fetchval(SQL.is_group, offering))


async def invitations_about(
    db: Database, needs: Iterable[UUID], offerings: Iterable[UUID] = ()
) -> dict[UUID, list[UUID]]:
    """By bundle, the invitations that still count: for these needs, or by these offerings."""
    found: dict[UUID, list[UUID]] = {}
    for row in await db.fetch(SQL.invitations_about, list(needs), list(offerings)):
        found.setdefault(row["bundle"], []).append(row["id"])
    return found


async def _with_invitations(db: Database, rows: Sequence[Record]) -> dict[UUID, Bundle]:
    asked: dict[UUID, list[Invitation]] = {}
    if rows:
        for row in await db.fetch(SQL.invitations_of_bundles, [row["id"] for row in rows]):
            asked.setdefault(row["bundle"], []).append(invitation_of(row))
    return {row["id"]: bundle_of(dict(row), asked.get(row["id"], ())) for row in rows}

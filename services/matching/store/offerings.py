"""The catalogue: offerings, and who the volunteers are."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from libs.contracts.refusals import not_found
from libs.delivery.work import in_key_order
from services.matching.domain.offering import Offering
from services.matching.rows import (
    offering_of,
    row_of_offering,
)
from services.matching.store.base import SQL, Database


async def offerings(db: Database, ids: Iterable[UUID]) -> list[Offering]:
    """Entries as they are, also those that left the catalogue; not locked."""
    return [offering_of(row) for row in await db.fetch(SQL.offerings, list(ids))]


async def lock_offerings(db: Database, ids: Iterable[UUID]) -> dict[UUID, Offering]:
    """Those that exist, locked in key order."""
    rows = await db.fetch(SQL.lock_offerings, in_key_order(ids))
    return {row["id"]: offering_of(row) for row in rows}


async def save_offerings(db: Database, changed: Sequence[Offering]) -> None:
    """All but the places taken, which `move_places` books; and where they stand in the market."""
    if changed:
        await db.execute(SQL.save_offerings, [row_of_offering(each) for each in changed])
        ids = in_key_order(each.id for each in changed)
        await db.execute(SQL.clear_stalls, ids)
        await db.execute(SQL.set_stalls, ids)


async def save_names(db: Database, sealed: Mapping[UUID, bytes]) -> None:
    """Who these volunteers are, sealed."""
    if sealed:
        await db.execute(SQL.save_names, list(sealed), list(sealed.values()))


async def forget_names(db: Database, offerings: Iterable[UUID]) -> None:
    """Of those of them that left the catalogue and by whom nothing runs, or that are no volunteer's any more. The
    caller has saved the offerings."""
    await db.execute(SQL.forget_names, list(offerings))


async def name_of(db: Database, offering: UUID) -> bytes | None:
    """Sealed; None when it is not a private person's."""
    sealed: bytes | None = await db.fetchval(SQL.name_of, offering)
    return sealed


async def contributions_of(db: Database, cases: Sequence[UUID]) -> list[UUID]:
    """What the residents of these cases give and is still in the catalogue."""
    return [row["id"] for row in await db.fetch(SQL.contributions_of, cases)]


async def offering(db: Database, id_: UUID) -> Offering:
    """Raises Refused (missing)."""
    found = await offerings(db, [id_])
    if not found:
        raise not_found("offering", id_)
    return found[0]

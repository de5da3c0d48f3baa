"""Documents of HSDS: services and organizations as they were given."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from uuid import UUID

from asyncpg import Record

from libs.contracts.refusals import not_found
from libs.delivery.work import in_key_order
from services.matching.domain.offering import Offering
from services.matching.rows import offering_of
from services.matching.store.base import SQL, Database

Document = dict[str, Any]
Kind = Literal["service", "organization"]
Service = tuple[Offering, Document | None]


async def lock_documents(db: Database, kind: Kind, ids: Iterable[UUID]) -> dict[UUID, Document | None]:
    """What is kept under these ids, locked in key order; None, and locked too, where there is nothing yet."""
    keys = in_key_order(ids)
    await db.execute(SQL.touch_hsds, kind, keys)
    return {row["id"]: row["document"] for row in await db.fetch(SQL.lock_hsds, kind, keys)}


async def save_documents(
    db: Database, kind: Kind, documents: Mapping[UUID, Document], locked: Iterable[UUID] = ()
) -> None:
    """Keep them, and let go of what was locked and stayed empty. The caller has locked the rows."""
    if documents:
        rows = [{"id": id_, "document": document} for id_, document in documents.items()]
        await db.execute(SQL.save_hsds, kind, rows)
    await db.execute(SQL.untouch_hsds, kind, in_key_order(locked))


async def services(db: Database, after: UUID, limit: int, *, withdrawn: bool) -> list[Service]:
    """Entries of organisations and service teams in order of id, each with the document that it came as, if it did.

    `withdrawn`: also those that left the catalogue.
    """
    return [_service(row) for row in await db.fetch(SQL.hsds_services, after, limit, withdrawn)]


async def service(db: Database, id_: UUID, *, withdrawn: bool) -> Service:
    """Raises Refused (missing), also for what a private person offers."""
    row = await db.fetchrow(SQL.hsds_service, id_, withdrawn)
    if row is None:
        raise not_found("service", id_)
    return _service(row)


async def organizations(db: Database, after: UUID, limit: int) -> list[Document]:
    """In order of id."""
    return [row["document"] for row in await db.fetch(SQL.hsds_organizations, after, limit)]


def _service(row: Record) -> Service:
    values = dict(row)
    document: Document | None = values.pop("document")
    return offering_of(values), document

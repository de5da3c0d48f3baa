"""Databases that hold much already: filled fast, and afterwards as if they had grown to it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from bench.part import Run
from deploy.local import databases, places
from deploy.local.provision import provision
from deploy.migrations import migrate_all
from libs.delivery.statements import Statements

SQL = Statements.read(Path(__file__).parent / "sql")


@contextmanager
def database(run: Run, name: str, services: Sequence[str]) -> Iterator[dict[str, str]]:
    """The URLs of these services in a database of their own, migrated and empty; dropped at the end."""
    full = run.place(name)
    try:
        yield asyncio.run(_make(run, full, services))
    finally:
        asyncio.run(databases.drop_database(run.servers.database_url, full))


async def _make(run: Run, name: str, services: Sequence[str]) -> dict[str, str]:
    admin = await databases.create_database(run.servers.database_url, name)
    urls = await provision(admin, places.passwords(run.servers))
    await migrate_all({service: urls[service] for service in services})
    return urls


@asynccontextmanager
async def filling(url: str, schema: str) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """A connection that works in this schema for as long as it takes; what was filled is analysed at the end."""
    settings = {"search_path": schema, "synchronous_commit": "off", "maintenance_work_mem": "512MB"}
    connection = await asyncpg.connect(url, server_settings=settings)
    try:
        yield connection
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()


@asynccontextmanager
async def bare(db: "asyncpg.Connection[Any]", *tables: str) -> AsyncIterator[None]:
    """Without indexes and constraints, which are made again from all rows at once: many times as fast."""
    constraints = await db.fetch(SQL.constraints_of, list(tables))
    for each in constraints:
        await db.execute(f"alter table {each['relation']} drop constraint {each['name']}")
    indexes = await db.fetch(SQL.indexes_of, list(tables))
    for each in indexes:
        await db.execute(f"drop index {each['name']}")
    yield
    for each in indexes:
        await db.execute(each["definition"])
    for each in reversed(constraints):
        await db.execute(f"alter table {each['relation']} add constraint {each['name']} {each['definition']}")


async def settle(run: Run) -> None:
    """Everything that was filled is on the disk: no later measurement pays for it."""
    admin = await asyncpg.connect(run.servers.database_url)
    try:
        await admin.execute("checkpoint")
    finally:
        await admin.close()

"""Taking broker and database away from a test's own world, and giving them back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import asyncpg

from deploy.local import virtual_hosts
from deploy.local.stack import Stack
from tests.world import World


async def end_sessions(local_stack: Stack, world: World, application: str = "%") -> int:
    """End every database session of the world (whose application is named so), as a failover does; returns how many."""
    connection = await asyncpg.connect(local_stack.database_url)
    try:
        return int(
            await connection.fetchval(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                "where datname = $1 and application_name like $2",
                world.name,
                application,
            )
        )
    finally:
        await connection.close()


@asynccontextmanager
async def without_database(local_stack: Stack, world: World) -> AsyncIterator[None]:
    """Nobody can connect to the world's database, and nobody is connected."""
    connection = await asyncpg.connect(local_stack.database_url)
    try:
        await connection.execute(f'alter database "{world.name}" allow_connections false')
        await end_sessions(local_stack, world)
        yield
    finally:
        await connection.execute(f'alter database "{world.name}" allow_connections true')
        await connection.close()


def broker_connections(local_stack: Stack, world: World) -> list[str]:
    """The names of the broker connections to the world's virtual host. A new one is listed after some seconds."""
    with virtual_hosts._api(local_stack) as api:
        found = api.get(f"/api/vhosts/{world.name}/connections").raise_for_status().json()
        return [each["name"] for each in found]


def close_connections(local_stack: Stack, world: World) -> None:
    """Close every broker connection to the world's virtual host."""
    with virtual_hosts._api(local_stack) as api:
        for name in broker_connections(local_stack, world):
            api.delete(f"/api/connections/{quote(name, safe='')}", headers={"X-Reason": "a test"})

"""Connections to PostgreSQL: one pool per process, in the service's own schema, with time limits."""

from typing import Any
from uuid import UUID

import asyncpg
import orjson

#: A frozen peer or a forgotten transaction must not hold locks for ever.
SERVER_SETTINGS = {
    "statement_timeout": "30000",
    "idle_in_transaction_session_timeout": "30000",
    "lock_timeout": "10000",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "timezone": "UTC",
}


async def prepare(connection: "asyncpg.Connection[Any]") -> None:
    """jsonb as Python objects."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + orjson.dumps(value, default=_plain),
        decoder=lambda data: orjson.loads(data[1:]),
    )


def _plain(value: object) -> object:
    if isinstance(value, UUID):  # asyncpg's own kind, which orjson does not know
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


async def open_pool(url: str, service: str, size: int) -> "asyncpg.Pool[Any]":
    """Ready to use; every connection works in the service's schema."""
    return await asyncpg.create_pool(
        url,
        min_size=2,
        max_size=size,
        init=prepare,
        server_settings=SERVER_SETTINGS | {"search_path": service, "application_name": f"omzien-{service}"},
        timeout=10,
    )


async def open_connection(url: str, service: str) -> "asyncpg.Connection[Any]":
    """A connection outside the pool, for a lock or a listener that lives as long as the connection."""
    connection = await asyncpg.connect(
        url,
        server_settings=SERVER_SETTINGS
        | {"search_path": service, "application_name": f"omzien-{service}-relay", "statement_timeout": "60000"},
        timeout=10,
    )
    await prepare(connection)
    return connection

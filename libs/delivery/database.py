"""Connections to PostgreSQL: one pool per process, in the service's own schema, with time limits."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from asyncpg.pool import PoolConnectionProxy

from libs.delivery.errors import GONE, Away

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
    # plans made while a table was small are kept: without this a new deployment reads whole tables until its first
    # statistics, and each batch more than the one before
    "enable_seqscan": "off",
    # with arrays for arguments every plan of its own looks cheaper than the general one, so that each statement would
    # be planned anew each time: a third of the server's time
    "plan_cache_mode": "force_generic_plan",
    # a plan that looks dear is compiled anew at every use: many times what these short statements take
    "jit": "off",
}

#: Longer than the server lets a statement run: whoever answers later than this is frozen.
COMMAND_SECONDS = 40


async def prepare(connection: "asyncpg.Connection[Any]") -> None:
    """jsonb as Python objects; a server whose machine vanished is noticed within half a minute."""
    _notice_a_vanished_server(connection)
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: b"\x01" + orjson.dumps(value, default=_plain),
        decoder=lambda data: orjson.loads(data[1:]),
    )


def _notice_a_vanished_server(connection: "asyncpg.Connection[Any]") -> None:
    # the settings above are the server's side only; ours would wait for two hours
    ours = connection._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # noqa: SLF001
    if ours is not None and ours.family in (socket.AF_INET, socket.AF_INET6):
        for option, value in (("KEEPIDLE", 10), ("KEEPINTVL", 5), ("KEEPCNT", 3), ("USER_TIMEOUT", 20_000)):
            if hasattr(socket, f"TCP_{option}"):
                ours.setsockopt(socket.IPPROTO_TCP, getattr(socket, f"TCP_{option}"), value)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


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
        reset=_as_it_is,
        server_settings=SERVER_SETTINGS | {"search_path": service, "application_name": f"omzien-{service}"},
        timeout=10,
        command_timeout=COMMAND_SECONDS,
    )


async def _as_it_is(_: object) -> None:
    """No transaction leaves anything on its session, so that there is nothing to ask the server to undo."""


@asynccontextmanager
async def transaction(
    pool: "asyncpg.Pool[Any]", *, readonly: bool = False, patience: float | None = None
) -> AsyncIterator["PoolConnectionProxy[Any]"]:
    """Commits when left without an error. Raises Away when the database is, whatever the driver called it.

    `patience`: how many seconds to wait for a connection that others hold; for ever when not given.
    """
    try:
        connection = await pool.acquire(timeout=patience)
    except Exception as error:
        raise Away(type(error).__name__) from error
    try:
        async with connection.transaction(readonly=readonly):
            yield connection
    except Exception as error:
        # a connection that is lost in mid-statement is reported in a dozen ways, misuse of the driver among them
        if isinstance(error, GONE) or _lost(connection):
            raise Away(type(error).__name__) from error
        raise
    finally:
        # what was decided stands: a connection that dies on its way back is the pool's to replace, and no failure
        with suppress(Exception):
            await pool.release(connection)


def _lost(connection: "PoolConnectionProxy[Any]") -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True  # the pool has taken it away already, and it cannot even be asked


async def open_connection(
    url: str, service: str, settings: Mapping[str, str] | None = None
) -> "asyncpg.Connection[Any]":
    """A connection outside the pool, for a lock or a listener that lives as long as the connection.

    Whoever holds it says something at least every twenty seconds; else the server takes it for frozen and ends it.
    """
    connection = await asyncpg.connect(
        url,
        server_settings=SERVER_SETTINGS
        | {
            "search_path": service,
            "application_name": f"omzien-{service}-relay",
            "statement_timeout": "60000",
            # a frozen process's machine goes on acknowledging for it: without this its locks are held for ever
            "idle_session_timeout": "20000",
        }
        | dict(settings or {}),
        timeout=10,
    )
    await prepare(connection)
    return connection

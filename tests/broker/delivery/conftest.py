"""A world with the ledger's schema in it."""

import logging
from collections.abc import Iterator

import asyncpg
import pytest
import structlog

from libs.delivery import logs
from tests.broker.delivery.ledger import LEDGER
from tests.world import World, migrate


@pytest.fixture(autouse=True)
def _plain_logs() -> Iterator[None]:
    """As in production; structlog's default draws every frame's variables, which takes a second each."""
    before, handlers = structlog.get_config(), list(logging.getLogger().handlers)
    logs.install("ledger", "WARNING")
    yield
    # whoever looks for a line of a lower level in a later test would not find it
    structlog.configure(**before)
    logging.getLogger().handlers = handlers


@pytest.fixture
async def ledger_world(world: World) -> World:
    """The ledger works as the administrator, in a schema of its own."""
    url = world.urls["ledger"] = world.urls["admin"]
    connection = await asyncpg.connect(url)
    await connection.execute("create schema ledger")
    await connection.close()
    await migrate(LEDGER, url)
    return world

"""Every SQL statement fits the migrated schema: a typing error is found here, not at night."""

import pytest

from deploy.migrations import declared
from libs.contracts.topology import SERVICES
from libs.delivery.database import open_connection
from libs.delivery.outbox import SQL as DELIVERY
from libs.delivery.statements import Statements
from tests.world import World

pytestmark = pytest.mark.broker


@pytest.mark.parametrize("name", SERVICES)
async def test_every_statement_prepares_against_the_migrated_schema(world: World, name: str) -> None:
    statements = dict(Statements.read(declared(name).folder / "sql"))
    assert statements
    connection = await open_connection(world.urls[name], name)
    try:
        for text in [*statements.values(), *dict(DELIVERY).values()]:
            await connection.prepare(text)
    finally:
        await connection.close()

"""What tests stand on: a real broker and a real database, private to this run.

`world` is a virtual host and a database of one test's own, with all four services' schemas in place.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deploy.local import databases, stack, virtual_hosts
from tests.world import World, template

ROOT = Path(__file__).parents[1]

# a property fails because it does not hold, never because the machine was busy
settings.register_profile("whole", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("whole"), max_examples=25)
settings.load_profile("whole")


@pytest.fixture(scope="session")
def local_stack() -> Iterator[stack.Stack]:
    """The broker and the database server: from the environment, containers, or private programs."""
    with stack.running(ROOT, durable=False) as running:
        yield running


@pytest.fixture(scope="session")
async def template_database(local_stack: stack.Stack) -> AsyncIterator[str]:
    """The name of a database with every schema migrated, of which each test gets a copy."""
    name = await template(local_stack)
    yield name
    await databases.drop_database(local_stack.database_url, name)


@pytest.fixture
async def world(local_stack: stack.Stack, template_database: str, tmp_path: Path) -> AsyncIterator[World]:
    """A virtual host and a database for this test alone."""
    world = await World.create(local_stack, template_database, tmp_path)
    yield world
    await world.close()
    virtual_hosts.delete(local_stack, world.name)
    await databases.drop_database(local_stack.database_url, world.name)

"""The whole system as a municipality runs it, for a module's tests; and the Willemse scenario, played on one."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local import databases, system, virtual_hosts
from deploy.local.stack import Stack
from libs.delivery.tokens import read_tokens
from omzien.demo import policy
from omzien.demo.target import Target
from omzien.demo.willemse import WayFirst
from tests.scenarios.neighbourhood import lived_in
from tests.scenarios.played import Played, play
from tests.world import World

ROOT = Path(__file__).parents[2]

#: Into the Willemse scenario: as it is our addition, and as it is told.
WAYS: tuple[WayFirst, ...] = ("signals", "walk_in")


@dataclass(frozen=True)
class Running:
    """Where it is, and what its services wrote."""

    target: Target
    logs: tuple[Path, ...]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Four processes, started for one module, and gone afterwards."""
    terms = policy.without_waiting(ROOT / "build" / "scenarios")
    with system.running(ROOT, durable=False, extra=terms) as found:
        yield Running(
            Target(
                amqp_url=found.place.amqp_url,
                urls={name: process.url for name, process in found.services.items()},
                token=read_tokens(found.token_file)[0],
                alone=True,
            ),
            tuple(process.child.log for process in found.services.values()),
        )


@pytest.fixture(scope="module")
async def stories(
    local_stack: Stack, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[WayFirst, Played]]:
    """The Willemse scenario by each way in, one household after the other."""
    world = await World.create(local_stack, template_database, tmp_path_factory.mktemp("neighbourhood"))
    async with lived_in(world) as place:
        yield {way: await play(place, way) for way in WAYS}
    await world.close()
    virtual_hosts.delete(local_stack, world.name)
    await databases.drop_database(local_stack.database_url, world.name)


@pytest.fixture(params=WAYS)
def played(stories: dict[WayFirst, Played], request: pytest.FixtureRequest) -> Played:
    """By either way in."""
    return stories[request.param]

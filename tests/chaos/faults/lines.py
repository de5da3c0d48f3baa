"""The network between one service and a server is cut, or falls silent."""

from collections.abc import AsyncIterator

from libs.contracts.topology import SERVICES
from tests.chaos.fault import fault
from tests.chaos.line import Way
from tests.chaos.scene import Scene

PROMISE_CUT = "Who is cut off tries until it is connected again, and goes on where it was."
PROMISE_SILENT = "A line that is silent is no loss: what was not confirmed is done again."


@fault("cut off from the broker", PROMISE_CUT, befalls=SERVICES, hold=(1, 5))
async def broker_cut(scene: Scene, service: str) -> AsyncIterator[None]:
    """Every connection is reset, and none can be made."""
    async with scene.to_broker[service].severed() as connections:
        scene.seen.append(f"{connections} connections were reset")
        yield


@fault("cut off from the database", PROMISE_CUT, befalls=SERVICES, hold=(1, 5))
async def database_cut(scene: Scene, service: str) -> AsyncIterator[None]:
    """Every connection is reset, and none can be made."""
    async with scene.to_database[service].severed() as connections:
        scene.seen.append(f"{connections} connections were reset")
        yield


@fault("silence between service and broker", PROMISE_SILENT, befalls=SERVICES, hold=(3, 14))
async def broker_silent(scene: Scene, service: str) -> AsyncIterator[None]:
    """No byte passes either way; what is held arrives at the end."""
    async with scene.to_broker[service].silent(*Way):
        yield


@fault("silence between service and database", PROMISE_SILENT, befalls=SERVICES, hold=(3, 14))
async def database_silent(scene: Scene, service: str) -> AsyncIterator[None]:
    """No byte passes either way; what is held arrives at the end."""
    async with scene.to_database[service].silent(*Way):
        yield


@fault("one direction to the broker silent", PROMISE_SILENT, befalls=SERVICES, hold=(3, 10))
async def broker_half_silent(scene: Scene, service: str) -> AsyncIterator[None]:
    """No byte passes one way; the other goes on."""
    async with scene.to_broker[service].silent(way := scene.choice.choice(list(Way))):
        scene.seen.append(f"nothing came {way.value}")
        yield


@fault("one direction to the database silent", PROMISE_SILENT, befalls=SERVICES, hold=(3, 10))
async def database_half_silent(scene: Scene, service: str) -> AsyncIterator[None]:
    """No byte passes one way; the other goes on."""
    async with scene.to_database[service].silent(way := scene.choice.choice(list(Way))):
        scene.seen.append(f"nothing came {way.value}")
        yield

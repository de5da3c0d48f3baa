"""Somebody deletes a service's queue: what was in it, or came meanwhile, is read again from the stream."""

from collections.abc import AsyncIterator

from libs.contracts.topology import SERVICES
from libs.delivery.connections import connected
from tests.chaos.fault import fault
from tests.chaos.scene import Scene

#: So many messages wait in a queue before it is deleted.
MESSAGES = 20


@fault("empty queue deleted", "The queue is there again, and what it missed is read from the stream.", befalls=SERVICES)
async def empty(scene: Scene, service: str) -> AsyncIterator[None]:
    """The service's queue is deleted while the service runs, and events go on."""
    await _delete(scene, service)
    yield


@fault(
    "queue with messages deleted",
    "What waits in a deleted queue comes back from the stream.",
    befalls=SERVICES,
    hold=(0, 1),
)
async def full(scene: Scene, service: str) -> AsyncIterator[None]:
    """The service is stopped until messages wait for it; then its queue is deleted, and the service started."""
    async with scene.without(service):
        await scene.waiting(service, MESSAGES)
        await _delete(scene, service)
        yield


async def _delete(scene: Scene, service: str) -> None:
    async with connected(scene.place.amqp_url) as connection:
        channel = await connection.channel()
        answer = await channel.queue_delete(scene.queue(service))
        scene.seen.append(f"{answer.message_count} messages were in the queue")

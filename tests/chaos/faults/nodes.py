"""A cluster of three brokers loses one of them. Needs a Docker engine: only a run with containers brings these."""

from collections.abc import AsyncIterator

from libs.contracts.topology import SERVICES
from tests.chaos.cluster import Cluster, Node
from tests.chaos.fault import CLUSTER, fault
from tests.chaos.scene import Scene

PROMISE = "A queue goes on with a majority of its nodes; nothing that was confirmed is lost with one."


@fault("cluster loses the node that leads", PROMISE, befalls=SERVICES, hold=(4, 10), table=CLUSTER)
async def lost(scene: Scene, service: str) -> AsyncIterator[None]:
    """The node that leads the service's queue gets kill -9, and is started again."""
    node = await _leading(scene, service)
    await scene.ground.do(node.kill)
    try:
        yield
    finally:
        await scene.ground.do(node.start)


@fault("cluster node cut off", PROMISE, befalls=SERVICES, hold=(10, 20), table=CLUSTER)
async def cut_off(scene: Scene, service: str) -> AsyncIterator[None]:
    """The node that leads the service's queue is taken off the network, and put back."""
    node = await _leading(scene, service)
    await scene.ground.do(node.cut_off)
    try:
        yield
    finally:
        await scene.ground.do(node.join)


async def _leading(scene: Scene, service: str) -> Node:
    assert isinstance(scene.ground, Cluster)
    vhost = scene.place.amqp_url.rpartition("/")[2]
    node: Node = await scene.ground.do(scene.ground.leader, vhost, scene.queue(service))
    scene.seen.append(f"{node.name} led {scene.queue(service)}")
    return node

"""A cluster of three brokers in containers, which loses nodes, and the database beside it."""

import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import docker
from docker.models.networks import Network
from docker.types import IPAMConfig, IPAMPool

from deploy.local import credentials, probes
from deploy.local.containers import BROKER_IMAGE
from deploy.local.given import Address
from deploy.local.plan import Stack
from tests.chaos.contained import USER, Contained, broker_environment, container, database, versions
from tests.chaos.ground import Ground

NAMES = ("node1", "node2", "node3")
AMQP, MANAGEMENT = 5672, 15672

# A node that cannot see the majority stops serving: else both sides would go on, each in its own way.
_CONFIGURATION = """\
cluster_partition_handling = pause_minority
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = rabbit@node1
cluster_formation.classic_config.nodes.2 = rabbit@node2
cluster_formation.classic_config.nodes.3 = rabbit@node3
"""

# A node that is cut off is missed after seconds, not after a minute.
_TICK = "-kernel net_ticktime 8"


@dataclass(frozen=True)
class Node(Contained):
    """One of the three."""

    name: str
    address: str
    network: Network

    def cut_off(self) -> None:
        """Nobody reaches it, and it reaches nobody."""
        self.network.disconnect(self.container)

    def join(self) -> None:
        """Back on the network, under its name and at its address."""
        self.network.connect(self.container, aliases=[self.name], ipv4_address=self.address)
        self.await_ready()


@dataclass(frozen=True)
class Cluster(Ground):
    """A ground whose broker has three nodes."""

    nodes: tuple[Node, ...]

    def leader(self, vhost: str, queue: str) -> Node:
        """The node that leads a queue."""
        told = json.loads(self.nodes[0].control("list_queues", "-q", "-p", vhost, "name", "leader", "--formatter=json"))
        # each node tells what it leads: while the lead moves, a queue is told of twice
        leaders = {each["leader"].removeprefix("rabbit@") for each in told if each["name"] == queue}
        return next(node for node in self.nodes if node.name in leaders)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Three nodes that know each other, on a network of their own."""
    secret, cookie = credentials.administrator(folder), secrets.token_hex(16)
    configuration = folder / "cluster.conf"
    configuration.write_text(_CONFIGURATION)
    configuration.chmod(0o644)
    engine = docker.from_env()
    with ExitStack() as exits:
        server, database_url = exits.enter_context(database(secret))
        subnet = f"10.213.{secrets.randbelow(250)}"
        network = exits.enter_context(_network(f"{subnet}.0/24"))
        nodes = []
        for number, name in enumerate(NAMES):
            place = f"{subnet}.{10 + number}"
            environment = broker_environment(secret, _TICK) | {"RABBITMQ_ERLANG_COOKIE": cookie}
            started = exits.enter_context(
                container(
                    BROKER_IMAGE,
                    environment,
                    hostname=name,
                    network=network.name,
                    networking_config={
                        network.name: engine.api.create_endpoint_config(aliases=[name], ipv4_address=place)
                    },
                    volumes={str(configuration): {"bind": "/etc/rabbitmq/conf.d/20-cluster.conf", "mode": "ro"}},
                )
            )
            nodes.append(Node(started, partial(_serves, place, secret), name, place, network))
        for node in nodes:
            node.await_ready()
        nodes[0].control("await_online_nodes", str(len(NAMES)))
        access = f"{USER}:{secret}@{nodes[0].address}"
        stack = Stack(f"amqp://{access}:{AMQP}/", database_url, f"http://{access}:{MANAGEMENT}", "containers")
        yield Cluster(
            stack,
            nodes[0],
            server,
            versions(nodes[0], server),
            [Address(node.address, AMQP) for node in nodes],
            exits.enter_context(ThreadPoolExecutor(1)),
            tuple(nodes),
        )


def _serves(place: str, secret: str) -> bool:
    return probes.speaks_amqp(AMQP, place) and probes.manages(MANAGEMENT, USER, secret, place)


@contextmanager
def _network(subnet: str) -> Iterator[Network]:
    name = f"omzien-chaos-{secrets.token_hex(4)}"
    made = docker.from_env().networks.create(name, ipam=IPAMConfig(pool_configs=[IPAMPool(subnet=subnet)]))
    try:
        yield made
    finally:
        made.remove()

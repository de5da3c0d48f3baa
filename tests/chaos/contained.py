"""The broker and the database of a run in containers, for other versions than this machine's own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
from docker.models.containers import Container

from deploy.local import credentials, ports, probes
from deploy.local.children import StartFailed, wait_until
from deploy.local.containers import BROKER_IMAGE, DATABASE_IMAGE
from deploy.local.given import address
from deploy.local.plan import Stack
from tests.chaos.ground import Ground

USER = "omzien"

#: Seconds that a start may take.
PATIENCE = 120


@dataclass(frozen=True)
class Contained:
    """A server in a container, which keeps its data and its address when it is stopped."""

    container: Container
    serves: Callable[[], bool]

    def start(self) -> None:
        self.container.start()
        self.await_ready()

    def await_ready(self) -> None:
        """Returns when it serves. Raises StartFailed."""
        if not wait_until(self.serves, PATIENCE):
            raise StartFailed(self.container.logs(tail=12).decode(errors="replace"))

    def stop(self) -> None:
        self.container.stop(timeout=20)

    def kill(self) -> None:
        self.container.kill()
        self.container.wait()

    def freeze(self) -> None:
        self.container.pause()

    def thaw(self) -> None:
        self.container.unpause()

    def control(self, *words: str) -> str:
        return self.run("rabbitmqctl", *words)

    def run(self, *command: str) -> str:
        """What a program in the container answers. Raises StartFailed when it fails."""
        code, output = self.container.exec_run(list(command))
        text = output.decode(errors="replace") if isinstance(output, bytes) else ""
        if code:
            raise StartFailed(f"{command}: {text}")
        return text


@contextmanager
def container(image: str, environment: dict[str, str], **more: Any) -> Iterator[Container]:
    """Started; removed at the end with what it kept."""
    started = docker.from_env().containers.run(image, detach=True, environment=environment, **more)
    try:
        yield started
    finally:
        started.remove(force=True, v=True)


@contextmanager
def database(secret: str) -> Iterator[tuple[Contained, str]]:
    """A server that serves, and its URL."""
    (port,) = ports.free(1)
    environment = {"POSTGRES_USER": USER, "POSTGRES_PASSWORD": secret, "POSTGRES_DB": "postgres"}
    with container(DATABASE_IMAGE, environment, ports=on_loopback({5432: port})) as started:
        server = Contained(started, lambda: probes.speaks_postgresql(port))
        server.await_ready()
        time.sleep(2)  # a new one starts twice: first to make its user
        server.await_ready()
        yield server, f"postgresql://{USER}:{secret}@{ports.LOOPBACK}:{port}/postgres"


def broker_environment(secret: str, *arguments: str) -> dict[str, str]:
    """Of a node with our user; `arguments` are Erlang's."""
    return {
        "RABBITMQ_DEFAULT_USER": USER,
        "RABBITMQ_DEFAULT_PASS": secret,
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": " ".join(("+S 2:2 +sbwt none", *arguments)),
    }


def on_loopback(opened: dict[int, int]) -> dict[str, tuple[str, int]]:
    """Ports of a container, each on a port of this machine that stays the same."""
    return {f"{inner}/tcp": (ports.LOOPBACK, outer) for inner, outer in opened.items()}


def versions(broker: Contained, server: Contained) -> dict[str, str]:
    """What the images hold."""
    return {
        "RabbitMQ": broker.control("version").strip(),
        "PostgreSQL": server.run("postgres", "--version").split()[2],
    }


@contextmanager
def contained(folder: Path) -> Iterator[Ground]:
    """The images that deploy/local uses."""
    secret = credentials.administrator(folder)
    amqp, management = ports.free(2)
    opened = on_loopback({5672: amqp, 15672: management})
    with (
        database(secret) as (server, database_url),
        container(BROKER_IMAGE, broker_environment(secret), ports=opened, hostname="omzien") as node,
        ThreadPoolExecutor(1) as thread,
    ):
        broker = Contained(node, lambda: probes.speaks_amqp(amqp) and probes.manages(management, USER, secret))
        broker.await_ready()
        access = f"{USER}:{secret}@{ports.LOOPBACK}"
        stack = Stack(f"amqp://{access}:{amqp}/", database_url, f"http://{access}:{management}", "containers")
        yield Ground(stack, broker, server, versions(broker, server), [address(stack.amqp_url)], thread)

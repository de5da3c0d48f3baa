"""A broker and a database of the suite's own, which may be stopped, frozen and filled."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import psutil

from deploy.local import broker, credentials, database, programs
from deploy.local.children import Child
from deploy.local.given import Address, address
from deploy.local.plan import Stack

T = TypeVar("T")


class Server(Protocol):
    """A broker or a database. Every call returns when it is done; `start` when the server serves again."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def freeze(self) -> None:
        """It keeps its connections and answers nobody."""

    def thaw(self) -> None: ...


class BrokerServer(Server, Protocol):
    def control(self, *words: str) -> str:
        """What `rabbitmqctl` answers."""


@dataclass(frozen=True)
class Ground:
    """What a run stands on."""

    stack: Stack
    broker: BrokerServer
    database: Server
    versions: dict[str, str]
    #: Where the broker listens: several addresses when it is a cluster.
    brokers: Sequence[Address]
    _thread: ThreadPoolExecutor

    async def do(self, call: Callable[..., T], *arguments: object) -> T:
        """Anything that takes its time, in a thread that stays: a server ends with the thread that started it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(call, *arguments))


class Private:
    """A server program of this machine, started for the suite."""

    def __init__(self, server: broker.Broker | database.Database) -> None:
        self._server = server

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._child.stop()

    def kill(self) -> None:
        family = self._family()
        self._child.process.kill()
        self._child.process.wait()
        # the database's own processes end when they notice; a new one starts only after that
        for process in psutil.wait_procs(family, timeout=5)[1]:
            process.kill()

    def freeze(self) -> None:
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                process.suspend()

    def thaw(self) -> None:
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def control(self, *words: str) -> str:
        assert isinstance(self._server, broker.Broker)
        return self._server.control(*words)

    @property
    def _child(self) -> Child:
        return self._server.node if isinstance(self._server, broker.Broker) else self._server.process

    def _family(self) -> list[psutil.Process]:
        process = psutil.Process(self._child.number)
        return [process, *process.children(recursive=True)]


@contextmanager
def private(root: Path, folder: Path) -> Iterator[Ground]:
    """This machine's own programs. Durable: what a server confirmed must outlive it."""
    found = programs.found(root) or programs.of_packages(root)
    secret = credentials.administrator(folder)
    with (
        database.running(folder, found, user="omzien", password=secret, durable=True) as data,
        broker.running(folder, found, user="omzien", password=secret, durable=True) as node,
    ):
        stack = Stack(node.amqp_url, data.url, node.management_url, "private")
        versions = {"RabbitMQ": found.broker_version, "PostgreSQL": found.database_version}
        with ThreadPoolExecutor(1) as thread:
            yield Ground(stack, Private(node), Private(data), versions, [address(stack.amqp_url)], thread)

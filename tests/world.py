"""One test's own broker and database, with the means to run services in it and to see what they tell."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aio_pika
import httpx
import orjson

from deploy.local import databases, places, provision, virtual_hosts
from deploy.local.stack import Stack
from deploy.migrations import declared, migrate_all
from libs.contracts.topology import EVENTS, SERVICES
from libs.delivery import migrations
from libs.delivery.clock import Clock, wall_clock
from libs.delivery.database import open_connection
from libs.delivery.http import application
from libs.delivery.runtime import Runtime, migrations_of
from libs.delivery.service import Service

TOKEN = "test-token"
#: Whoever reads in a test, where it does not matter who.
READER = UUID("0197f0a0-0000-7000-8000-000000000001")


async def template(local_stack: Stack) -> str:
    """Make a database with every service's schema; returns its name."""
    name = f"template_{secrets.token_hex(4)}"
    admin = await databases.create_database(local_stack.database_url, name)
    urls = await provision.provision(admin, places.passwords(local_stack))
    await migrate_all(urls)
    return name


async def migrate(service: Service, url: str) -> None:
    """Bring the schema of a service of a test's own up to date."""
    connection = await open_connection(url, service.name)
    try:
        await migrations.migrate(connection, migrations_of(service))
    finally:
        await connection.close()


@dataclass
class Served:
    """A running service with a client that has a token."""

    runtime: Runtime
    http: httpx.AsyncClient

    async def read(self, path: str, by: object = READER, **query: object) -> httpx.Response:
        """The answer to somebody who says who they are, as what tells who somebody is or what they said asks for."""
        asked = {name: str(value) for name, value in query.items()}
        return await self.http.get(path, params=asked or None, headers={"Omzien-Actor": str(by)})

    async def scalar(self, statement: str, *arguments: object) -> Any:
        """One value from the service's own schema."""
        return await self.runtime.pool.fetchval(statement, *arguments)


@dataclass
class Subscriber:
    """What a subscriber with a queue of its own has received, in the order of arrival."""

    events: list[dict[str, Any]] = field(default_factory=list)

    def of(self, type_: str) -> list[dict[str, Any]]:
        """Those of a type, each id once."""
        return list({event["id"]: event for event in self.events if event["type"] == type_}.values())


@dataclass
class World:
    """URLs and files of one test's deployment."""

    name: str
    amqp_url: str
    urls: dict[str, str]
    folder: Path
    _exits: AsyncExitStack = field(default_factory=AsyncExitStack)
    _publisher: aio_pika.abc.AbstractChannel | None = None

    @classmethod
    async def create(cls, local_stack: Stack, template_name: str, folder: Path) -> "World":
        name = f"test_{secrets.token_hex(6)}"
        admin = await databases.create_database(local_stack.database_url, name, template_name)
        amqp_url = virtual_hosts.create(local_stack, name)
        # roles and schemas came with the template; only the database's name is new
        passwords = places.passwords(local_stack)  # one for all: roles belong to the whole server
        urls = {each: provision.service_url(admin, each, passwords[each]) for each in SERVICES} | {"admin": admin}
        (folder / "tokens").write_text(TOKEN)
        (folder / "key").write_text(secrets.token_hex(32))
        return cls(name, amqp_url, urls, folder)

    def environment(self, name: str, **more: object) -> dict[str, Any]:
        """The settings of a service, by field name."""
        return {
            "amqp_url": self.amqp_url,
            "database_url": self.urls[name],
            "token_file": self.folder / "tokens",
            "key_file": self.folder / "key",
            "poll_seconds": 0.2,
            **more,
        }

    @asynccontextmanager
    async def serving(
        self, service: Service | str, *, clock: Clock = wall_clock, **settings: Any
    ) -> AsyncIterator[Served]:
        """The service, running in this process by that clock; stopped in order at the end."""
        service = declared(service) if isinstance(service, str) else service
        runtime = Runtime(service, service.settings(**self.environment(service.name, **settings)), clock)
        app = application(runtime)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
            try:
                await runtime.start()
                yield Served(runtime, client)
            finally:
                await runtime.stop()

    async def channel(self) -> aio_pika.abc.AbstractChannel:
        """A channel with confirms, closed with the world."""
        connection = await aio_pika.connect(self.amqp_url)
        self._exits.push_async_callback(connection.close)
        return await connection.channel()

    async def subscribe(self, *bindings: str) -> Subscriber:
        """A subscriber from now on. Declares the exchange when no service has."""
        channel = await self.channel()
        exchange = await channel.declare_exchange(EVENTS, aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue(exclusive=True)
        for key in bindings or ("#",):
            await queue.bind(exchange, key)
        subscriber = Subscriber()

        async def receive(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            subscriber.events.append(orjson.loads(message.body))

        await queue.consume(receive, no_ack=True)
        return subscriber

    async def publish(self, exchange: str, messages: Sequence[tuple[str, aio_pika.Message]]) -> None:
        """Confirmed, in order: (routing key, message)."""
        if self._publisher is None or self._publisher.is_closed:
            self._publisher = await self.channel()
        channel = self._publisher
        target = await channel.get_exchange(exchange) if exchange else channel.default_exchange
        for key, message in messages:
            await target.publish(message, key)

    async def close(self) -> None:
        await self._exits.aclose()

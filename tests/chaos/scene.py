"""One deployment of the whole system with a load on it, in which things are broken."""

import asyncio
import random
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import aio_pika
from aio_pika.abc import AbstractChannel

from deploy import migrations
from deploy.local import places, ports, processes
from deploy.local.given import Address, address
from deploy.local.places import Place
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.topology import INLETS, SERVICES
from libs.delivery.connections import connected
from omzien.demo.checks import Check
from omzien.demo.partners import Key
from tests.chaos import sets
from tests.chaos.fleet import ROOT, Fleet
from tests.chaos.ground import Ground
from tests.chaos.line import Line
from tests.chaos.partners import Partners
from tests.chaos.probe import Probe
from tests.chaos.team import Professionals
from tests.chaos.witness import Witness

TOKEN = "chaos-token"

#: Worries a second that partners bring while things break.
RATE = 15.0

#: Seconds in which the load itself is to bring what waits for a service that is stopped.
PATIENCE = 10.0

#: Seconds until a probe must have gone all the way, and until all must have come to rest.
RECOVERY, REST = 60, 90


@dataclass
class Scene:
    """Everything that a fault may lay hands on. What it saw of itself goes into `seen`."""

    ground: Ground
    place: Place
    choice: random.Random
    fleet: Fleet
    #: Each service's lines to the broker and to the database.
    to_broker: dict[str, Line]
    to_database: dict[str, Line]
    partners: Partners
    heard: Witness
    professionals: Professionals
    probe: Probe
    poison: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def set(cls, ground: Ground, folder: Path, choice: random.Random) -> AsyncIterator["Scene"]:
        """A virtual host and a database of its own, four services, and a load that goes on until left."""
        name = f"chaos_{secrets.token_hex(4)}"
        place = await places.create(ground.stack, name)
        await migrations.migrate_all(place.database_urls)
        async with AsyncExitStack() as exits:
            open_ = partial(_line, exits)
            to_broker = {each: await open_(ground.brokers) for each in SERVICES}
            to_database = {each: await open_([address(place.admin_url)]) for each in SERVICES}
            # partners and subscribers have a line of their own, which stays whole
            everybody = await open_(ground.brokers)
            place = replace(place, amqp_url=_through(everybody, place.amqp_url))
            settings = processes.plan(ROOT, place, folder / "logs", _files(folder))

            def environment(service: str) -> dict[str, str]:
                return settings.environment(service) | {
                    "OMZIEN_AMQP_URL": _through(to_broker[service], place.amqp_url),
                    "OMZIEN_DATABASE_URL": _through(to_database[service], place.database_urls[service]),
                }

            heard = await exits.enter_async_context(Witness.listening(place.amqp_url))
            fleet = await exits.enter_async_context(Fleet(environment, settings.urls, settings.logs).running())
            partners = await exits.enter_async_context(Partners.publishing(place.amqp_url, choice))
            team = await exits.enter_async_context(Professionals.at_work(settings.urls, TOKEN, heard))
            probe = Probe(place.admin_url, partners, heard)
            yield cls(ground, place, choice, fleet, to_broker, to_database, partners, heard, team, probe)
        await places.delete(ground.stack, name)

    @asynccontextmanager
    async def load(self) -> AsyncIterator[None]:
        """Partners and professionals at work; afterwards everything that they began is finished."""
        enough = asyncio.Event()
        publishing = asyncio.create_task(self.partners.keep_on(RATE))
        working = asyncio.create_task(self.professionals.work(enough))
        try:
            yield
            publishing.cancel()
            await self.partners.done()
            enough.set()
            await working
        finally:
            publishing.cancel()
            working.cancel()

    async def recovery(self) -> float:
        """Seconds until a new signal has gone through every service and all are ready. Raises TimeoutError."""
        began = time.monotonic()
        async with asyncio.timeout(RECOVERY):
            await self.probe.goes_through()
            await self.fleet.ready()
        return time.monotonic() - began

    async def rest(self) -> tuple[list[Check], Counter[Key]]:
        """Waits until every set is what it must be.

        Returns the checks that do not hold after all, and how often the stream keeps each event.
        """
        deadline = time.monotonic() + REST
        while True:
            mark = self.heard.mark
            found = await sets.differences(
                self.place.amqp_url, self.place.admin_url, self.partners, self.heard, self.poison
            )
            late = time.monotonic() > deadline
            if late or not found:
                kept = await sets.logged(self.place.amqp_url, mark)
                found += sets.unheard(kept, self.heard)
                # an event that came while the sets were compared is in some of them and not in others
                if late or (not found and self.heard.mark == mark):
                    return found, kept
            await asyncio.sleep(0.5)

    def queue(self, service: str) -> str:
        """Of the service's events."""
        return f"{service}.events"

    @asynccontextmanager
    async def without(self, service: str) -> AsyncIterator[None]:
        """The service is stopped in order, and started again at the end."""
        member = self.fleet.members[service][0]
        await self.fleet.leave(member)
        try:
            yield
        finally:
            self.fleet.add(service, member.url)

    async def waiting(self, service: str, messages: int) -> None:
        """Returns when so many messages wait in the service's queue.

        What the load brings within some seconds; the rest are copies of what the service was told, since a case waits
        for a service that is stopped, and then there may be nothing to tell it.
        """
        async with connected(self.place.amqp_url) as connection:
            channel = await connection.channel()
            deadline = time.monotonic() + PATIENCE
            while (missing := messages - await self._depth(channel, service)) > 0:
                if time.monotonic() > deadline:
                    await self._copies(channel, service, missing)
                await asyncio.sleep(0.1)

    async def _depth(self, channel: AbstractChannel, service: str) -> int:
        found = await channel.declare_queue(self.queue(service), passive=True)
        return found.declaration_result.message_count or 0

    async def _copies(self, channel: AbstractChannel, service: str, messages: int) -> None:
        inlet = next(inlet for inlet in INLETS[service] if inlet.queue == self.queue(service))
        nouns = tuple(binding.removesuffix("#") for binding in inlet.bindings)
        told = [body for key, body in self.heard.letters.values() if key.startswith(nouns)]
        for body in self.choice.choices(told, k=messages):
            copy = aio_pika.Message(body, content_type=CONTENT_TYPE, delivery_mode=2)
            await channel.default_exchange.publish(copy, inlet.queue)
        self.seen.append(f"{messages} of those that waited were copies")


async def _line(exits: AsyncExitStack, servers: Sequence[Address]) -> Line:
    return await exits.enter_async_context(Line(servers).open())


def _through(line: Line, url: str) -> str:
    parts = urlsplit(url)
    credentials = parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{credentials}@{ports.LOOPBACK}:{line.port}").geturl()


def _files(folder: Path) -> dict[str, str]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokens").write_text(TOKEN)
    (folder / "key").write_text("5e" * 32)
    return {"OMZIEN_TOKEN_FILE": str(folder / "tokens"), "OMZIEN_KEY_FILE": str(folder / "key")}

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

from deploy import migrations
from deploy.local import places, ports, processes
from deploy.local.given import Address, address
from deploy.local.places import Place
from libs.contracts.topology import SERVICES
from libs.delivery.connections import connected
from omzien.demo.checks import Check
from tests.chaos import sets
from tests.chaos.fleet import ROOT, Fleet
from tests.chaos.ground import Ground
from tests.chaos.line import Line
from tests.chaos.partners import Partners
from tests.chaos.probe import Probe
from tests.chaos.team import Professionals
from tests.chaos.witness import Witness
from tests.eventually import eventually

TOKEN = "chaos-token"

#: Worries a second that partners bring while things break.
RATE = 15.0

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

    async def rest(self) -> list[Check]:
        """Waits until every set is what it must be; returns the checks that do not hold after all."""
        deadline = time.monotonic() + REST
        while True:
            found = await sets.differences(
                self.place.amqp_url, self.place.admin_url, self.partners, self.heard, self.poison
            )
            if not found or time.monotonic() > deadline:
                return found
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
        """Returns when so many messages wait in the service's queue."""
        async with connected(self.place.amqp_url) as connection:
            channel = await connection.channel()

            async def enough() -> bool:
                found = await channel.declare_queue(self.queue(service), passive=True)
                return (found.declaration_result.message_count or 0) >= messages

            await eventually(enough, within=30, what=f"{messages} messages wait for {service}")


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

"""One running service: what it opens, in which order it starts, and the order in which it stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
import structlog
from aiormq.exceptions import AMQPError
from asyncpg.pool import PoolConnectionProxy
from faststream.rabbit import RabbitBroker

from libs.contracts.envelope import source_of
from libs.contracts.topology import Inlet
from libs.delivery import burial, frames, inbox, migrations, topology
from libs.delivery.catch_up import CatchUp
from libs.delivery.clock import Clock, NewId, new_id, wall_clock
from libs.delivery.connections import connected
from libs.delivery.consumer import Consumer
from libs.delivery.database import open_connection, open_pool, transaction
from libs.delivery.errors import Away
from libs.delivery.handover import Tray
from libs.delivery.outbox import SQL
from libs.delivery.received import Cause
from libs.delivery.relay import Relay
from libs.delivery.service import Service
from libs.delivery.settings import Settings
from libs.delivery.settling import Settler
from libs.delivery.taker import TakeEvents, TakeRaw
from libs.delivery.ticker import Ticker
from libs.delivery.work import Work

log = structlog.get_logger("omzien.runtime")

#: How long a start waits for broker and database that are still starting themselves.
START_SECONDS = 60


class Runtime:
    """Opens everything at `start`, closes it in the opposite order at `stop`."""

    pool: "asyncpg.Pool[Any]"

    def __init__(self, service: Service, settings: Settings, clock: Clock = wall_clock, new_id: NewId = new_id) -> None:
        self.service, self.settings, self.clock, self.new_id = service, settings, clock, new_id
        self.source = source_of(settings.oin, service.name)
        self.consumers: list[Consumer] = []
        amqp_url, database_url = settings.amqp_url.get_secret_value(), settings.database_url.get_secret_value()
        self._amqp_url, self._database_url = amqp_url, database_url
        self.relay = Relay(database_url, amqp_url, service.name, settings.publish_window, settings.poll_seconds)
        self.ticker = Ticker(self, service.timers, settings.poll_seconds)
        self.catch_up = CatchUp(database_url, amqp_url, service.name, service.events)
        self.broker = RabbitBroker(amqp_url, logger=None)
        self._keeping: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    def work(
        self, connection: "asyncpg.Connection[Any] | PoolConnectionProxy[Any]", cause: Cause, tray: Tray | None = None
    ) -> Work[Any]:
        """A unit of work on a connection whose transaction the caller ends."""
        return Work(connection, self.settings, self.source, self.clock(), self.new_id, cause, tray or Tray(None))

    @asynccontextmanager
    async def transaction(self, cause: Cause) -> AsyncIterator[Work[Any]]:
        """Commits when left without an error; the caller flushes the work. Raises Away when the database is."""
        with self.relay.handover.transaction() as tray:
            async with transaction(self.pool) as connection:
                yield self.work(connection, cause, tray)

    async def start(self) -> None:
        """Raises when broker or database are not there within a minute, or when migrations are missing."""
        self.pool = await _patiently(lambda: open_pool(self._database_url, self.service.name, self.settings.pool))
        await self._check_migrations()
        await self._keep_partitions()
        frames.install()
        burial.subscribe(self.broker, self.service.name, self, self._stopping)
        await _patiently(self.broker.connect)
        inlets = [*self.service.events, *self.service.raw]
        async with connected(self._amqp_url) as connection:
            await self.catch_up.before_declaring(connection, inlets)
        await topology.declare(self.broker, self.service.name, inlets, self.settings.retry_seconds)
        await self.broker.start()
        await self.relay.start()
        await self.ticker.start()
        for inlet in self.service.events:
            await self._consume(inlet, TakeEvents(inlet.queue, self.service.handlers))
        for inlet, handler in self.service.raw.items():
            await self._consume(inlet, TakeRaw(inlet.queue, handler))
        await self.catch_up.start()
        self._keeping = asyncio.create_task(self._keep(), name="keep partitions")
        log.info("started", service=self.service.name)

    async def _consume(self, inlet: Inlet, take: TakeEvents | TakeRaw) -> None:
        settler = Settler(self, inlet.queue, take, self.settings.retry_seconds, self._stopping)
        queue = topology.hot(self.service.name, inlet)
        before = self.catch_up.before_declaring
        consumer = Consumer(self._amqp_url, inlet, queue, settler, self.settings.batch, before)
        self.consumers.append(consumer)
        await consumer.start()

    async def stop(self) -> None:
        """Consumers first, so that nothing new begins; then what they caused is sent; then everything closes."""
        self._stopping.set()
        if self._keeping is not None:
            self._keeping.cancel()
        patience = self.settings.drain_seconds
        await self.catch_up.stop()
        await asyncio.gather(*(consumer.stop(patience) for consumer in self.consumers), self.ticker.stop(patience))
        await self.relay.stop(patience)
        # with the broker or the database away a goodbye fails, and the others must still be said
        for goodbye in (partial(burial.stop, self.broker), self.broker.stop, self._close_pool):
            try:
                async with asyncio.timeout(patience):
                    await goodbye()
            except Exception as error:
                log.warning("stop_incomplete", exc_info=error)
        log.info("stopped", service=self.service.name)

    async def _close_pool(self) -> None:
        if hasattr(self, "pool"):
            try:
                async with asyncio.timeout(self.settings.drain_seconds / 2):
                    await self.pool.close()
            finally:
                self.pool.terminate()

    async def _check_migrations(self) -> None:
        connection = await open_connection(self._database_url, self.service.name)
        try:
            missing = await migrations.pending(connection, migrations_of(self.service))
        finally:
            await connection.close()
        if any(each.phase == "pre" for each in missing):
            raise migrations.MigrationError(
                f"{len(missing)} migrations are missing: run `python -m services.{self.service.name} migrate` first"
            )

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(3_600)
            await self._keep_partitions()

    async def _keep_partitions(self) -> None:
        """Not now is no harm: what has no partition goes to the default one, and the days ahead are there."""
        days = self.settings.inbox_days
        try:
            async with transaction(self.pool) as connection:
                # several processes of a service start at once; one of them does it
                if await connection.fetchval(SQL.lead_here, "partitions"):
                    await inbox.keep_partitions(connection, self.clock(), days)
                    await connection.execute(SQL.forget_answers, self.clock() - timedelta(days=days))
        except (asyncpg.PostgresError, Away) as error:
            log.error("partitions_not_kept", exc_info=error)


def migrations_of(service: Service) -> list[migrations.Migration]:
    """Delivery's own come first: the service's tables may lean on them."""
    return migrations.read([("delivery", migrations.DELIVERY), (service.name, service.migrations)])


async def _patiently(open_: Any) -> Any:
    """Broker and database may be starting at the same moment as we are."""
    deadline = asyncio.get_running_loop().time() + START_SECONDS
    while True:
        try:
            return await open_()
        except (OSError, asyncpg.CannotConnectNowError, AMQPError) as error:
            if asyncio.get_running_loop().time() > deadline:
                raise
            log.warning("waiting_to_start", error=type(error).__name__)
            await asyncio.sleep(1)

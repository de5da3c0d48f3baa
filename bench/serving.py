"""The product's services as separate processes, in a place of their own, for as long as a measurement lasts."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import asyncpg
import psutil

from bench.part import Run
from deploy.local import places, processes
from deploy.local.places import Place
from deploy.local.plan import Stack
from deploy.local.processes import ServiceProcess
from libs.contracts.topology import SERVICES

_PLACES = r"select datname from pg_database where datname ~ '^omzien_bench_\d+_'"


@contextmanager
def place(run: Run, name: str) -> Iterator[Place]:
    """An empty virtual host and an empty database; deleted at the end."""
    full = run.place(name)
    try:
        yield asyncio.run(places.create(run.servers, full))
    finally:
        asyncio.run(places.delete(run.servers, full))


@contextmanager
def services(
    run: Run, where: Place, names: Sequence[str] = SERVICES, extra: Mapping[str, str] | None = None
) -> Iterator[dict[str, ServiceProcess]]:
    """These services, migrated and ready; `extra` goes into their environment. Stopped in order at the end."""
    settings = processes.plan(run.root, where, run.root / "build" / "logs", extra)
    processes.migrate(settings)
    with ExitStack() as cleanup:
        started: dict[str, ServiceProcess] = {}
        cleanup.callback(lambda: processes.stop(started))
        for name in names:
            started[name] = processes.launch(settings, name)
        for each in started.values():
            each.await_ready()
        yield started


async def remove_left_behind(servers: Stack) -> None:
    """The places of runs that were killed."""
    database = await asyncpg.connect(servers.database_url)
    try:
        names = [row["datname"] for row in await database.fetch(_PLACES)]
    finally:
        await database.close()
    for name in names:
        if not psutil.pid_exists(int(name.split("_")[2])):
            await places.delete(servers, name)

"""Who takes part in the comparison: how one is started, and how it wants to be told of a signal."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import asyncpg
from faststream.rabbit import RabbitBroker

from bench.load import Wrap, cloudevent
from bench.part import Run
from bench.serving import services
from deploy.local import children
from deploy.local.children import Child
from deploy.local.places import Place
from deploy.migrations import declared
from libs.contracts.cases import CaseOpened
from libs.contracts.signals import SignalRaised
from libs.contracts.topology import EVENTS, INLETS, Inlet
from libs.delivery import inbox, topology
from libs.delivery.migrations import migrate
from libs.delivery.runtime import migrations_of

_READY_PATIENCE = 60

STAGES = ("signalling", "intake")

NARROW: Mapping[str, Sequence[Inlet]] = {
    "signalling": (INLETS["signalling"][0], Inlet("signalling.events", EVENTS, (f"{CaseOpened.type}.#",))),
    "intake": (Inlet("intake.events", EVENTS, (f"{SignalRaised.type}.#",)),),
}

#: As the product has it: a plan that was made while a table was small would go on reading all of it, and a statement is
#: not planned anew each time.
_PLANS = """\
do $$ begin
    execute format('alter role current_user in database %I set enable_seqscan = off', current_database());
    execute format(
        'alter role current_user in database %I set plan_cache_mode = force_generic_plan', current_database());
end $$
"""

#: The processes that run, by name, with their numbers.
Running = Mapping[str, int]


@dataclass(frozen=True)
class Contender:
    """`start` gives its processes, ready; they end with it."""

    name: str
    start: Callable[[Run, Place], AbstractContextManager[Running]]
    wrap: Wrap = cloudevent
    #: By how much its events may be larger or smaller than the product's: a task has an envelope of its own.
    tolerance: float = 0.02


@contextmanager
def product(run: Run, where: Place) -> Iterator[Running]:
    """The two services concerned."""
    with services(run, where, STAGES) as started:
        yield {name: service.child.number for name, service in started.items()}


def by_hand(
    name: str, commands: Mapping[str, Sequence[str]], *, narrow: bool = False
) -> Callable[[Run, Place], AbstractContextManager[Running]]:
    """A rival: a Python command per stage, on the product's own tables and queues. Each says `ready` in its log.

    `narrow`: its queues get only the events that it acts on, since it would have to run a task for each.
    """

    @contextmanager
    def start(run: Run, where: Place) -> Iterator[Running]:
        asyncio.run(_prepare(where, NARROW if narrow else INLETS))
        with ExitStack() as cleanup:
            started: dict[str, Child] = {}
            for stage, command in commands.items():
                started[stage] = _launch(run, where, name, stage, command)
                cleanup.callback(started[stage].stop)
            for child in started.values():
                child.await_ready(partial(_is_ready, child), _READY_PATIENCE)
            yield {stage: child.number for stage, child in started.items()}

    return start


def _launch(run: Run, where: Place, name: str, stage: str, command: Sequence[str]) -> Child:
    log = run.root / "build" / "logs" / f"bench-{name}-{stage}.log"
    log.unlink(missing_ok=True)  # an earlier run's says that it was ready
    places = {
        "OMZIEN_AMQP_URL": where.amqp_url,
        "OMZIEN_DATABASE_URL": where.database_urls[stage],
        "OMZIEN_BENCH_STAGE": stage,
    }
    return children.spawn(
        f"{name} {stage}", [sys.executable, *command], log=log, environment=os.environ | places, cwd=run.root
    )


def _is_ready(child: Child) -> bool:
    return b"ready" in child.log.read_bytes()


async def _prepare(where: Place, inlets: Mapping[str, Sequence[Inlet]]) -> None:
    """What the services would find or make at their start: schemas, the inbox of today, exchanges and queues."""
    for stage in STAGES:
        database = await asyncpg.connect(where.database_urls[stage])
        try:
            await migrate(database, migrations_of(declared(stage)))
            await inbox.keep_partitions(database, datetime.now(UTC), days=1)
            await database.execute(_PLANS)
        finally:
            await database.close()
        async with RabbitBroker(where.amqp_url, logger=None) as broker:
            await broker.connect()
            await topology.declare(broker, stage, inlets[stage], delays=())

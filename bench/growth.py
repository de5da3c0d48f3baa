"""What one signal costs when ever more signals and cases are stored already.

The same services on databases that hold 10⁴, 10⁵ and 10⁶ of each, side by side on one stack, round by round in turn.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import uvloop

from bench import caseload, processors, stored
from bench.figure import Figure
from bench.load import PATIENCE, burst
from bench.part import Findings, Part, Run
from bench.serving import place, services
from deploy.local.places import Place
from deploy.migrations import migrate_all
from libs.delivery.clock import new_id

SIZES, QUICK_SIZES = (10_000, 100_000, 1_000_000), (10_000, 100_000)
SIGNALS, QUICK_SIGNALS = 500, 150
STAGES = ("signalling", "intake")


@dataclass
class Town:
    """One size: where it is stored, and what its rounds came to."""

    where: Place
    processes: Mapping[str, int]
    #: Per round, milliseconds per signal: on the clock, and of processor time by who spent it.
    took: list[float] = field(default_factory=list)
    spent: list[dict[str, float]] = field(default_factory=list)

    def round(self, count: int) -> None:
        """From the first publish until both services have told everything."""
        before, since = processors.spent(self.processes), new_id()
        self.took.append(1_000 / uvloop.run(burst(self.where.amqp_url, count)))
        asyncio.run(_settled(self.where, since))
        after = processors.spent(self.processes)
        self.spent.append({name: 1_000 * (after[name] - before[name]) / count for name in after})

    def forget(self) -> None:
        """The rounds so far were for warming up."""
        self.took.clear()
        self.spent.clear()


async def _settled(where: Place, since: UUID) -> None:
    database = await asyncpg.connect(where.admin_url)
    try:
        deadline = time.monotonic() + PATIENCE
        while await database.fetchval(stored.SQL.still_to_do, since):
            if time.monotonic() > deadline:
                raise TimeoutError("signals were left half done")
            await asyncio.sleep(0.05)
    finally:
        await database.close()


def measure(run: Run) -> Findings:
    """The largest over the smallest."""
    sizes, count = (QUICK_SIZES, QUICK_SIGNALS) if run.quick else (SIZES, SIGNALS)
    with ExitStack() as cleanup:
        places = {size: cleanup.enter_context(place(run, f"stored_{size}")) for size in sizes}
        for size, where in places.items():
            asyncio.run(_store(where, size))
        asyncio.run(stored.settle(run))
        towns = {size: _open(run, where, cleanup) for size, where in places.items()}
        for town in towns.values():
            town.round(count)
            town.forget()
        for _ in range(run.rounds):
            for town in towns.values():
                town.round(count)
    return findings(towns)


async def _store(where: Place, size: int) -> None:
    await migrate_all({name: where.database_urls[name] for name in STAGES})
    await caseload.fill(where, size)


def _open(run: Run, where: Place, cleanup: ExitStack) -> Town:
    started = cleanup.enter_context(services(run, where, STAGES))
    numbers = {name: service.child.number for name, service in started.items()}
    return Town(where, {**numbers, **processors.servers(run.root)})


def findings(towns: Mapping[int, Town]) -> Findings:
    """Ratios are of rounds that followed each other."""
    smallest, largest = towns[min(towns)], towns[max(towns)]
    cpu = {size: [sum(each.values()) for each in town.spent] for size, town in towns.items()}
    series = [
        {
            "stored": size,
            "ms": Figure.of(town.took, "ms/signal").as_json(),
            "cpu_ms": Figure.of(cpu[size], "ms/signal").as_json(),
        }
        for size, town in towns.items()
    ]
    return Findings(
        {
            "growth.signals": Figure.ratio(largest.took, smallest.took),
            "growth.signals_cpu": Figure.ratio(cpu[max(towns)], cpu[min(towns)]),
        },
        {"signals": series},
        (f"time per signal with {max(towns):,} signals and cases stored over that with {min(towns):,}",),
    )


PART = Part("growth", measure, seconds=150, quick_seconds=25)

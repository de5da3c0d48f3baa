"""What one match costs, from a stated need to its proposal, with ever more offerings in the catalogue.

In this process, through what matching's handler loads, decides and saves; on a real database, each need in a
transaction of its own. The sizes take turns need by need, so that the machine's moods meet all of them alike.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import uvloop
from pydantic import SecretStr

from bench import catalogue, stored
from bench.figure import Figure
from bench.part import Findings, Part, Run
from deploy.local import credentials
from libs.contracts.cases import CaseTransferredDirectly
from libs.contracts.envelope import source_of
from libs.contracts.needs import StatedNeed
from libs.contracts.words import Ground
from libs.delivery.clock import new_id, wall_clock
from libs.delivery.database import open_pool, transaction
from libs.delivery.received import Cause, Received
from libs.delivery.work import Work
from services.matching.handlers import open_needs
from services.matching.settings import Settings

SIZES, QUICK_SIZES = (1_000, 100_000, 1_000_000), (1_000, 100_000)
MATCHES, QUICK_MATCHES = 150, 60
#: Before the first counted one: what a service that runs has in its caches.
WARM_UP = 40


@dataclass(frozen=True)
class Municipality:
    """A database with its catalogue, and a connection to it as matching has."""

    pool: "asyncpg.Pool[Any]"
    settings: Settings

    async def match(self, neighbourhood: str, stated: StatedNeed) -> float:
        """Milliseconds until the proposal is committed."""
        case = new_id()
        told = CaseTransferredDirectly(
            caseid=case, neighbourhood=neighbourhood, ground=Ground.ACUTE, case_holder=new_id(), needs=(stated,)
        )
        cause = Cause(str(case), str(case), "system")
        received = Received(str(case), "urn:bench", told.type, str(case), None, None, told, cause)
        source = source_of(self.settings.oin, "matching")
        started = time.perf_counter()
        async with transaction(self.pool) as connection:
            work = Work(connection, self.settings, source, wall_clock(), new_id, cause)
            await open_needs(work, [received])
            await work.flush()
        return 1_000 * (time.perf_counter() - started)


async def rounds(run: Run, urls: Mapping[int, str], matches: int) -> dict[int, list[list[float]]]:
    """Milliseconds of every match, by size and round. Each round has the same needs for every size."""
    async with AsyncExitStack() as cleanup:
        folder = Path(cleanup.enter_context(TemporaryDirectory()))
        towns = {}
        for size, url in urls.items():
            pool = await open_pool(url, "matching", 2)
            cleanup.push_async_callback(pool.close)
            towns[size] = Municipality(pool, _settings(run, url, folder))
        await _round(towns, random.Random(0), WARM_UP)
        found: dict[int, list[list[float]]] = {size: [] for size in towns}
        for number in range(1, run.rounds + 1):
            for size, took in (await _round(towns, random.Random(number), matches)).items():
                found[size].append(took)
        return found


async def _round(towns: Mapping[int, Municipality], chance: random.Random, matches: int) -> dict[int, list[float]]:
    took: dict[int, list[float]] = {size: [] for size in towns}
    for _ in range(matches):
        neighbourhood, stated = catalogue.need(chance)
        for size, town in towns.items():
            took[size].append(await town.match(neighbourhood, stated))
    return took


def _settings(run: Run, url: str, folder: Path) -> Settings:
    return Settings(
        amqp_url=SecretStr("amqp://unused"),
        database_url=SecretStr(url),
        token_file=credentials.token_file(run.root),
        key_file=credentials.key_file(run.root),
        neighbourhoods_file=catalogue.write_map(folder / "neighbourhoods.csv"),
    )


@contextmanager
def municipalities(run: Run, sizes: tuple[int, ...]) -> Iterator[dict[int, str]]:
    """A database for each size, by the URL of matching's role."""
    with ExitStack() as cleanup:
        urls = {
            size: cleanup.enter_context(stored.database(run, f"offerings_{size}", ["matching"]))["matching"]
            for size in sizes
        }
        for size, url in urls.items():
            asyncio.run(_fill(url, size))
        asyncio.run(stored.settle(run))
        yield urls


async def _fill(url: str, size: int) -> None:
    async with stored.filling(url, "matching") as db:
        await catalogue.fill(db, size)


def percentile(took: list[float], hundredth: int) -> float:
    """At least two are needed."""
    return statistics.quantiles(took, n=100, method="inclusive")[hundredth - 1]


def measure(run: Run) -> Findings:
    """The largest catalogue over the smallest, and the milliseconds of all."""
    sizes, matches = (QUICK_SIZES, QUICK_MATCHES) if run.quick else (SIZES, MATCHES)
    with municipalities(run, sizes) as urls:
        found = uvloop.run(rounds(run, urls, matches))
    figures: dict[str, Figure] = {}
    series = []
    for hundredth in (50, 99):
        of = {size: [percentile(each, hundredth) for each in found[size]] for size in sizes}
        figures[f"growth.match_p{hundredth}"] = Figure.ratio(of[sizes[-1]], of[sizes[0]])
        series += [
            {"offerings": size, "percentile": hundredth, "ms": Figure.of(of[size], "ms").as_json()} for size in sizes
        ]
    figures["growth.match_ms_p99"] = Figure.of([percentile(each, 99) for each in found[sizes[-1]]], "ms")
    return Findings(
        figures,
        {"matches": series},
        (f"one match with {sizes[0]:,} to {sizes[-1]:,} offerings in {len(catalogue.NEIGHBOURHOODS)} neighbourhoods",),
    )


PART = Part("matches", measure, seconds=90, quick_seconds=12)

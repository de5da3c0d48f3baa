"""How many signals per second go from a partner's publish to a subscriber's receipt of the opened case.

The product's two services concerned beside the rivals, all on one broker and one database server, each in a virtual
host and a database of its own; round by round in turn. Each round lasts about as long for everyone, and begins when
everything of the one before it has been done.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench import books, processors
from bench.contender import Contender, Running, by_hand, product
from bench.figure import Figure
from bench.load import burst
from bench.part import Findings, Part, Run
from bench.serving import place, services
from bench.with_celery.contender import CELERY
from bench.with_taskiq.contender import TASKIQ
from deploy.local.places import Place

#: A contender's rounds before those that count, in rounds; and how much longer a round is until all is done.
WARMING, SETTLING = 2, 1.4
#: Seconds that a round lasts at least, whatever the budget.
SHORTEST = 1.0
#: How many signals are compared row by row.
SAMPLE = 50
#: Signals of the first round that warms up.
FIRST = 100


@contextmanager
def four_services(run: Run, where: Place) -> Iterator[Running]:
    """The whole product, which does more with each signal."""
    with services(run, where) as started:
        yield {name: service.child.number for name, service in started.items()}


PRODUCT = Contender("product", product)
FLOOR = Contender(
    "floor", by_hand("floor", {stage: ("-m", "bench.floor", stage) for stage in ("signalling", "intake")})
)
RIVALS = (FLOOR, CELERY, TASKIQ)
QUICK_RIVALS = (FLOOR, CELERY)
FOUR = Contender("four_services", four_services)


@dataclass
class Entry:
    """A contender in its place, and what its rounds came to."""

    contender: Contender
    where: Place
    processes: Mapping[str, int]
    count: int = 0
    rates: list[float] = field(default_factory=list)
    #: Per round, milliseconds of processor time per signal, by who spent them.
    spent: list[dict[str, float]] = field(default_factory=list)

    def warm_up(self, seconds: float) -> None:
        """Connections, plans and caches are there afterwards, and a round lasts about so many seconds."""
        self.count = int(self._burst(FIRST) * seconds / 2)
        self.count = max(SAMPLE, int(self._burst(max(SAMPLE, self.count)) * seconds))

    def round(self) -> None:
        before = processors.spent(self.processes)
        self.rates.append(self._burst(self.count))
        after = processors.spent(self.processes)
        self.spent.append({name: 1_000 * (after[name] - before[name]) / self.count for name in after})

    def _burst(self, count: int) -> float:
        rate = uvloop.run(burst(self.where.amqp_url, count, self.contender.wrap))
        uvloop.run(books.settled(self.where))
        return rate


def measure(run: Run) -> Findings:
    """Raises AssertionError when a rival does not do the product's work."""
    begun = time.monotonic()
    rivals = QUICK_RIVALS if run.quick else RIVALS
    with ExitStack() as cleanup:
        entries = {each.name: _enter(run, each, cleanup) for each in (PRODUCT, *rivals)}
        works = {name: uvloop.run(_work(entry)) for name, entry in entries.items()}
        for rival in rivals:
            assert_same(works[PRODUCT.name], works[rival.name], rival)
        if not run.quick:
            entries[FOUR.name] = _enter(run, FOUR, cleanup)
        left = run.seconds - (time.monotonic() - begun)
        seconds = max(SHORTEST, left / len(entries) / (run.rounds + WARMING) / SETTLING)
        for entry in entries.values():
            entry.warm_up(seconds)
        for _ in range(run.rounds):
            for entry in entries.values():
                entry.round()
    return findings(entries, works, rivals)


def _enter(run: Run, contender: Contender, cleanup: ExitStack) -> Entry:
    where = cleanup.enter_context(place(run, contender.name))
    running = cleanup.enter_context(contender.start(run, where))
    return Entry(contender, where, {**running, **processors.servers(run.root)})


@dataclass(frozen=True)
class Work:
    """What some signals came to."""

    rows: Mapping[str, int]
    events: Mapping[str, int]
    sizes: Mapping[str, float]
    wal: float


async def _work(entry: Entry) -> Work:
    async with books.overhearing(entry.where) as told:
        before = await books.written(entry.where)
        await burst(entry.where.amqp_url, SAMPLE, entry.contender.wrap)
        await books.settled(entry.where)
        wal = (await books.written(entry.where) - before) / SAMPLE
        return Work(await books.rows(entry.where), dict(told.counts), told.mean_sizes(), wal)


def assert_same(product: Work, work: Work, rival: Contender) -> None:
    """As many rows in each table, as many events of each kind, of about the same size."""
    assert work.rows == product.rows, f"{rival.name} writes other rows: {work.rows} and not {product.rows}"
    assert work.events == product.events, f"{rival.name} tells other events: {work.events} and not {product.events}"
    for key, size in product.sizes.items():
        off = work.sizes[key] / size - 1
        assert abs(off) <= rival.tolerance, f"{rival.name}: {key} has {work.sizes[key]:.0f} bytes and not {size:.0f}"


def findings(entries: Mapping[str, Entry], works: Mapping[str, Work], rivals: Sequence[Contender]) -> Findings:
    """Ratios are of rounds that followed each other."""
    rates = {name: entry.rates for name, entry in entries.items()}
    figures = {"pipeline.signals_per_second": Figure.of(rates[PRODUCT.name], "signals/s")}
    for name in (rival.name for rival in rivals):
        figures[f"pipeline.vs_{name}"] = Figure.ratio(rates[PRODUCT.name], rates[name])
        figures[f"pipeline.{name}_per_second"] = Figure.of(rates[name], "signals/s")
    if FOUR.name in rates:
        figures["pipeline.four_services_per_second"] = Figure.of(rates[FOUR.name], "signals/s")
    if all({"broker", "database"} <= entry.processes.keys() for entry in entries.values()):
        totals = {name: [sum(each.values()) for each in entries[name].spent] for name in (PRODUCT.name, FLOOR.name)}
        for name, spent in totals.items():
            figures[f"pipeline.{name}_cpu_ms"] = Figure.of(spent, "ms/signal")
        figures["pipeline.cpu_vs_floor"] = Figure.ratio(totals[FLOOR.name], totals[PRODUCT.name])
    remarks = () if FOUR.name in rates else ("a quick run leaves out Taskiq and the four services together",)
    return Findings(figures, {"rates": rates, "cpu_ms_per_signal": _cpu(entries), "work": _told(works)}, remarks)


def _cpu(entries: Mapping[str, Entry]) -> dict[str, dict[str, Any]]:
    """Per contender and process."""
    return {
        name: {who: Figure.of([each[who] for each in entry.spent], "ms/signal").as_json() for who in entry.processes}
        for name, entry in entries.items()
    }


def _told(works: Mapping[str, Work]) -> dict[str, Any]:
    return {
        name: {
            "rows_per_signal": sum(work.rows.values()) / SAMPLE,
            "events_per_signal": sum(work.events.values()) / SAMPLE,
            "bytes_per_event": round(sum(work.sizes.values()) / len(work.sizes)),
            "database_log_bytes_per_signal": round(work.wal),
        }
        for name, work in works.items()
    }


PART = Part("pipeline", measure, seconds=280, quick_seconds=30)

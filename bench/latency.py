"""How long a subscriber waits for the opened case, while signals keep coming at a part of the sustained rate.

They come at random moments (a Poisson process), whether or not the pipeline keeps up, and waiting is counted from the
moment at which a signal was to be sent: a load that politely waits would hide the worst.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import asyncpg
import uvloop

from bench import books
from bench.contender import STAGES
from bench.figure import Figure
from bench.load import burst, cloudevent, publisher, signals, subscriber
from bench.part import Findings, Part, Run
from bench.pipeline import FLOOR
from bench.publishing import publish
from bench.serving import place, services
from deploy.local.places import Place

#: What stands behind a figure's name, by part of the sustained rate.
LOADS = {"": 0.3, "_at_70": 0.7}
#: And in a quiet hour: signals per second, more than a city's partners send in their busiest.
QUIET, QUIET_RATE = "_quiet", 10.0
#: And the floor, at the same rate as the product's lowest of LOADS.
FLOORS = "_floor"
#: At least so long is a round, whatever the budget, and so many signals.
SHORTEST, FEWEST = 1.5, 20
#: Signals of a burst that tells the sustained rate, when this part runs alone.
BURST = 400
_NAMES = "select event_id, signal from signalling.receipt where event_id = any($1)"


def measure(run: Run) -> Findings:
    """The rates in turn, round by round."""
    begun = time.monotonic()
    names = ("", QUIET) if run.quick else (*LOADS, QUIET, FLOORS)
    waits: dict[str, list[list[float]]] = {name: [] for name in names}
    with ExitStack() as cleanup:
        where = cleanup.enter_context(place(run, "latency"))
        cleanup.enter_context(services(run, where, STAGES))
        places = dict.fromkeys(names, where)
        if FLOORS in names:
            places[FLOORS] = cleanup.enter_context(place(run, "latency_floor"))
            cleanup.enter_context(FLOOR.start(run, places[FLOORS]))
        for url in {each.amqp_url for each in places.values()}:
            uvloop.run(burst(url, BURST // 4))
        sustained = _sustained(run, where)
        rates = {name: sustained * load for name, load in LOADS.items()} | {QUIET: QUIET_RATE}
        rates[FLOORS] = rates[""]
        left = run.seconds - (time.monotonic() - begun)
        seconds = max(SHORTEST, left / len(names) / (run.rounds + 1))
        for _ in range(run.rounds):
            for name, rounds in waits.items():
                uvloop.run(books.settled(places[name]))
                rounds.append(uvloop.run(_open_loop(places[name], rates[name], seconds)))
        uvloop.run(books.settled(where))
    figures = {}
    for name, rounds in waits.items():
        for percent in (50, 99):
            figures[f"latency.p{percent}_ms{name}"] = Figure.of([_percentile(each, percent) for each in rounds], "ms")
    if FLOORS in names:
        medians = {name: [_percentile(each, 50) for each in waits[name]] for name in ("", FLOORS)}
        figures["latency.p50_vs_floor"] = Figure.ratio(medians[""], medians[FLOORS])
    titles = {name: f"{load:.0%}" for name, load in LOADS.items()} | {QUIET: "a quiet hour", FLOORS: "the floor, 30%"}
    series = {
        "signals_per_second": {titles[name]: round(rates[name], 1) for name in names},
        "percentiles_ms": {
            titles[name]: _percentiles([wait for each in rounds for wait in each]) for name, rounds in waits.items()
        },
    }
    remarks = ("a quick run leaves out 70 % and the floor",) if run.quick else ()
    return Findings(figures, series, remarks)


def _sustained(run: Run, where: Place) -> float:
    if known := run.found.get("pipeline.signals_per_second"):
        return known.median
    uvloop.run(books.settled(where))
    return uvloop.run(burst(where.amqp_url, BURST))


async def _open_loop(where: Place, rate: float, seconds: float) -> list[float]:
    """Milliseconds that each signal took. Raises TimeoutError when one is missing."""
    sent = signals(max(FEWEST, int(rate * seconds)))
    planned: dict[str, float] = {}
    async with subscriber(where.amqp_url) as listening, publisher(where.amqp_url) as channel:
        moment = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for event in sent:
                moment += random.expovariate(rate)
                await asyncio.sleep(moment - time.perf_counter())
                planned[event["id"]] = moment
                group.create_task(publish(channel, [cloudevent(event)]))
        await listening.wait_for(len(sent))
    names = await _names(where, list(planned))
    return [1_000 * (listening.moments[names[event]] - at) for event, at in planned.items()]


async def _names(where: Place, events: Sequence[str]) -> dict[str, str]:
    """A partner's id does not travel on: which signal each became, by signalling's own account."""
    database: asyncpg.Connection[Any] = await asyncpg.connect(where.admin_url)
    try:
        return {row["event_id"]: str(row["signal"]) for row in await database.fetch(_NAMES, events)}
    finally:
        await database.close()


def _percentile(waits: Sequence[float], percent: int) -> float:
    return statistics.quantiles(waits, n=100, method="inclusive")[percent - 1]


def _percentiles(waits: Sequence[float]) -> list[float]:
    """The 1st to the 99th, for a picture."""
    return [round(each, 2) for each in statistics.quantiles(waits, n=100, method="inclusive")]


PART = Part("latency", measure, seconds=110, quick_seconds=12)

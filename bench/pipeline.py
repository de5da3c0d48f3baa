"""`make bench`: from a partner's signal to a subscriber's receipt of the opened case, through real processes.

Prints and writes `build/bench/results.json`: signals per second (median and spread over the rounds), and the
processor time that each service spent on one signal.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aio_pika
import psutil
import uuid_utils.compat

from deploy.local import system
from libs.contracts.cases import CaseOpened
from libs.contracts.signals import SignalSubmitted
from libs.contracts.topology import EVENTS
from omzien.publishing import publish

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "bench" / "results.json"

ROUNDS = 5
SIGNALS = 1_000
PATIENCE = 120


def signals(round_: int) -> list[dict[str, Any]]:
    """Urgent ones, each on an address of its own: every one opens a case."""
    return [
        {
            "specversion": "1.0",
            "id": str(uuid_utils.compat.uuid7()),
            "source": "urn:nld:kvknr:00000000:systeem:bench",
            "type": SignalSubmitted.type,
            "datacontenttype": "application/json",
            "data": {
                "kind": "declining_health",
                "partner": "gp",
                "urgency": "urgent",
                "address": {"postcode": "3732AB", "house_number": str(1 + round_ * SIGNALS + number)},
            },
        }
        for number in range(SIGNALS)
    ]


@asynccontextmanager
async def opened(amqp_url: str) -> AsyncIterator[asyncio.Semaphore]:
    """A subscriber: one permit for each case that is told to be opened."""
    heard = asyncio.Semaphore(0)

    async def hear(_: aio_pika.abc.AbstractIncomingMessage) -> None:
        heard.release()

    async with await aio_pika.connect(amqp_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(EVENTS, f"{CaseOpened.type}.*")
        await queue.consume(hear, no_ack=True)
        yield heard


async def one_round(amqp_url: str, round_: int) -> float:
    """Signals per second, from the first publish to the last receipt. Raises TimeoutError when one is missing."""
    async with opened(amqp_url) as heard:
        started = time.perf_counter()
        await publish(amqp_url, signals(round_), lambda: None)
        async with asyncio.timeout(PATIENCE):
            for _ in range(SIGNALS):
                await heard.acquire()
        return SIGNALS / (time.perf_counter() - started)


def spent(processes: dict[str, psutil.Process]) -> dict[str, float]:
    """Processor seconds of each service so far."""
    return {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}


def measure() -> dict[str, Any]:
    """One warm-up round, then the counted ones."""
    with system.running(ROOT) as up:
        processes = {name: psutil.Process(each.child.number) for name, each in up.services.items()}
        asyncio.run(one_round(up.place.amqp_url, 0))
        before = spent(processes)
        rates = [asyncio.run(one_round(up.place.amqp_url, round_)) for round_ in range(1, ROUNDS + 1)]
        after = spent(processes)
    total = ROUNDS * SIGNALS
    return {
        "pipeline": {
            "signals_per_second": round(statistics.median(rates)),
            "spread": [round(min(rates)), round(max(rates))],
            "cpu_ms_per_signal": {name: round(1_000 * (after[name] - before[name]) / total, 2) for name in after},
        }
    }


def main() -> int:
    """Measure, write, print."""
    found = measure()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

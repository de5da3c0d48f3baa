"""`make chaos`: breaks everything that can break, under load, and compares sets afterwards."""

import asyncio
import logging
import os
import random
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.chaos import ground, program, report
from tests.chaos.block import Outcome, play
from tests.chaos.fault import Case, Fault
from tests.chaos.faults import CLUSTER, TABLE
from tests.chaos.ground import Ground
from tests.chaos.report import Run

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "build" / "chaos"

#: Gives a broker and a database for as long as they are used.
Standing = Callable[[Path], AbstractContextManager[Ground]]


def main() -> int:
    """0 when every set was what it must be, after every fault; else 1, with what was not."""
    for noisy in ("aio_pika", "aiormq"):  # each tells of every lost connection, with a traceback
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    seed = int(os.environ.get("SEED") or secrets.randbelow(10_000))
    choice = random.Random(seed)
    shutil.rmtree(RESULTS, ignore_errors=True)
    began, clock = datetime.now(UTC), time.monotonic()
    outcomes: list[Outcome] = []
    run = Run(seed, {}, began, 0, [*TABLE, *CLUSTER], outcomes)
    for standing, table in _grounds():
        if not (blocks := _blocks([fault for fault in table if os.environ.get("ONLY", "") in fault.name], choice)):
            continue
        with standing(_empty(ROOT / ".local" / "chaos")) as found:
            versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
            print(f"{sum(map(len, blocks))} faults in {len(blocks)} blocks, seed {seed}, on {versions}", flush=True)
            for cases in blocks:
                folder = RESULTS / f"block-{len(outcomes) + 1}"
                outcomes.append(asyncio.run(play(found, folder, cases, choice)))
                print(_told(outcomes[-1]), flush=True)
                run = replace(run, versions=found.versions, seconds=time.monotonic() - clock)
                report.write(run, RESULTS)
    if os.environ.get("PUBLISH"):
        report.publish(run, ROOT / "docs" / "results")
    print("\n".join(run.wrong))
    results = run.results()
    print({name: results[name] for name in ("faults", "signals", "lost", "doubled", "wire_duplicates", "seconds")})
    print(f"what was promised, done and seen: {RESULTS / 'index.html'}")
    return 1 if run.wrong or not outcomes else 0


def _grounds() -> list[tuple[Standing, Sequence[Fault]]]:
    """As everywhere: containers where they can be had, unless the machine's own programs are asked for."""
    from deploy.local import containers  # takes a second to import

    private = os.environ.get("OMZIEN_STACK") == "private"
    if obstacle := "OMZIEN_STACK=private" if private else containers.obstacle():
        print(f"{obstacle}: on the machine's own broker and database, and without a cluster", flush=True)
        return [(partial(ground.private, ROOT), TABLE)]
    from tests.chaos.cluster import cluster
    from tests.chaos.contained import contained

    return [(contained, TABLE), (cluster, CLUSTER)]


def _blocks(table: Sequence[Fault], choice: random.Random) -> list[list[Case]]:
    """QUICK: one of each kind. ONLY: each of these for each service. FAULTS: so many."""
    if os.environ.get("QUICK"):
        return program.quick(table, choice)
    each = sum(len(fault.befalls) for fault in table)
    given = os.environ.get("FAULTS") or (each if table[:1] != TABLE[:1] or os.environ.get("ONLY") else program.FULL)
    return program.full(table, choice, int(given))


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _told(outcome: Outcome) -> str:
    figures = f"{outcome.signals} signals, {outcome.events} events, {outcome.wire_duplicates} copies on the wire"
    return f"block: {figures}; {outcome.lost} lost, {outcome.doubled} doubled, {outcome.strange} without a cause"


if __name__ == "__main__":
    sys.exit(main())

"""`make bench`: run the parts in their order, print the figures, write `build/bench/`.

`make bench QUICK=1` does less of each, `make bench ONLY=name` one part, `make bench PUBLISH=1` keeps the outcome in
`docs/results/`. What the file and the page show is always the last run.
"""

import argparse
import asyncio
import importlib
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import machine, page
from bench.part import Part, Run
from bench.results import Results
from bench.serving import remove_left_behind
from bench.targets import TARGETS
from deploy.local import stack
from deploy.local.plan import Stack

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("pipeline", "latency", "growth", "matches", "matching", "scaling", "footprint", "flames")
#: In two minutes: without what is looked at for longer than it takes to measure.
QUICK_PARTS = tuple(part for part in PARTS if part not in {"scaling", "flames"})
ROUNDS, QUICK_ROUNDS = 5, 3
#: Seconds for all parts together, the start of broker and database not counted.
TOTAL, QUICK_TOTAL = 1_440, 205


def parts(names: Sequence[str]) -> list[Part]:
    """In this order. Each module ends with its `PART`; what is not run is not imported either."""
    return [importlib.import_module(f"bench.{name}").PART for name in names]


def measure(servers: Stack, chosen: Sequence[Part], quick: bool, out: Console) -> Results:
    """One part after the other: two at once would measure each other. One that fails does not cost the others."""
    results = Results(quick, machine.machine(), asyncio.run(machine.versions(servers)))
    budgets = {part.name: part.quick_seconds if quick else part.seconds for part in chosen}
    end = time.monotonic() + (QUICK_TOTAL if quick else TOTAL)
    for part in chosen:
        # what one part takes too much, those after it have less
        share = (end - time.monotonic()) / sum(budgets.values())
        seconds = budgets.pop(part.name) * min(1, max(0, share))
        out.print(f"{part.name}: about {seconds:.0f} s", style="dim")
        run = Run(
            root=ROOT,
            servers=servers,
            quick=quick,
            rounds=QUICK_ROUNDS if quick else ROUNDS,
            seconds=seconds,
            found=dict(results.figures),
        )
        started = time.monotonic()
        try:
            findings = part.measure(run)
        except Exception as error:
            traceback.print_exc()
            results.fail(part.name, error)
        else:
            results.add(part.name, findings, time.monotonic() - started)
        results.write(run.folder)
    return results


def table(results: Results) -> Table:
    """Each figure with its spread, and what is to be reached."""
    shown = Table("figure", "median", "lowest – highest", "unit", "to reach", box=None, pad_edge=False)
    for name, figure in results.figures.items():
        found = figure.as_json()
        low, high = found["spread"]
        target = TARGETS.get(name)
        mark = "" if target is None else f"{target}  {'reached' if target.reached(figure) else 'missed'}"
        shown.add_row(name, f"{found['median']:g}", f"{low:g} – {high:g}", figure.unit, mark)
    return shown


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status is 0 when everything was measured, whatever the figures are."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--publish", action="store_true")
    given = parser.parse_args(arguments)
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    # a job that a script put into the background, or that is told to end, gives back what it holds all the same
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with stack.running(ROOT) as servers:
            asyncio.run(remove_left_behind(servers))
            chosen = [given.only] if given.only else QUICK_PARTS if given.quick else PARTS
            results = measure(servers, parts(chosen), given.quick, out)
    except stack.StartFailed as reason:
        out.print(str(reason), markup=False)
        return 1
    except KeyboardInterrupt:
        return 130
    out.print(table(results))
    for part, remarks in results.remarks.items():
        out.print(*(f"{part}: {each}" for each in remarks), sep="\n", markup=False)
    folder = ROOT / "build" / "bench"
    results.write(folder)
    path = page.write(results.as_json(), folder)
    if given.publish:
        page.publish(results.as_json(), folder, ROOT / "docs" / "results")
    out.print(f"more in {path.relative_to(ROOT)}")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main())

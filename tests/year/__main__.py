"""`make year`: a year of a neighbourhood through the real services, and whether every promise was kept or told."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from deploy.local import databases, programs, stack, virtual_hosts
from libs.delivery.command import spare_collecting
from libs.delivery.policies import read
from libs.delivery.settings import REFERENCE
from services.arrangement.policy_file import PolicyFile
from tests.world import World, template
from tests.year.play import LENGTH, Year, play
from tests.year.promises import Promises

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """0 when every promise was kept or told, and nothing was told twice; else 1, with what was not."""
    parser = argparse.ArgumentParser(prog="make year")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plans", type=int, default=500)
    parser.add_argument("--days", type=int, default=LENGTH)
    given = parser.parse_args()
    spare_collecting()
    if programs.found(ROOT):
        # forwarding ports to containers costs a fifth of the year
        os.environ.setdefault("OMZIEN_STACK", "private")
    with stack.running(ROOT, durable=False) as running, tempfile.TemporaryDirectory() as folder:
        year, seconds = uvloop.run(_play(running, Path(folder), given.seed, given.plans, given.days))
    promises = Promises(read(REFERENCE / "arrangement-policy.toml", PolicyFile))
    promises.read(year.events)
    return _show(year, promises, seconds)


async def _play(running: stack.Stack, folder: Path, seed: int, plans: int, length: int) -> tuple[Year, float]:
    name = await template(running)
    world = await World.create(running, name, folder)
    try:
        began = time.monotonic()
        year = await play(world, seed, plans, length)
        return year, time.monotonic() - began
    finally:
        await world.close()
        virtual_hosts.delete(running, world.name)
        for each in (world.name, name):
            await databases.drop_database(running.database_url, each)


def _show(year: Year, promises: Promises, seconds: float) -> int:
    out = Console(highlight=False)
    did, ran = sum(year.done.values()), sum(year.timers.values())
    out.print(
        f"A year of {year.plans} plans in {seconds:.0f} s: {did:,} deeds of people, {ran:,} timers, "
        f"{len(year.events):,} events; {year.left:,} timers wait for the next year."
    )
    words = ("kept", "told", "to come", "broken")
    table = Table("promised", *words, box=None, pad_edge=False)
    for kind, counts in sorted(promises.tally(year.end).items()):
        table.add_row(kind, *(str(counts[word]) for word in words))
    out.print(table)
    broken = promises.broken(year.end)
    for each in broken[:20]:
        out.print(f"neither kept nor told: {each.kind}, by {each.by:%Y-%m-%d}", markup=False)
    for what in promises.twice[:20]:
        out.print(f"told twice, or a fact is missing: {what}", markup=False)
    if not broken and not promises.twice:
        out.print("Every term was kept, or that it passed was told, once.")
    return 1 if broken or promises.twice else 0


if __name__ == "__main__":
    sys.exit(main())

"""An area assigned at once: how far from the best there is, beside what others do, and how fast; and one urgent match.

Towns are made up and the same in every run. All rules are given the same needs and places, in one run.
"""

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from uuid import UUID

import uvloop

from bench import matches, rules
from bench.figure import Figure
from bench.part import Findings, Part, Run
from bench.rules import Rule, Worth
from bench.town import NOW, Town, town
from libs.delivery.policies import read
from libs.delivery.settings import REFERENCE
from services.matching import solver
from services.matching.domain import assignment, search
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.policy_file import PolicyFile

#: Where all rules are compared: how many towns of that size.
COMPARED, QUICK_COMPARED = {1_000: 5, 10_000: 1, 50_000: 1}, {1_000: 3}
ASSIGNED = 10_000
#: Offerings in the database when one urgent need comes.
STORED, QUICK_STORED = 1_000_000, 100_000
MATCHES, QUICK_MATCHES = 100, 40

POLICY = read(REFERENCE / "matching-policy.toml", PolicyFile)
RULES: dict[str, Rule] = {
    "ours": rules.ours,
    "optimum": rules.optimum,
    "greedy": rules.greedy,
    "oldest_first": rules.oldest_first,
}


def open_market(there: Town, offerings: list[Offering]) -> Market:
    return Market(offerings, there.places, POLICY, NOW)


@dataclass(frozen=True)
class Compared:
    """Every rule on the same town: what it came to, and in how many seconds."""

    size: int
    seed: int
    worths: Mapping[str, Worth]
    seconds: Mapping[str, float]


def compare(size: int, seed: int) -> Compared:
    there = town(size, seed)
    needs, offerings = there.read()
    worths, seconds = dict[str, Worth](), dict[str, float]()
    for name, rule in RULES.items():
        with no_collecting():
            started = time.perf_counter()
            given = rule(needs, open_market(there, offerings))
            seconds[name] = time.perf_counter() - started
        worths[name] = Worth.of(needs, given, open_market(there, offerings))
    return Compared(size, seed, worths, seconds)


def versus(found: Sequence[Compared], other: str) -> Figure:
    """What all needs cost together when ours decides, over what they cost by another rule."""
    return Figure.ratio([each.worths["ours"].cost for each in found], [each.worths[other].cost for each in found])


def assign(size: int) -> dict[str, float]:
    """Seconds from rows in memory to pairs that are chosen, and to proposals with their evidence."""
    there, ids = town(size), count(1)
    with no_collecting():
        started = time.perf_counter()
        needs, offerings = there.read()
        market = open_market(there, offerings)
        problem = assignment.problem(needs, market)
        lines = assignment.lines(problem, solver.solve(problem))
        chosen = time.perf_counter()
        of: dict[UUID, Need] = {need.id: need for need in needs}
        for line in lines:
            before = of[line.need]
            after, _ = search.look(before, market, lambda: UUID(int=next(ids)), line.offering)
            market.settle(before, after)
        done = time.perf_counter()
    return {"chosen": chosen - started, "all": done - started}


@contextmanager
def no_collecting() -> Iterator[None]:
    """As in the planner's own process."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def urgent(run: Run) -> Figure:
    """p99 of one match, from a stated need to its proposal; as another part has measured it already, when it has."""
    if (found := run.found.get("growth.match_ms_p99")) is not None:
        return found
    size, many = (QUICK_STORED, QUICK_MATCHES) if run.quick else (STORED, MATCHES)
    with matches.municipalities(run, (size,)) as urls:
        took = uvloop.run(matches.rounds(run, urls, many))[size]
    return Figure.of([matches.percentile(each, 99) for each in took], "ms")


def measure(run: Run) -> Findings:
    """Ratios are of what all needs of a town cost together, on the yardstick of `rules.py`."""
    sizes = QUICK_COMPARED if run.quick else COMPARED
    found = [compare(size, seed) for size, towns in sizes.items() for seed in range(1, towns + 1)]
    others = [name for name in RULES if name != "ours"]
    figures = {f"matching.vs_{name}": versus(found, name) for name in others}
    for size in sizes:
        of_size = [each for each in found if each.size == size]
        figures |= {f"matching.vs_{name}_{size // 1_000}k": versus(of_size, name) for name in others}
    for name in RULES:
        figures[f"matching.met_{name}"] = Figure.of([100 * each.worths[name].met for each in found], "%")
        figures[f"matching.rung_{name}"] = Figure.of([each.worths[name].rung for each in found], "rung")
    took = [assign(ASSIGNED) for _ in range(run.rounds)]
    figures["matching.assign_10k_s"] = Figure.of([each["all"] for each in took], "s")
    figures["matching.choose_10k_s"] = Figure.of([each["chosen"] for each in took], "s")
    figures["matching.urgent_p99_ms"] = urgent(run)
    compared = ", ".join(f"{size:,}" for size in sizes)
    rows = [
        {"needs": each.size, "seed": each.seed}
        | {name: vars(worth) | {"seconds": each.seconds[name]} for name, worth in each.worths.items()}
        for each in found
    ]
    remark = f"all rules on the same towns of {compared} needs and as many places; the optimum is proven over all pairs"
    return Findings(figures, {"towns": rows}, (remark,))


PART = Part("matching", measure, seconds=600, quick_seconds=100)

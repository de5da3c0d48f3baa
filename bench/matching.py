"""An area assigned at once: how far from the best there is, beside what others do, and how fast; and one urgent match.

Towns are made up and the same in every run. All rules are given the same needs and places, in one run.
"""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import UUID

from bench import matches, rules
from bench.figure import Figure
from bench.part import Findings, Part, Run
from bench.rules import Given, Rule, Worth
from bench.town import NOW, Town, town
from libs.delivery.policies import read
from libs.delivery.settings import REFERENCE
from services.matching import solver
from services.matching.domain import assignment, search
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.policy_file import PolicyFile

#: Where all rules are compared, with how many towns of that size; where all pairs are too many for that.
COMPARED, QUICK_COMPARED = {1_000: 5, 10_000: 1}, {1_000: 3}
BOUNDED = (50_000,)
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


def compare(size: int, seed: int) -> dict[str, Worth]:
    """Every rule on the same town."""
    there = town(size, seed)
    needs, offerings = there.read()
    given: dict[str, Given] = {name: rule(needs, open_market(there, offerings)) for name, rule in RULES.items()}
    return {name: Worth.of(needs, found, open_market(there, offerings)) for name, found in given.items()}


def against_bound(size: int) -> dict[str, float]:
    """Ours over a bound, and the rule that can be followed in a town of this size."""
    there = town(size)
    needs, offerings = there.read()
    started = time.perf_counter()
    found = rules.ours(needs, open_market(there, offerings))
    seconds = time.perf_counter() - started
    worth = Worth.of(needs, found, open_market(there, offerings))
    other = Worth.of(needs, rules.oldest_first(needs, open_market(there, offerings)), open_market(there, offerings))
    least = rules.bound(needs, open_market(there, offerings))
    return {
        "met": worth.met,
        "oldest_first_met": other.met,
        "over_bound": worth.cost / least,
        "over_oldest_first": worth.cost / other.cost,
        "seconds": seconds,
    }


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
        took = asyncio.run(matches.rounds(run, urls, many))[size]
    return Figure.of([matches.percentile(each, 99) for each in took], "ms")


def measure(run: Run) -> Findings:
    """Ratios are of what all needs of a town cost together, on the yardstick of `rules.py`."""
    sizes = QUICK_COMPARED if run.quick else COMPARED
    rows: list[dict[str, Any]] = []
    found: list[dict[str, Worth]] = []
    for size, towns in sizes.items():
        for seed in range(1, towns + 1):
            worths = compare(size, seed)
            found.append(worths)
            rows.append({"needs": size, "seed": seed} | {name: vars(each) for name, each in worths.items()})
    took = assign(ASSIGNED)
    ours = [each["ours"].cost for each in found]
    figures = {
        f"matching.vs_{name}": Figure.ratio(ours, [each[name].cost for each in found])
        for name in ("optimum", "greedy", "oldest_first")
    }
    for name in RULES:
        figures[f"matching.met_{name}"] = Figure.of([100 * each[name].met for each in found], "%")
        figures[f"matching.rung_{name}"] = Figure.of([each[name].rung for each in found], "rung")
    figures["matching.assign_10k_s"] = Figure.of([took["all"]], "s")
    figures["matching.choose_10k_s"] = Figure.of([took["chosen"]], "s")
    compared = ", ".join(f"{size:,}" for size in sizes)
    remarks = [f"all rules on the same towns of {compared} needs and as many places"]
    for size in () if run.quick else BOUNDED:
        large = against_bound(size)
        rows.append({"needs": size} | large)
        figures["matching.over_bound_50k"] = Figure.of([large["over_bound"]], "ratio")
        figures["matching.over_oldest_first_50k"] = Figure.of([large["over_oldest_first"]], "ratio")
        figures["matching.choose_50k_s"] = Figure.of([large["seconds"]], "s")
        met = f"with {size:,} needs {100 * large['met']:.1f} % are met"
        remarks.append(f"{met}; all pairs are too many there to prove more than a bound")
    figures["matching.urgent_p99_ms"] = urgent(run)
    return Findings(figures, {"towns": rows}, tuple(remarks))


PART = Part("matching", measure, seconds=600, quick_seconds=100)

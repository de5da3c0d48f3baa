"""The best assignment of a town over all its adequate pairs, proven also where they are too many to be weighed at once.

A solved problem has prices: what one more place of each offering would be worth. Where no pair that was left out costs
less than its need pays with the offering's price, leaving it out changed nothing; where some do, they join, and the
problem is solved again.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from libs.contracts.words import Category, Rung
from services.matching import solver
from services.matching.domain.assignment import URGENCY, Columns, Finest, Problem
from services.matching.domain.market import Market
from services.matching.domain.stall import Stall

#: Pairs of one need on one rung that join at a time.
JOINING = 10

Numbers = NDArray[np.int64]


class Proven(NamedTuple):
    """`chosen` pairs of the `problem`, by position, are the best of `looked_at` pairs; found in so many `rounds`."""

    problem: Problem
    chosen: list[int]
    looked_at: int
    rounds: int


def best(problem: Problem, market: Market) -> Proven:
    """Over all adequate pairs of its needs, which are open and have nothing out; from those that it weighs already."""
    pairs = Pairs(problem, market)
    rounds = 0
    while True:
        rounds += 1
        chosen = solver.solve(problem)
        price, paid = prices(problem, chosen)
        looked_at, joining = 0, Columns()
        for number in range(len(problem.needs)):
            for other, cost in pairs.of(number):
                looked_at += len(other)
                better = np.flatnonzero(cost + price[other] < paid[number])
                for each in better[np.argsort((cost + price[other])[better])[:JOINING]]:
                    joining.add(number, int(other[each]), int(cost[each]))
        if not joining:
            return Proven(problem, chosen, looked_at, rounds)
        problem = with_pairs(problem, joining)


def with_pairs(problem: Problem, more: Columns) -> Problem:
    """In the order of the needs, as it was."""
    both = [np.concatenate(each) for each in zip(solver.columns(problem.pairs), solver.columns(more), strict=True)]
    order = np.argsort(both[0], kind="stable")
    pairs = Columns()
    for column, values in zip((pairs.one, pairs.other, pairs.cost), both, strict=True):
        column.frombytes(values[order].tobytes())
    return Problem(problem.needs, problem.offerings, pairs, problem.places, problem.tier)


def prices(problem: Problem, chosen: list[int]) -> tuple[Numbers, Numbers]:
    """What one more place of each offering would save, and what each need pays: its pair's cost and that price.

    `chosen` is optimal. A need that stays open pays more than any chain of exchanges could cost.
    """
    one, other, cost = solver.columns(problem.pairs)
    stays_open = int(cost.max(initial=0) + 1) * (len(problem.needs) + len(problem.offerings) + 1)
    offering, places, price = solver.columns(problem.places)
    used = np.bincount(other[chosen], minlength=len(problem.offerings))
    several = np.concatenate(([0], np.cumsum(places)))
    first = np.searchsorted(offering, np.arange(len(problem.offerings)))
    free = several[1:] - several[first[offering]] > used[offering]
    next_one = np.full(len(problem.offerings), 2 * stays_open)
    np.minimum.at(next_one, offering[free], price[free])
    wanting, starts = np.unique(one, return_index=True)
    worth, pays = next_one, np.full(len(problem.needs), stays_open)
    while True:
        pays[wanting] = np.minimum(stays_open, np.minimum.reduceat(cost + worth[other], starts))
        lower = worth.copy()
        np.minimum.at(lower, other[chosen], pays[one[chosen]] - cost[chosen])
        if np.array_equal(lower, worth):
            return worth, pays
        worth = lower


class Pairs:
    """All adequate pairs, a need at a time: with offerings of whom anything is left."""

    def __init__(self, problem: Problem, market: Market) -> None:
        self._needs, self._market, self._tier = problem.needs, market, problem.tier
        self._finest = Finest.of(market, problem.needs)
        self._number = {each.id: number for number, each in enumerate(problem.offerings)}
        self._most_urgent = max((each.stated.urgency.weight for each in problem.needs), default=0)
        self._numbers: dict[tuple[Rung, Category], Numbers] = {}
        self._rows: dict[int, NDArray[np.float64]] = {}

    def of(self, number: int) -> Iterator[tuple[Numbers, Numbers]]:
        """On each rung: the offerings by number, and what each would cost."""
        need = self._needs[number]
        step = URGENCY * (self._most_urgent - need.stated.urgency.weight)
        for rung in Rung:
            if not need.may_stand_on(rung):
                continue
            stall = self._market.stall(rung, need.stated.category)
            adequate = self._market.look_at(need, rung).adequate
            if adequate:
                at = set_in(adequate, len(stall.offerings))
                at = at[self._numbers_on(stall, rung, need.stated.category)[at] >= 0]
                score = np.zeros(len(at))
                for row in stall.rows(need, load=False):
                    score += self._read(row)[at]
                fine = np.rint(self._finest.unit * np.maximum(0.0, self._finest.most - score)).astype(np.int64)
                coarse = (step + rung - Rung.VOLUNTEERS) * self._tier
                yield self._numbers_on(stall, rung, need.stated.category)[at], coarse + fine

    def _read(self, row: list[float]) -> NDArray[np.float64]:
        """Kept: the same row serves many needs. No places move meanwhile."""
        if id(row) not in self._rows:
            self._rows[id(row)] = np.array(row)
        return self._rows[id(row)]

    def _numbers_on(self, stall: Stall, rung: Rung, category: Category) -> Numbers:
        if (rung, category) not in self._numbers:
            numbers = [self._number.get(each.id, -1) for each in stall.offerings]
            self._numbers[rung, category] = np.array(numbers, np.int64)
        return self._numbers[rung, category]


def set_in(bits: int, size: int) -> Numbers:
    """Positions of the bits that are set, below `size`."""
    written = np.frombuffer(bits.to_bytes(size // 8 + 1, "little"), np.uint8)
    return np.flatnonzero(np.unpackbits(written, bitorder="little"))

"""The bench's yardstick: what it calls the best of a town is the best over all its adequate pairs."""

import pytest

from bench import proof
from bench.town import NOW, town
from services.matching import solver
from services.matching.domain import assignment
from services.matching.domain.assignment import Problem
from services.matching.domain.market import Market
from tests.unit.matching.people import POLICY


def come_to(problem: Problem, chosen: list[int]) -> tuple[int, int]:
    """How many are met, and what that costs with the places that it takes."""
    taken = [0] * len(problem.offerings)
    for pair in chosen:
        taken[problem.pairs.other[pair]] += 1
    cost = sum(problem.pairs.cost[pair] for pair in chosen)
    for one, many, price in zip(problem.places.one, problem.places.other, problem.places.cost, strict=True):
        used = min(many, taken[one])
        taken[one] -= used
        cost += used * price
    return len(chosen), cost


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_best_is_found_and_proven_without_weighing_all_pairs_at_once(seed: int) -> None:
    there = town(400, seed)
    needs, offerings = there.read()
    market = Market(offerings, there.places, POLICY, NOW)
    every = assignment.problem(needs, market, enough=len(offerings))
    few = assignment.problem(needs, market, enough=3)
    found = proof.best(few, market)
    assert found.looked_at == len(every.pairs)
    assert len(found.problem.pairs) < len(every.pairs)
    assert come_to(found.problem, found.chosen) == come_to(every, solver.solve(every))
    assert come_to(few, solver.solve(few)) != come_to(every, solver.solve(every))

"""Ways to give needs to offerings, side by side: ours, the best there is, and what others do."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bench import proof
from libs.contracts.words import Rung
from libs.delivery.clock import new_id
from services.matching import solver
from services.matching.domain import assignment, scoring, search
from services.matching.domain.assignment import Finest, Problem
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.stall import positions

#: Which offering each need gets; who gets none is not in it.
Given = Mapping[UUID, Offering]
Rule = Callable[[Sequence[Need], Market], Given]

#: What a step up the ladder counts for, and a need that stays open, in points of the score.
STEP, OPEN = 100.0, 400.0


def ours(needs: Sequence[Need], market: Market) -> Given:
    """As a round does it."""
    problem = assignment.problem(needs, market)
    return given_by(problem, solver.solve(problem))


def optimum(needs: Sequence[Need], market: Market) -> Given:
    """Proven: over all adequate pairs, also those that a round leaves out."""
    found = proof.best(assignment.problem(needs, market), market)
    return given_by(found.problem, found.chosen)


def greedy(needs: Sequence[Need], market: Market) -> Given:
    """In order of arrival, each the best that is left: the lowest rung, then the score."""
    given = {}
    for need in needs:
        after, _ = search.look(need, market, new_id)
        market.settle(need, after)
        if after.pending is not None and after.pending.offering is not None:
            offering = market.offering(after.pending.offering)
            if offering is not None:
                given[need.id] = offering
    return given


def oldest_first(needs: Sequence[Need], market: Market) -> Given:
    """As in deregenboog/ecd: hard filters, the oldest first, the first who fits. It knows no rungs and no scores."""
    registered = {offering.id: number for number, offering in enumerate(market.offerings)}
    given = {}
    for need in needs:
        fitting = []
        for rung in Rung:
            if need.may_stand_on(rung):
                stall, adequate = market.stall(rung, need.stated.category), market.look_at(need, rung).adequate
                fitting += [stall.offerings[at] for at in positions(adequate)]
        if fitting:
            offering = given[need.id] = min(fitting, key=lambda each: registered[each.id])
            market.book(offering.id, 1)
    return given


def given_by(problem: Problem, chosen: Iterable[int]) -> Given:
    """What the chosen pairs, by position, come to."""
    pairs = problem.pairs
    return {problem.needs[pairs.one[it]].id: problem.offerings[pairs.other[it]] for it in chosen}


@dataclass(frozen=True)
class Worth:
    """What a way of giving comes to. `cost` in points, for all needs together: lower is better."""

    met: float
    rung: float
    cost: float

    @classmethod
    def of(cls, needs: Sequence[Need], given: Given, market: Market) -> "Worth":
        """`market` as it was before anything was given. The same yardstick for every rule: 400 for a need that stays
        open, 100 for a step up the ladder, and the points that are missing to the best score, load spread included.
        """
        finest = Finest.of(market, needs)
        met = [need for need in needs if need.id in given]
        cost = OPEN * (len(needs) - len(met)) + sum(STEP * (given[need.id].rung - 2) for need in met)
        for need in met:
            points = scoring.points(need, given[need.id], market)
            cost += finest.most - scoring.without_load(points)
        for id_, many in Counter(each.id for each in given.values()).items():
            offering = market.offering(id_)
            assert offering is not None
            prices = [price for places, price in finest.prices(offering, offering.free) for _ in range(places)]
            cost += sum(prices[:many]) / finest.unit
        rungs = sum(given[need.id].rung for need in met)
        return cls(len(met) / len(needs), rungs / len(met) if met else 0.0, cost)

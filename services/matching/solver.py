"""Solves an assignment with OR-Tools: a flow of needs through adequate pairs into places, of least cost.

It keeps the interpreter to itself while it works: only in a process of its own, else no heartbeat is sent meanwhile.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]

from services.matching.domain.assignment import Columns, Problem


class Unsolved(Exception):
    """The solver has no answer; its own word for it is the message."""


def solve(problem: Problem) -> list[int]:
    """The chosen pairs by position: proven that no others meet more needs, and none that meet as many cost less."""
    needs, offerings, pairs = len(problem.needs), len(problem.offerings), len(problem.pairs)
    if not pairs:
        return []
    source, sink = 0, needs + offerings + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    one, other, cost = columns(problem.pairs)
    # these first, so that a pair's position is its arc's number
    flow.add_arcs_with_capacity_and_unit_cost(1 + one, 1 + needs + other, np.ones(pairs, np.int64), cost)
    numbers = np.arange(1, 1 + needs)
    each = np.ones(needs, np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(np.full(needs, source), numbers, each, 0 * each)
    offering, places, price = columns(problem.places)
    end = np.full(len(problem.places), sink)
    flow.add_arcs_with_capacity_and_unit_cost(1 + needs + offering, end, places, price)
    flow.set_node_supply(source, needs)
    flow.set_node_supply(sink, -needs)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise Unsolved(getattr(status, "name", str(status)))
    return [int(pair) for pair in np.flatnonzero(flow.flows(np.arange(pairs)))]


def columns(arcs: Columns) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """As the solver takes them."""
    return np.array(arcs.one), np.array(arcs.other), np.array(arcs.cost)

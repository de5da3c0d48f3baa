"""Choosing among what excludes one another: the one place that knows the solver."""

from collections.abc import Mapping, Sequence
from uuid import UUID

#: How long a proof of the best choice may take. After it: the best that was found.
SECONDS = 10.0

Takes = Mapping[UUID, int]


def best(values: Sequence[int], takes: Sequence[Takes], there_is: Mapping[UUID, int]) -> list[int]:
    """Which of these to take, so that nothing is taken more often than it is there and the values add up highest.

    Positions, in order. What `there_is` does not name is there once. Never worse than taking the most valuable first;
    the same question has the same answer as long as its proof fits into SECONDS. May run in a thread: the solver
    does not hold the interpreter.
    """
    hint = greedy(values, takes, there_is)
    if len(hint) == len(values):
        return hint
    # only who packs pays for loading it: half a second and 20 MB
    from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]

    solver = pywraplp.Solver.CreateSolver("SAT")
    solver.SetTimeLimit(round(SECONDS * 1_000))
    solver.SetNumThreads(1)
    chosen = [solver.BoolVar("") for _ in values]
    rows: dict[UUID, pywraplp.Constraint] = {}
    for variable, needed in zip(chosen, takes, strict=True):
        for thing, number in needed.items():
            if thing not in rows:
                rows[thing] = solver.Constraint(0, there_is.get(thing, 1))
            rows[thing].SetCoefficient(variable, number)
    for variable, value in zip(chosen, values, strict=True):
        solver.Objective().SetCoefficient(variable, value)
    solver.Objective().SetMaximization()
    first = set(hint)
    solver.SetHint(chosen, [float(index in first) for index in range(len(values))])
    if solver.Solve() not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return hint
    found = [index for index, variable in enumerate(chosen) if variable.solution_value() > 0.5]
    return found if _worth(values, found) > _worth(values, hint) else hint


def greedy(values: Sequence[int], takes: Sequence[Takes], there_is: Mapping[UUID, int]) -> list[int]:
    """The most valuable first, as long as what it takes is there."""
    left: dict[UUID, int] = {}
    taken = []
    for index in sorted(range(len(values)), key=lambda index: (-values[index], index)):
        needed = takes[index]
        if all(left.get(thing, there_is.get(thing, 1)) >= number for thing, number in needed.items()):
            taken.append(index)
            for thing, number in needed.items():
                left[thing] = left.get(thing, there_is.get(thing, 1)) - number
    return sorted(taken)


def _worth(values: Sequence[int], chosen: Sequence[int]) -> int:
    return sum(values[index] for index in chosen)

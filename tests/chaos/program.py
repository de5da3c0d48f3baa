"""Which faults a run brings, in which order: the seed decides all of it."""

import random
from collections.abc import Sequence

from tests.chaos.fault import Case, Fault

#: So many faults make a full run; so many make a block.
FULL, BLOCK = 200, 20


def quick(table: Sequence[Fault], choice: random.Random) -> list[list[Case]]:
    """One of each kind, as short as it may be."""
    cases = [Case(fault, choice.choice(fault.befalls), fault.hold[0]) for fault in table]
    choice.shuffle(cases)
    return _blocks(cases)


def full(table: Sequence[Fault], choice: random.Random, count: int) -> list[list[Case]]:
    """Every fault for every service that it may befall, again and again until there are so many."""
    cases: list[Case] = []
    while table and len(cases) < count:
        turn = [Case(fault, service, choice.uniform(*fault.hold)) for fault in table for service in fault.befalls]
        choice.shuffle(turn)
        cases += turn
    return _blocks(cases[:count])


def _blocks(cases: Sequence[Case]) -> list[list[Case]]:
    return [list(cases[start : start + BLOCK]) for start in range(0, len(cases), BLOCK)]

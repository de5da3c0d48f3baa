"""Works out a round: `python -m services.matching.planner`. It reads the database and writes nothing."""

import asyncio
import gc
import pickle
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.contracts.places import Places
from libs.delivery.database import open_connection
from services.matching import solver, store
from services.matching.domain import assignment, fairness
from services.matching.domain.assignment import Line
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.past import Past
from services.matching.domain.policy import Policy
from services.matching.planning import Plan, Question


@dataclass(frozen=True)
class Found:
    """What was read from the database."""

    needs: Sequence[Need]
    offerings: Sequence[Offering]
    pasts: Mapping[UUID, Past]


def work_out(found: Found, places: Places, policy: Policy, now: datetime) -> Plan:
    """The best for all these needs. Raises Unsolved when the solver has no answer, Too when there are too many."""

    nobody = Market((), places, policy, now, pasts=found.pasts)
    needs = [each for each in found.needs if assignment.waits(each)]
    own = [each for each in needs if each.pending is None and assignment.own_suffices(each, nobody)]
    alone = {each.id for each in own}
    needs = [each for each in needs if each.id not in alone]
    before = Market(found.offerings, places, policy, now, pasts=found.pasts)
    market = Market(assignment.released(found.offerings, needs), places, policy, now, pasts=found.pasts)
    started = time.perf_counter()
    problem = assignment.problem(needs, market)
    posed = time.perf_counter()
    lines = assignment.lines(problem, solver.solve(problem))
    solved = time.perf_counter()
    figures = fairness.figures(needs, lines, before) | {
        "pairs": len(problem.pairs),
        "posed_ms": round(1_000 * (posed - started)),
        "solved_ms": round(1_000 * (solved - posed)),
    }
    return Plan([*(Line(each.id) for each in own), *lines], figures)


async def read(question: Question) -> Found:
    """What a round in these neighbourhoods decides upon."""
    db = await open_connection(question.database_url, "matching")
    try:
        async with db.transaction(isolation="repeatable_read", readonly=True):
            needs = await store.needs_to_assign(db, question.neighbourhoods)
            held = [each.pending.offering for each in needs if each.pending and each.pending.offering]
            categories = {each.stated.category for each in needs}
            offerings = await store.supply_to_assign(db, categories, question.neighbourhoods, held)
            return Found(needs, offerings, await store.pasts(db, {each.caseid for each in needs}))
    finally:
        await db.close()


def main() -> None:
    """Ends with another code than 0, and the error last on stderr, when there is no plan."""
    # it ends soon: looking through millions of pairs for garbage would take a third of its time
    gc.disable()
    question: Question = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own process
    plan = work_out(asyncio.run(read(question)), question.places, question.policy, question.now)
    sys.stdout.buffer.write(pickle.dumps(plan))


if __name__ == "__main__":
    main()

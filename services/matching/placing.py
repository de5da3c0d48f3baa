"""Where a household lives became known, or it turned out to be elsewhere: its needs and what it gives follow."""

from collections.abc import Sequence

from libs.contracts.cases import CasePlaced
from libs.delivery.received import Received
from libs.delivery.work import Work
from services.matching import catalogue, gaps, rings, store
from services.matching.decide import Step, decide
from services.matching.domain import search
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Need
from services.matching.settings import Settings


async def follow(work: Work[Settings], received: Sequence[Received[CasePlaced]]) -> None:
    """Needs that are not over are of that neighbourhood from now on, and those without an answer are looked at again.

    What was offered and what runs goes on: those people know each other. Its events go to the new neighbourhood too.
    """
    homes = {each.subject_id: each for each in received}
    needs = await store.needs_of_cases(work.connection, list(homes))
    ids = [need for case in needs for need in needs[case]]
    before = (await store.lock_standing(work.connection, ids)).needs
    moved = {
        id_: homes[need.caseid].data.neighbourhood
        for id_, need in before.items()
        if need.caseid in homes and not need.over and need.neighbourhood != homes[need.caseid].data.neighbourhood
    }
    await store.place_needs(work.connection, moved)
    gaps.moved(work, [before[id_] for id_ in moved], moved)

    def step(need: Need, market: Market) -> Change:
        return search.look(need, market, work.new_id)

    await decide(work, [Step(id_, step, homes[before[id_].caseid].cause) for id_ in moved])
    await catalogue.place_contributions(
        work, {case: (each.data.neighbourhood, each.cause) for case, each in homes.items()}
    )
    rings.due(work, (each.data.neighbourhood for each in homes.values()))

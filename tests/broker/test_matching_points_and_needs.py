"""Whatever happens to points: the same needs are answered by the same offerings, at the same moments."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.migrations import declared
from libs.contracts.accounts import AccountKind, ClosingGround
from libs.contracts.refusals import Refused
from libs.contracts.words import Party, WhyNot
from libs.delivery.database import open_connection
from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.matching import catalogue, points, store
from services.matching.decide import Step, decide
from services.matching.domain import answers, reciprocity, search
from services.matching.domain.account import MUNICIPALITY, Account, Key
from services.matching.domain.ledger import Ledger
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need, opened
from tests.broker.matching_letters import NEIGHBOURHOOD
from tests.unit.matching.people import NOW, an_offering, stated
from tests.world import World

pytestmark = pytest.mark.broker

#: Residents: each may have a need, and points.
CASES = tuple(UUID(int=1_000 + each) for each in range(3))
WHO = st.integers(0, len(CASES) - 1)

NEEDS = st.one_of(
    st.tuples(st.just("opens"), WHO),
    st.tuples(st.sampled_from(["accepts", "declines", "ends"]), WHO),
)
POINTS = st.tuples(
    st.sampled_from(["earns", "gives", "gives_away", "spends", "forfeits", "leaves"]), WHO, st.integers(1, 300)
)
Told = list[tuple[Any, ...]]


@dataclass
class Afternoon:
    """What happens on one, on a real connection; `told` is what each need was answered with, step by step."""

    work: Work[Any]

    def __post_init__(self) -> None:
        self.told: Told = []
        self.needs: dict[int, list[UUID]] = {each: [] for each in range(len(CASES))}
        self.ids = count(10_000)

    async def begins(self) -> None:
        """Two volunteers with one place each, an organisation with two."""
        offerings = [
            an_offering(rung, id=UUID(int=each), neighbourhood=NEIGHBOURHOOD, capacity=rung - 1)
            for each, rung in enumerate((2, 2, 3), start=1)
        ]
        await catalogue.register(self.work, [(each, None) for each in offerings])

    async def happens(self, what: str, who: int) -> None:
        if what == "opens":
            # a number of its own: the ledger draws on the same source of ids
            wanted = stated(need=UUID(int=next(self.ids)))
            self.needs[who].append(wanted.need)
            new = Need(
                id=wanted.need,
                caseid=CASES[who],
                neighbourhood=NEIGHBOURHOOD,
                stated=wanted,
                opened_at=self.work.now,
            )
            await self._step(new.id, self._open, [new])
        elif self.needs[who]:
            await self._step(self.needs[who][-1], getattr(self, f"_{what}"))

    async def _step(self, id_: UUID, decision: Callable[[Need, Market], Change], new: Any = ()) -> None:
        await decide(self.work, [Step(id_, decision)], new)
        for need in await store.needs(self.work.connection, None, None, UUID(int=0), 500):
            self.told.append((need.id, need.state, need.unanswered, *map(self._seen, need.proposals)))

    @staticmethod
    def _seen(proposal: Any) -> tuple[Any, ...]:
        return (proposal.offering, proposal.rung, proposal.state, proposal.why, proposal.offered_at)

    def _open(self, need: Need, market: Market) -> Change:
        need, facts = opened(need)
        need, found = search.look(need, market, self.work.new_id)
        return need, [*facts, *found]

    def _accepts(self, need: Need, _: Market) -> Change:
        facts: list[Fact] = []
        for party in Party:
            if need.pending is not None and not need.pending.accepted:
                need, more = answers.accept(need, need.pending, party)
                facts += more
        if need.pending is None:
            return need, facts
        need, more = answers.start(need, need.pending)
        return need, [*facts, *more]

    def _declines(self, need: Need, market: Market) -> Change:
        if need.pending is None:
            return need, []
        return answers.decline(need, need.pending, Party.RESIDENT, WhyNot.TIMES, market, self.work.new_id)

    def _ends(self, need: Need, _: Market) -> Change:
        return answers.withdraw(need, "done")

    async def of_points(self, what: str, who: int, number: int) -> None:
        """Refused or not: it is all the same to the needs."""
        keys = [Key(AccountKind.RESIDENT, str(case), NEIGHBOURHOOD) for case in CASES]

        def decision(ledger: Ledger) -> None:
            mine, other = ledger.open_of(keys[who]), ledger.open_of(keys[who - 1])
            try:
                self._moves(ledger, what, mine, other, number)
            except Refused:
                return

        await points.settle(self.work, decision, keys=[MUNICIPALITY, *keys])

    @staticmethod
    def _moves(ledger: Ledger, what: str, mine: Account, other: Account, number: int) -> None:
        match what:
            case "earns":
                reciprocity.earn(ledger, mine, number)
            case "gives":
                reciprocity.give(ledger, mine, other, number)
            case "gives_away":
                reciprocity.give(ledger, mine, None, number)
            case "spends":
                reciprocity.spend(ledger, mine, ledger.municipality, number, with_pot=number % 2 == 0)
            case "forfeits":
                reciprocity.forfeit(ledger, mine, 0)
            case "leaves":
                reciprocity.leave(ledger, mine, ClosingGround.MOVED)


async def afternoon(world: World, steps: list[tuple[Any, ...]], *, with_points: bool) -> Told:
    """In a transaction that is undone. The ids and the moment are the same each time."""
    service, ids = declared("matching"), count(1_000_000)
    connection = await open_connection(world.urls["matching"], "matching")
    undone = connection.transaction()
    await undone.start()
    try:
        work = Work(
            connection,
            service.settings(**world.environment("matching")),
            "test",
            NOW,
            lambda: UUID(int=next(ids)),
            Cause("test", "test", "test"),
        )
        day = Afternoon(work)
        await day.begins()
        for step in steps:
            if len(step) == 2:
                await day.happens(*step)
            elif with_points:
                await day.of_points(*step)
        return day.told
    finally:
        await undone.rollback()
        await connection.close()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(NEEDS | POINTS, min_size=6, max_size=16))
async def test_needs_are_answered_the_same_whatever_happens_to_points(
    world: World, steps: list[tuple[Any, ...]]
) -> None:
    assert await afternoon(world, steps, with_points=True) == await afternoon(world, steps, with_points=False)


async def test_the_afternoon_has_needs_that_are_answered_and_points_that_move(world: World) -> None:
    """Else the property above would hold of nothing."""
    told = await afternoon(
        world, [("earns", 0, 50), ("opens", 0), ("accepts", 0), ("gives", 0, 20), ("opens", 1)], with_points=True
    )
    states = [[each[1] for each in told if each[0] == id_][-1] for id_ in dict.fromkeys(each[0] for each in told)]
    assert states == ["covered", "proposed"]

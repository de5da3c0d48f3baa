"""The one way in which needs change: load, decide, save, record, for many needs in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.contracts.words import Rung
from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.matching import gaps, leaving, store
from services.matching.domain import lighter, rings
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need
from services.matching.domain.proposal import ProposalState
from services.matching.domain.rings import Move, Ring
from services.matching.settings import Settings

EXPIRY = "proposal_expires"
#: A place or an offering came free: needs that found nothing are looked at again, in a transaction of their own.
SUPPLY = "supply_came"
#: A need found nothing: looked at once more, in a transaction of its own.
ONCE_MORE = "need_once_more"
#: An offering's support began, or is over: who counts what was given does so in a transaction of their own.
RUNS, RAN = "support_runs", "support_ended"
#: Support above rung 2 began: whether something lighter came while it was on its way is looked at in a transaction of
#: its own.
LIGHTER_HERE = "lighter_here"

Decision = Callable[[Need, Market], Change]


@dataclass(frozen=True)
class Step:
    """One decision on one need. `searches`: it may look for an answer, so that the market must be locked."""

    need: UUID
    decision: Decision
    cause: Cause | None = None
    searches: bool = True


async def decide(
    work: Work[Settings],
    steps: Sequence[Step],
    new: Iterable[Need] = (),
    also: Iterable[UUID] = (),
    *,
    as_one: bool = False,
) -> dict[UUID, Need]:
    """Take the steps in order, each on what the step before it left. A step on a need that is not there does nothing.

    `also` are offerings to be locked with the others. `as_one`: the steps were decided together, so that what ties
    needs to them follows after the last one. Returns the needs as they are now, also those that were changed
    by what ties them to one of the steps.
    """
    searching = {step.need for step in steps if step.searches}
    table = await Table.lock(work, [step.need for step in steps], searching, held=also, new=new)
    for taken in [steps] if as_one else [[step] for step in steps]:
        table.take(taken)
    await table.save()
    return table.needs


class Table:
    """What one transaction decides upon, all of it locked: needs, the rings that they stand in, and the market."""

    def __init__(
        self,
        work: Work[Settings],
        needs: dict[UUID, Need],
        standing: dict[UUID, Ring],
        new: Iterable[Need],
        market: Market,
    ) -> None:
        self.market = market
        self.needs = {need.id: need for need in new} | needs
        self._work, self._before = work, needs
        self._rings, self._rings_before = dict(standing), standing

    @classmethod
    async def lock(
        cls,
        work: Work[Settings],
        needs: Iterable[UUID],
        searching: Iterable[UUID],
        *,
        held: Iterable[UUID] = (),
        new: Iterable[Need] = (),
    ) -> "Table":
        """In one call: rings before needs before offerings, each in key order. `held`: offerings locked as well."""
        new = list(new)
        before, standing, cases = await store.lock_standing(work.connection, needs, {need.caseid for need in new})
        known = {need.id: need for need in new} | before
        # who falls away from a ring that waits sends all the others looking
        wanted = {*searching, *(each.need for ring in standing.values() if ring.waits for each in ring.members)}
        places, policy = work.settings.places, work.settings.policies.at(work.now)
        market = await store.lock_market(
            work.connection,
            [need for need in known.values() if need.id in wanted],
            [*held, *(offering for need in known.values() for offering in (*need.held, *need.choices))],
            places,
            policy,
            work.now,
            cases,
        )
        return cls(work, before, standing, new, market)

    def take(self, steps: Sequence[Step]) -> None:
        """Decide on these needs, and then on whatever is tied to them."""
        touched: dict[UUID | None, Cause | None] = {}
        for step in steps:
            before = self.needs.get(step.need)
            if before is not None:
                after = self._apply(before, step.decision(before, self.market), step.cause)
                touched |= {each.ring: step.cause for each in after.proposals if each not in before.proposals}
        for ring in [ring for ring in self._rings.values() if ring.id in touched]:
            self.move(rings.follow(ring, self.needs, self._work.new_id), touched[ring.id])

    def move(self, move: Move, cause: Cause | None = None) -> Ring:
        """A ring, and everything that it asks of its needs, at once; gives the ring as it is now."""
        for part in move.parts:
            need = self.needs[part.need]
            self._apply(need, part.decision(need, self.market), cause)
        ring = self._rings[move.ring.id] = self._work.record(move.ring, move.events, cause)
        return ring

    async def save(self) -> None:
        """Write what changed. The rest of the transaction sees it."""
        work, changed = self._work, [need for need in self.needs.values() if self._before.get(need.id) != need]
        await store.move_places(work.connection, self.market.moved)
        await store.save_rings(
            work.connection, [ring for ring in self._rings.values() if self._rings_before.get(ring.id) != ring]
        )
        if changed:
            await store.save_needs(work.connection, changed, self._before)
            await gaps.follow(work, self._before, changed)
            await leaving.needs_settled(work, self._before, changed)
        _clock(work, self._before, changed)
        _once_more(work, self._before, changed)
        freed = [offering for offering, places in self.market.moved.items() if places < 0]
        if freed:
            await store.forget_names(work.connection, freed)
            supply_came(work, freed)

    def _apply(self, need: Need, change: Change, cause: Cause | None) -> Need:
        after, facts = change
        self.market.settle(need, after)
        self.needs[need.id] = after = _tell(self._work, after, facts, cause)
        return after


def _tell(work: Work[Settings], need: Need, facts: Sequence[Fact], cause: Cause | None) -> Need:
    """Record facts in the order in which they happened, each about its own subject."""
    for subject, event in facts:
        if subject == need.id:
            need = work.record(need, [event], cause)
        else:
            need = need.with_proposal(work.record(need.proposal(subject), [event], cause))
    return need


def _clock(work: Work[Settings], before: dict[UUID, Need], changed: Sequence[Need]) -> None:
    """A term runs for every proposal that is offered. It is left to run out: what was answered does not expire."""
    known = {each.id: each for need in before.values() for each in need.proposals}
    for need in changed:
        for each in need.proposals:
            if each.id not in known and each.state is ProposalState.OFFERED:
                work.schedule(each.id, EXPIRY, each.expires_at, need=str(need.id))
            if each.running == (each.id in known and known[each.id].running):
                continue
            if each.offering:
                work.schedule(each.id, RUNS if each.running else RAN, work.now)
            if each.running and lighter.heavier(need, Rung.VOLUNTEERS):
                work.schedule(need.id, LIGHTER_HERE, work.now)


def _once_more(work: Work[Settings], before: dict[UUID, Need], changed: Sequence[Need]) -> None:
    """Who begins to wait is looked at once more as soon as that can be seen.

    A place that came while this transaction ran is not in its market, and who looked for needs that wait did not see
    this one: they would wait beside each other for ever.
    """
    for need in changed:
        if need.waits and not (need.id in before and before[need.id].waits):
            work.schedule(need.id, ONCE_MORE, work.now)


def supply_came(work: Work[Settings], offerings: Iterable[UUID], after: UUID | None = None) -> None:
    """Look again at needs that found nothing, from a need on, in a transaction of its own.

    Under a key of its own, so that what came free twice is looked at for both.
    """
    page = str(after) if after else None
    work.schedule(work.new_id(), SUPPLY, work.now, offerings=sorted(map(str, offerings)), after=page)

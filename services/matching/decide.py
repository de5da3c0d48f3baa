"""The one way in which needs change: load, decide, save, record, for many needs in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.matching import store
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need
from services.matching.domain.proposal import ProposalState
from services.matching.settings import Settings

EXPIRY = "proposal_expires"
#: A place or an offering came free: needs that found nothing are looked at again, in a transaction of their own.
SUPPLY = "supply_came"

Decision = Callable[[Need, Market], Change]


@dataclass(frozen=True)
class Step:
    """One decision on one need. `searches`: it may look for an answer, so that the market must be locked."""

    need: UUID
    decision: Decision
    cause: Cause | None = None
    searches: bool = True


async def decide(work: Work[Settings], steps: Sequence[Step], new: Iterable[Need] = ()) -> dict[UUID, Need]:
    """Take the steps in order, each on what the step before it left. A step on a need that is not there does nothing.

    Locks needs before offerings, both in key order. Returns the needs as they are now.
    """
    before = await store.lock_needs(work.connection, (step.need for step in steps))
    needs = {need.id: need for need in new} | before
    searching = [needs[step.need] for step in steps if step.searches and step.need in needs]
    held = [offering for need in needs.values() for offering in need.held]
    places, policy = work.settings.places, work.settings.policies.at(work.now)
    offerings = await store.lock_market(work.connection, searching, held, places, day_of(work.now))
    market = Market(offerings, places, policy, work.now)
    for step in steps:
        if step.need in needs:
            need = needs[step.need]
            after, facts = step.decision(need, market)
            market.settle(need, after)
            needs[step.need] = _tell(work, after, facts, step.cause)
    changed = [need for need in needs.values() if before.get(need.id) != need]
    await store.move_places(work.connection, market.moved)
    if changed:
        await store.save_needs(work.connection, changed, before)
    _clock(work, before, changed)
    freed = [offering for offering, places in market.moved.items() if places < 0]
    if freed:
        await store.forget_names(work.connection, freed)
        supply_came(work, freed)
    return needs


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
    known = {each.id for need in before.values() for each in need.proposals}
    for need in changed:
        for each in need.proposals:
            if each.id not in known and each.state is ProposalState.OFFERED:
                work.schedule(each.id, EXPIRY, each.expires_at, need=str(need.id))


def supply_came(work: Work[Settings], offerings: Iterable[UUID], after: UUID | None = None) -> None:
    """Look again at needs that found nothing, from a need on, in a transaction of its own.

    Under a key of its own, so that what came free twice is looked at for both.
    """
    page = str(after) if after else None
    work.schedule(work.new_id(), SUPPLY, work.now, offerings=sorted(map(str, offerings)), after=page)

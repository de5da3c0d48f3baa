"""Rings: A helps B, B helps C, C helps A. Offered, accepted, started and undone as one."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from libs.contracts.proposals import ProposalWithdrawn
from libs.contracts.rings import RingAccepted, RingDissolved, RingEnded, RingEvent, RingOffered, RingStarted
from services.matching.domain import answers, ladder, search
from services.matching.domain.circles import Circle, deadline, may_join
from services.matching.domain.ladder import Found
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.domain.search import NewId

E = TypeVar("E", bound=RingEvent)

#: Why an offer to one resident alone was withdrawn: a ring came in its place.
GAVE_WAY = "ring_offered"
#: Why the others of a ring were withdrawn when one fell away.
DISSOLVED = "ring_dissolved"


class RingState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    STARTED = "started"
    DISSOLVED = "dissolved"
    ENDED = "ended"


@dataclass(frozen=True)
class Member:
    """A resident, and what they get: `proposal` of `offering` for their `need`, given by the member before them."""

    caseid: UUID
    neighbourhood: str
    need: UUID
    proposal: UUID
    offering: UUID


@dataclass(frozen=True, kw_only=True)
class Ring:
    """`members` in the order of the circle; the last one helps the first. Its proposals know it by its id."""

    id: UUID
    members: tuple[Member, ...]
    policy: str
    offered_at: datetime
    expires_at: datetime
    state: RingState = RingState.OFFERED
    ground: str | None = None
    sequence: int = 0

    @property
    def neighbourhood(self) -> str:
        """That of the first need by key."""
        return min(self.members, key=lambda each: each.need).neighbourhood

    @property
    def over(self) -> bool:
        """No ring any more: whatever becomes of its proposals is their own affair."""
        return self.state in (RingState.DISSOLVED, RingState.ENDED)

    @property
    def waits(self) -> bool:
        """Not running yet: one who falls away undoes all of it."""
        return self.state in (RingState.OFFERED, RingState.ACCEPTED)

    def tell(self, event: type[E], **more: Any) -> E:
        return event(
            neighbourhood=self.neighbourhood,
            caseids=tuple(each.caseid for each in self.members),
            needs=tuple(each.need for each in self.members),
            proposals=tuple(each.proposal for each in self.members),
            neighbourhoods=tuple(sorted({each.neighbourhood for each in self.members})),
            **more,
        )


class Part(NamedTuple):
    """What a ring asks of one of its needs."""

    need: UUID
    decision: Callable[[Need, Market], Change]


class Move(NamedTuple):
    """What becomes of a ring: first what it asks of its needs, in this order, then what is told of itself."""

    ring: Ring
    parts: Sequence[Part] = ()
    events: Sequence[RingEvent] = ()


def offer(id_: UUID, circle: Circle, needs: Mapping[UUID, Need], market: Market, new_id: NewId) -> Move | None:
    """Put a circle to everybody in it at once. None when it does not stand any more: somebody answered meanwhile.

    The ring ends as soon as what its needs had before would have: nobody waits longer because of it.
    """
    found = _fitting(circle, needs, market)
    if found is None:
        return None
    ids = [new_id() for _ in circle]
    until = min(deadline(needs[link.need], market) for link in circle)
    members = tuple(
        Member(needs[link.need].caseid, needs[link.need].neighbourhood, link.need, proposal, link.offering)
        for link, proposal in zip(circle, ids, strict=True)
    )
    ring = Ring(id=id_, members=members, policy=market.policy.reference, offered_at=market.now, expires_at=until)
    parts = [
        Part(member.need, partial(_put, ring, each, member.proposal))
        for member, each in zip(members, found, strict=True)
    ]
    return Move(ring, parts, [ring.tell(RingOffered, expires_at=until)])


def follow(ring: Ring, needs: Mapping[UUID, Need], new_id: NewId) -> Move:
    """What a ring makes of the answers to its proposals so far. Changes nothing when they change nothing for it.

    Before the start one who falls away withdraws all others, whose needs go up the ladder at once. After it the others
    go on: nobody loses running help because somebody else stops.
    """
    proposals = {each.need: needs[each.need].proposal(each.proposal) for each in ring.members}
    fallen = [each for each in proposals.values() if not each.live]
    if ring.over:
        return Move(ring)
    if fallen:
        ground = fallen[0].ground or fallen[0].state.value
        if not ring.waits:
            return _move(ring, RingState.ENDED, [], RingEnded, ground)
        left = [_part(each, _let_go) for each in proposals.values() if each.pending]
        # all places of the ring are free before anybody looks, who fell away too
        looks = [Part(each.need, lambda need, market: search.look(need, market, new_id)) for each in ring.members]
        return _move(ring, RingState.DISSOLVED, [*left, *looks], RingDissolved, ground)
    if ring.state is RingState.OFFERED and all(each.agreed for each in proposals.values()):
        return _move(
            ring, RingState.ACCEPTED, [_part(each, answers.match) for each in proposals.values()], RingAccepted
        )
    if ring.state is RingState.ACCEPTED and any(each.running for each in proposals.values()):
        rest = [_part(each, answers.start) for each in proposals.values() if not each.running]
        return _move(ring, RingState.STARTED, rest, RingStarted)
    return Move(ring)


def _move(
    ring: Ring, state: RingState, parts: Sequence[Part], event: type[RingEvent], ground: str | None = None
) -> Move:
    ring = replace(ring, state=state, ground=ground)
    return Move(ring, parts, [ring.tell(event, **({"ground": ground} if ground else {}))])


def _part(proposal: Proposal, decision: Callable[[Need, Proposal], Change]) -> Part:
    return Part(proposal.need, lambda need, _: decision(need, need.proposal(proposal.id)))


def _let_go(need: Need, proposal: Proposal) -> Change:
    return answers.let_go(need, proposal, DISSOLVED)


def _fitting(circle: Circle, needs: Mapping[UUID, Need], market: Market) -> list[Found] | None:
    """What each gets, with the places that the circle itself frees counted as free."""
    if any(link.need not in needs or not may_join(needs[link.need], market) for link in circle):
        return None
    freed = Counter(each.offering for link in circle if (each := needs[link.need].pending))
    found: list[Found] = []
    for link in circle:
        offering = market.offering(link.offering)
        if offering is None:
            return None
        room = replace(offering, taken=offering.taken - freed[offering.id])
        suits = ladder.with_this(needs[link.need], room, market, ring=market.policy.rings.weight)
        if suits is None:
            return None
        found.append(suits)
    return found


def _put(ring: Ring, found: Found, proposal: UUID, need: Need, market: Market) -> Change:
    """An offer that nobody said yes to gives way."""
    facts, waiting = [], need.pending
    if waiting is not None:
        facts.append(Fact(waiting.id, waiting.tell(ProposalWithdrawn, ground=GAVE_WAY)))
        need = need.with_proposal(replace(waiting, state=ProposalState.WITHDRAWN, ground=GAVE_WAY))
    need, offered = search.propose(need, found, market, lambda: proposal, ring=ring.id, until=ring.expires_at)
    return need, [*facts, *offered]

"""What people, time and the plan say to a proposal, and what that makes of the need."""

from dataclasses import replace

from libs.contracts.needs import (
    NeedCovered,
    NeedEnded,
    NeedMatched,
    NeedProposed,
    NeedReopened,
    NeedWithdrawn,
)
from libs.contracts.proposals import (
    ProposalAccepted,
    ProposalDeclined,
    ProposalDroppedOut,
    ProposalEnded,
    ProposalExpired,
    ProposalPartyAccepted,
    ProposalStarted,
    ProposalWithdrawn,
)
from libs.contracts.refusals import Refused
from libs.contracts.words import ItemEnd, Party, WhyNot
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need, NeedState, standing
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.domain.search import NewId, look


def accept(need: Need, proposal: Proposal, by: Party) -> Change:
    """One party says yes; the second yes makes the match. The same yes twice is one. In a ring the match waits for all.

    Raises Refused when it is no longer offered, or when a supplier speaks where there is none.
    """
    if by in proposal.accepted_by and proposal.state in (ProposalState.OFFERED, ProposalState.ACCEPTED):
        return need, []
    must_be(proposal, ProposalState.OFFERED)
    if by not in proposal.parties:
        raise Refused("no-supplier", "Nobody of the catalogue is asked here: the resident alone accepts.")
    said = replace(proposal, accepted_by=(*proposal.accepted_by, by))
    facts = [Fact(said.id, said.tell(ProposalPartyAccepted, by=by))]
    if not said.agreed or said.ring is not None:
        return need.with_proposal(said), facts
    need, matched = match(need, said)
    return need, [*facts, *matched]


def match(need: Need, proposal: Proposal) -> Change:
    """Everybody who must agree did: it can start."""
    accepted = replace(proposal, state=ProposalState.ACCEPTED)
    need = need.with_proposal(accepted)
    return replace(need, state=standing(need)), [
        Fact(
            accepted.id,
            accepted.tell(
                ProposalAccepted, passed_over=accepted.passed_over, cost_cents_per_week=accepted.cost_cents_per_week
            ),
        ),
        need.tell(NeedMatched, proposal=accepted.id, offering=accepted.offering, rung=accepted.rung),
    ]


def decline(need: Need, proposal: Proposal, by: Party, ground: WhyNot, market: Market, new_id: NewId) -> Change:
    """One party says no, also after its own yes while the other has not answered; the ladder is gone up again."""
    must_be(proposal, ProposalState.OFFERED)
    if by not in proposal.parties:
        raise Refused("no-supplier", "Nobody of the catalogue is asked here: the resident alone declines.")
    fact = Fact(proposal.id, proposal.tell(ProposalDeclined, by=by, ground=ground))
    return _again(need, replace(proposal, state=ProposalState.DECLINED, ground=ground), fact, market, new_id)


def expire(need: Need, proposal: Proposal, market: Market, new_id: NewId) -> Change:
    """Nobody answered in time. Changes nothing when somebody just did, or when a ring waits for others than these."""
    if proposal.state is not ProposalState.OFFERED or proposal.agreed:
        return need, []
    fact = Fact(proposal.id, proposal.tell(ProposalExpired))
    expired = replace(proposal, state=ProposalState.EXPIRED, ground="expired")
    return _again(need, expired, fact, market, new_id)


def start(need: Need, proposal: Proposal) -> Change:
    """The support runs. Raises Refused unless both have accepted; in a ring, unless all have."""
    if proposal.ring is not None and proposal.agreed and proposal.state is ProposalState.OFFERED:
        raise Refused("ring-waits", "This proposal is part of a ring, which starts when everybody in it has accepted.")
    must_be(proposal, ProposalState.ACCEPTED)
    started = replace(proposal, state=ProposalState.STARTED)
    sought = None if need.sought == started.rung else need.sought
    need = replace(need.with_proposal(started), state=NeedState.COVERED, sought=sought)
    return need, [
        Fact(started.id, started.tell(ProposalStarted)),
        need.tell(NeedCovered, proposal=started.id, rung=started.rung),
    ]


def end(need: Need, proposal: Proposal, ground: str) -> Change:
    """It ran and is no longer needed. Raises Refused unless it runs."""
    must_be(proposal, ProposalState.STARTED)
    ended = replace(proposal, state=ProposalState.ENDED, ground=ground)
    need = need.with_proposal(ended)
    facts = [Fact(ended.id, ended.tell(ProposalEnded, ground=ground))]
    if need.running:
        return need, facts
    if need.pending is not None:
        need, more = _reopen(need, ground)
        return need, [*facts, *more]
    return replace(need, state=NeedState.ENDED), [*facts, need.tell(NeedEnded, rung=ended.rung)]


def drop_out(need: Need, proposal: Proposal, market: Market, new_id: NewId) -> Change:
    """The supplier stops, before or after the start; the ladder is gone up again at once."""
    must_be(proposal, ProposalState.ACCEPTED, ProposalState.STARTED)
    fact = Fact(proposal.id, proposal.tell(ProposalDroppedOut))
    dropped = replace(proposal, state=ProposalState.DROPPED_OUT, ground="dropped_out")
    return _again(need, dropped, fact, market, new_id)


def item_ended(
    need: Need, proposal: Proposal, reason: ItemEnd, market: Market, new_id: NewId, *, still_needed: bool = False
) -> Change:
    """The plan's item for this proposal ended: its place is free again. Changes nothing when it had ended already."""
    if proposal.running:
        if reason is ItemEnd.DROPPED_OUT:
            return drop_out(need, proposal, market, new_id)
        return _run_out(need, proposal, reason, market, new_id) if still_needed else end(need, proposal, reason)
    if not proposal.pending:
        return need, []
    if reason is ItemEnd.GOAL_MET and not need.running:
        return withdraw(need, reason)
    return take_back(need, proposal, reason, market, new_id)


def _run_out(need: Need, proposal: Proposal, ground: str, market: Market, new_id: NewId) -> Change:
    """Its last day has passed, and the need goes on: the ladder is gone up again at once."""
    fact = Fact(proposal.id, proposal.tell(ProposalEnded, ground=ground))
    return _again(need, replace(proposal, state=ProposalState.ENDED, ground=ground), fact, market, new_id)


def take_back(need: Need, proposal: Proposal, ground: str, market: Market, new_id: NewId) -> Change:
    """What waits for people is no longer there to be accepted; the ladder is gone up again at once."""
    need, fallen = let_go(need, proposal, ground)
    need, found = look(need, market, new_id)
    return need, [*fallen, *found]


def let_go(need: Need, proposal: Proposal, ground: str) -> Change:
    """What waits for people is no longer there to be accepted. The caller looks further, once its place is free."""
    fact = Fact(proposal.id, proposal.tell(ProposalWithdrawn, ground=ground))
    return _fall(need, replace(proposal, state=ProposalState.WITHDRAWN, ground=ground), fact)


def withdraw(need: Need, ground: str) -> Change:
    """The need is no longer there: what waits is withdrawn, what runs ends. Changes nothing when it is over."""
    if need.over:
        return need, []
    facts, ran = [], need.running
    if need.pending is not None:
        waiting = need.pending
        facts.append(Fact(waiting.id, waiting.tell(ProposalWithdrawn, ground=ground)))
        need = need.with_proposal(replace(waiting, state=ProposalState.WITHDRAWN, ground=ground))
    for each in ran:
        facts.append(Fact(each.id, each.tell(ProposalEnded, ground=ground)))
        need = need.with_proposal(replace(each, state=ProposalState.ENDED, ground=ground))
    if ran:
        return replace(need, state=NeedState.ENDED), [*facts, need.tell(NeedEnded, rung=ran[-1].rung)]
    return replace(need, state=NeedState.WITHDRAWN, unanswered=()), [*facts, need.tell(NeedWithdrawn, ground=ground)]


def _again(need: Need, fallen: Proposal, fact: Fact, market: Market, new_id: NewId) -> Change:
    """A proposal fell away: look further."""
    need, fell = _fall(need, fallen, fact)
    need, found = look(need, market, new_id)
    return need, [*fell, *found]


def _fall(need: Need, fallen: Proposal, fact: Fact) -> Change:
    """Open again, unless something else runs."""
    need = need.with_proposal(fallen)
    if need.sought == fallen.rung and fallen.offering is None:
        # what residents do themselves is not asked for a second time: the same answer would come back for ever
        need = replace(need, sought=None)
    need, reopened = (need, []) if need.running else _reopen(need, fallen.ground or fallen.state)
    return need, [fact, *reopened]


def _reopen(need: Need, ground: str) -> tuple[Need, list[Fact]]:
    """Open; and at once proposed or matched again when another proposal waits beside what fell away."""
    facts, waiting = [need.tell(NeedReopened, ground=ground)], need.pending
    if waiting is not None:
        facts.append(need.tell(NeedProposed, proposal=waiting.id, rung=waiting.rung))
        if waiting.accepted:
            facts.append(need.tell(NeedMatched, proposal=waiting.id, offering=waiting.offering, rung=waiting.rung))
    return replace(need, state=standing(need)), facts


def must_be(proposal: Proposal, *states: ProposalState) -> None:
    """Raises Refused unless it is in one of these states."""
    if proposal.state not in states:
        raise Refused(
            "proposal-" + proposal.state.replace("_", "-"),
            f"This proposal is {proposal.state.replace('_', ' ')}; that can only be done while it is "
            f"{' or '.join(each.replace('_', ' ') for each in states)}.",
        )

"""Looking for an answer to a need: up the ladder, or on the rung that somebody asked for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from libs.contracts.needs import NeedProposed, NeedReopened, NeedRungUnanswered, NeedUnanswered
from libs.contracts.proposals import ProposalOffered, ProposalWithdrawn
from libs.contracts.words import Rung
from services.matching.domain import ladder
from services.matching.domain.ladder import Evidence, Found
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need, Permitted, allowing, standing
from services.matching.domain.proposal import Proposal, ProposalState

NewId = Callable[[], UUID]


def look(need: Need, market: Market, new_id: NewId, preferred: UUID | None = None) -> Change:
    """Propose an answer when the need waits for one: on the rung asked for, else the lowest adequate one.

    `preferred`: the offering that a round chose for it, taken when it is adequate on that rung.

    Changes nothing while a proposal waits for people, while the need is answered, or when it is over.
    """
    if need.over or need.pending is not None:
        return need, []
    if need.sought is not None and need.may_stand_on(need.sought):
        result = ladder.stand_on(need, need.sought, market)
        if isinstance(result, Found):
            return propose(need, result, market, new_id)
        if need.running:
            return _unanswered(need, need.tell(NeedRungUnanswered, rung=need.sought, passed_over=result), result)
    if need.running:
        return need, []
    result = ladder.climb(need, market, preferred)
    if isinstance(result, Found):
        return propose(need, result, market, new_id)
    gap = need.tell(NeedUnanswered, category=need.stated.category, passed_over=result)
    return _unanswered(need, gap, result)


def ask(need: Need, rung: Rung, market: Market, new_id: NewId) -> Change:
    """Look on exactly this rung, beside what runs: a plan's accepted change, or a grant.

    A proposal that waits on another rung gives way when this rung has an answer; one on this rung that a decision does
    not allow as it is, in any case. Rungs 4 and 5 wait for the grant.
    """
    waiting = need.pending
    if need.over or any(each.rung == rung for each in need.running):
        return need, []
    otherwise = waiting is not None and waiting.rung == rung and not need.as_permitted(waiting)
    if waiting is not None and waiting.rung == rung and not otherwise:
        return need, []
    need = replace(need, sought=rung)
    if waiting is None:
        return look(need, market, new_id)
    if not otherwise and not (need.may_stand_on(rung) and isinstance(ladder.stand_on(need, rung, market), Found)):
        return need, []
    ground = "granted_otherwise" if otherwise else "other_rung_asked"
    told = [Fact(waiting.id, waiting.tell(ProposalWithdrawn, ground=ground))]
    need = need.with_proposal(replace(waiting, state=ProposalState.WITHDRAWN, ground=ground))
    if otherwise and not need.running:
        need = replace(need, state=standing(need))
        told.append(need.tell(NeedReopened, ground=ground))
    need, found = look(need, market, new_id)
    return need, [*told, *found]


def grant(need: Need, decision: Permitted, market: Market, new_id: NewId) -> Change:
    """A decision allows this rung. A lighter proposal that still waits for people keeps its chance first."""
    need = replace(need, permitted=allowing(need.permitted, decision))
    if decision not in need.permitted:
        return need, []
    if need.pending is not None and need.pending.rung < decision.rung:
        return replace(need, sought=decision.rung), []
    return ask(need, decision.rung, market, new_id)


def propose(
    need: Need,
    found: Found,
    market: Market,
    new_id: NewId,
    *,
    ring: UUID | None = None,
    until: datetime | None = None,
) -> Change:
    """Put it to the people, until the term of the need's urgency has passed or until a moment of the ring's own."""
    proposal = Proposal(
        id=new_id(),
        need=need.id,
        caseid=need.caseid,
        neighbourhood=need.neighbourhood,
        rung=found.rung,
        offering=found.offering.id if found.offering else None,
        why=found.why,
        passed_over=found.passed_over,
        policy=market.policy.reference,
        offered_at=market.now,
        expires_at=until or market.now + market.policy.term(need.stated.urgency),
        cost_cents_per_week=_cost(need, found),
        equals=found.equals,
        evidence=found.candidates,
        ring=ring,
    )
    offered = proposal.tell(
        ProposalOffered,
        why=proposal.why,
        equals=proposal.equals,
        passed_over=proposal.passed_over,
        cost_cents_per_week=proposal.cost_cents_per_week,
        expires_at=proposal.expires_at,
    )
    need = replace(need.with_proposal(proposal), unanswered=())
    return replace(need, state=standing(need)), [
        Fact(proposal.id, offered),
        need.tell(NeedProposed, proposal=proposal.id, rung=proposal.rung),
    ]


def _cost(need: Need, found: Found) -> int:
    """Cents a week: of the offering, or of the budget that buys it."""
    if found.offering is not None:
        return found.offering.cost_cents_per_week
    return need.budget_on(found.rung) or 0


def _unanswered(need: Need, fact: Fact, evidence: Evidence) -> Change:
    """Told once, and again when the evidence changes."""
    if need.unanswered == evidence:
        return need, []
    return replace(need, unanswered=evidence), [fact]

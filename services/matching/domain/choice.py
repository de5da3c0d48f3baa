"""Choice between equals: where several suit as well, the resident says which."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from libs.contracts.proposals import ProposalWithdrawn
from libs.contracts.refusals import Refused
from services.matching.domain import ladder, scoring, search
from services.matching.domain.answers import must_be
from services.matching.domain.ladder import Found
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Candidate, Proposal, ProposalState
from services.matching.domain.search import NewId

#: Why the first one was withdrawn.
CHOSEN = "other_chosen"


def choose(
    need: Need, proposal: Proposal, chosen: UUID, evidence: Sequence[Candidate], market: Market, new_id: NewId
) -> Change:
    """Another one of the equals instead, as a proposal of its own with the same record why not lower.

    `evidence` is what was kept with the first one. Each is offered once: what is left is not among the equals again.
    Raises Refused when it is no longer offered, is not one of them, or fits no longer.
    """
    must_be(proposal, ProposalState.OFFERED)
    if chosen not in proposal.equals:
        raise Refused("not-a-choice", "Choose one of `equals` of this proposal, each once.")
    offering = market.offering(chosen)
    if offering is None or not _stands(offering, need, proposal) or chosen in ladder.turned_down(need, market):
        raise Refused("choice-gone", "It is no longer there to be chosen: choose another, or answer this proposal.")
    if why_not := ladder.obstacle(need, offering, market):
        raise Refused("choice-gone", f"It fits no longer ({why_not}): choose another, or answer this proposal.")
    fact = Fact(proposal.id, proposal.tell(ProposalWithdrawn, ground=CHOSEN))
    need = need.with_proposal(replace(proposal, state=ProposalState.WITHDRAWN, ground=CHOSEN))
    found = Found(
        proposal.rung,
        offering,
        scoring.shares(scoring.points(need, offering, market)),
        proposal.passed_over,
        tuple(each for each in proposal.equals if each != chosen),
        tuple(evidence),
    )
    need, facts = search.propose(need, found, market, new_id)
    return need, [fact, *facts]


def _stands(offering: Offering, need: Need, proposal: Proposal) -> bool:
    """Whether it is still in the catalogue where it was found: what was kept why not lower is of that rung."""
    here = offering.rung == proposal.rung and need.stated.category in offering.categories
    return here and not offering.withdrawn

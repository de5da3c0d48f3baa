"""Starting a group: it becomes an entry of the catalogue, and each member gets a place in it by a proposal."""

from dataclasses import replace
from uuid import UUID

from libs.contracts.proposals import ProposalWithdrawn
from libs.contracts.words import Rung
from services.matching.domain import search
from services.matching.domain.answers import accept, start
from services.matching.domain.bundles import Bundle
from services.matching.domain.grouping import may_choose
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import ProposalState
from services.matching.domain.search import NewId

#: Why a volunteer's proposal is withdrawn.
CHOSEN = "group_chosen"


def join(need: Need, group: Offering, market: Market, new_id: NewId) -> Change | None:
    """A running place in the group by the ladder's own answer, booked in `market`; None when it goes another way.

    `market` holds the group and what is lighter. A lighter answer that was not put to the resident yet goes first. One
    that was, and that they did not accept, gives way: they chose the group, and so it is not adequate.
    """
    facts: list[Fact] = []
    asked = need
    if need.pending is not None:
        if not may_choose(need.pending):
            return None
        gone = replace(need.pending, state=ProposalState.WITHDRAWN, ground=CHOSEN)
        facts = [Fact(gone.id, gone.tell(ProposalWithdrawn, ground=CHOSEN))]
        asked = replace(need.with_proposal(gone), sought=Rung.GENERAL_PROVISION)
        market.settle(need, asked)
    after, offered = search.look(asked, market, new_id)
    proposal = after.pending
    if proposal is None or proposal.offering != group.id:
        market.settle(asked, need)
        return None
    facts += offered
    for party in sorted(proposal.parties):
        after, more = accept(after, after.proposal(proposal.id), party)
        facts += more
    after, more = start(after, after.proposal(proposal.id))
    market.settle(asked, after)
    return after, [*facts, *more]


def as_offering(bundle: Bundle, host: Offering, id_: UUID) -> Offering:
    """The group as an ordinary entry of the catalogue, found by other needs while there are places."""
    return Offering(
        id=id_,
        kind=Kind.ORGANISATION,
        rung=Rung.GENERAL_PROVISION,
        categories=(bundle.category,),
        neighbourhood=host.neighbourhood,
        serves=bundle.serves,
        parts_of_day=bundle.parts_of_day,
        skills=bundle.skills,
        languages=host.languages if bundle.language is None else (bundle.language,),
        capacity=bundle.maximum,
        title=bundle.title,
        organisation=host.organisation,
        latitude=host.latitude,
        longitude=host.longitude,
    )

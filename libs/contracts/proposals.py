"""Proposals: an offering put to a need. The subject is the proposal's id (matching)."""

from datetime import date, datetime
from uuid import UUID

from libs.contracts.needs import Criterion, PassedOver
from libs.contracts.payload import CaseEvent
from libs.contracts.words import Party, Rung, WhyNot


class ProposalEvent(CaseEvent):
    """`offering` is empty on rungs 0 and 1, where the resident and their network are not in the catalogue, and with a
    personal budget, by which residents buy support themselves.
    """

    need: UUID
    rung: Rung
    offering: UUID | None = None


class ProposalOffered(ProposalEvent, type="nl.omzien.proposals.offered.v1"):
    """Why this one, and for every rung passed over why not. `equals`: others that suit as well, to choose from."""

    why: tuple[Criterion, ...]
    equals: tuple[UUID, ...] = ()
    passed_over: tuple[PassedOver, ...]
    cost_cents_per_week: int = 0
    expires_at: datetime


class ProposalPartyAccepted(ProposalEvent, type="nl.omzien.proposals.party-accepted.v1"):
    """One of the two who must agree did."""

    by: Party


class ProposalAccepted(ProposalEvent, type="nl.omzien.proposals.accepted.v1"):
    """Supplier and resident both agreed: the plan's item can be agreed."""

    passed_over: tuple[PassedOver, ...]
    cost_cents_per_week: int = 0


class ProposalDeclined(ProposalEvent, type="nl.omzien.proposals.declined.v1"):
    by: Party
    ground: WhyNot


class ProposalExpired(ProposalEvent, type="nl.omzien.proposals.expired.v1"):
    """Nobody answered in time; the need is open again."""


class ProposalWithdrawn(ProposalEvent, type="nl.omzien.proposals.withdrawn.v1"):
    ground: str


class ProposalStarted(ProposalEvent, type="nl.omzien.proposals.started.v1"):
    """The support runs."""


class ProposalEnded(ProposalEvent, type="nl.omzien.proposals.ended.v1"):
    ground: str


class ProposalDroppedOut(ProposalEvent, type="nl.omzien.proposals.dropped-out.v1"):
    """The supplier stopped before the end; the need is open again."""


class ProposalSupplierAway(ProposalEvent, type="nl.omzien.proposals.supplier-away.v1"):
    """The supplier takes a time-out on these days, both included; empty: open. What runs goes on afterwards."""

    away_from: date | None = None
    away_until: date | None = None

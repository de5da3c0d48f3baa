"""Proposals: an offering put to a need. They change under the lock of their need."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from libs.contracts.needs import Criterion, PassedOver
from libs.contracts.proposals import ProposalEvent
from libs.contracts.words import Party, Rung, WhyNot

E = TypeVar("E", bound=ProposalEvent)


class ProposalState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    STARTED = "started"
    ENDED = "ended"
    DROPPED_OUT = "dropped_out"


#: Waiting for people: not refused, and not running yet.
PENDING = frozenset({ProposalState.OFFERED, ProposalState.ACCEPTED})
#: Takes a place of its offering.
LIVE = PENDING | {ProposalState.STARTED}
#: Somebody did not want it, or not any more: not offered again for this need.
TURNED_DOWN = frozenset({ProposalState.DECLINED, ProposalState.EXPIRED, ProposalState.DROPPED_OUT})


@dataclass(frozen=True)
class Candidate:
    """An offering that was looked at for a need, and the first reason why not. `km`: None when it is not known."""

    offering: UUID
    rung: Rung
    why_not: WhyNot
    km: float | None = None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`offering` is None on rungs 0 and 1 and with a personal budget. `policy` names what weighed it. `equals`: others
    that suit as well, from which the resident may choose, once each. `evidence`: who by id was passed over; only there
    when it is made. One that is part of a `ring` is accepted and started together with the others of it.
    """

    id: UUID
    need: UUID
    caseid: UUID
    neighbourhood: str
    rung: Rung
    offering: UUID | None
    why: tuple[Criterion, ...]
    passed_over: tuple[PassedOver, ...]
    policy: str
    offered_at: datetime
    expires_at: datetime
    cost_cents_per_week: int = 0
    equals: tuple[UUID, ...] = ()
    evidence: tuple[Candidate, ...] = field(default=(), compare=False)
    state: ProposalState = ProposalState.OFFERED
    accepted_by: tuple[Party, ...] = ()
    ground: str | None = None
    ring: UUID | None = None
    sequence: int = 0

    @property
    def parties(self) -> frozenset[Party]:
        """Who must agree: the resident alone where there is no supplier."""
        return frozenset(Party) if self.offering else frozenset({Party.RESIDENT})

    @property
    def agreed(self) -> bool:
        """Whether everybody who must agree said yes; in a ring the others of the ring must have, too."""
        return self.parties == set(self.accepted_by)

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def pending(self) -> bool:
        return self.state in PENDING

    @property
    def accepted(self) -> bool:
        return self.state is ProposalState.ACCEPTED

    @property
    def running(self) -> bool:
        return self.state is ProposalState.STARTED

    @property
    def turned_down(self) -> bool:
        return self.state in TURNED_DOWN

    def tell(self, event: type[E], **more: Any) -> E:
        return event(
            neighbourhood=self.neighbourhood,
            caseid=self.caseid,
            need=self.need,
            rung=self.rung,
            offering=self.offering,
            **more,
        )

"""Proposals: an offering put to a need. They change under the lock of their need."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from libs.contracts.needs import PassedOver
from libs.contracts.proposals import Criterion, ProposalEvent
from libs.contracts.words import Party, Rung

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


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`offering` is None on rungs 0 and 1. `policy` names what weighed it."""

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
    state: ProposalState = ProposalState.OFFERED
    accepted_by: tuple[Party, ...] = ()
    ground: str | None = None
    sequence: int = 0

    @property
    def parties(self) -> frozenset[Party]:
        """Who must agree. On rungs 0 and 1 there is no supplier."""
        return frozenset(Party) if self.offering else frozenset({Party.RESIDENT})

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

"""Needs: one concrete question of a case, from opening to end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from libs.contracts.needs import NeedOpened, PassedOver, StatedNeed
from libs.contracts.payload import CaseEvent, Event
from libs.contracts.refusals import not_found
from libs.contracts.words import Rung
from services.matching.domain.proposal import LIVE, Proposal

E = TypeVar("E", bound=CaseEvent)


class NeedState(StrEnum):
    OPEN = "open"
    PROPOSED = "proposed"
    MATCHED = "matched"
    COVERED = "covered"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Permitted(NamedTuple):
    """What a decision allows on a rung: support in kind, or that the resident buys it with a `budget`, in cents a week.

    `at`: when it was decided. Of two decisions on one rung the later counts, in whatever order they are heard of.
    """

    rung: Rung
    at: datetime
    budget: int | None = None


def allowing(before: Sequence[Permitted], new: Permitted) -> tuple[Permitted, ...]:
    """One per rung, the lowest first."""
    latest = {each.rung: each for each in before}
    if new.rung not in latest or latest[new.rung].at <= new.at:
        latest[new.rung] = new
    return tuple(latest[rung] for rung in sorted(latest))


def run_out(before: Sequence[Permitted], rung: Rung, on: datetime) -> tuple[Permitted, ...]:
    """Without what was allowed on this rung before that moment: its last day has passed. A later decision counts."""
    return tuple(each for each in before if each.rung != rung or each.at > on)


class Fact(NamedTuple):
    """Something that happened to the need or to one of its proposals."""

    subject: UUID
    event: Event


@dataclass(frozen=True, kw_only=True)
class Need:
    """A need with all that was ever proposed for it, oldest first.

    `sought` is a rung that somebody asked for, until an answer on it runs; `permitted` what decisions allow, by rung;
    `unanswered` the evidence of a gap, empty when there is none.
    """

    id: UUID
    caseid: UUID
    neighbourhood: str
    stated: StatedNeed
    opened_at: datetime
    state: NeedState = NeedState.OPEN
    sought: Rung | None = None
    permitted: tuple[Permitted, ...] = ()
    unanswered: tuple[PassedOver, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    sequence: int = 0

    @property
    def over(self) -> bool:
        return self.state in (NeedState.ENDED, NeedState.WITHDRAWN)

    @property
    def waits(self) -> bool:
        """Nothing was found: it is looked at again when a place comes that might serve it."""
        return bool(self.unanswered) and self.state in (NeedState.OPEN, NeedState.COVERED)

    @property
    def pending(self) -> Proposal | None:
        """The one proposal that waits for people; never more than one."""
        return next((each for each in self.proposals if each.pending), None)

    @property
    def running(self) -> tuple[Proposal, ...]:
        """What runs: two while a lighter or heavier answer takes over."""
        return tuple(each for each in self.proposals if each.running)

    @property
    def held(self) -> tuple[UUID, ...]:
        """Offerings of which it takes a place, once per place."""
        return tuple(each.offering for each in self.proposals if each.offering and each.state in LIVE)

    @property
    def choices(self) -> tuple[UUID, ...]:
        """Offerings from which the resident may choose now."""
        return self.pending.equals if self.pending is not None else ()

    @property
    def turned_down(self) -> tuple[Proposal, ...]:
        return tuple(each for each in self.proposals if each.turned_down)

    @property
    def granted(self) -> Rung | None:
        """The highest rung that a decision allows."""
        return max((each.rung for each in self.permitted), default=None)

    def may_stand_on(self, rung: Rung) -> bool:
        """Nothing stands on rungs 4 and 5 without a decision on that very rung: one on 5 says nothing of 4."""
        return not rung.tailor_made or any(each.rung == rung for each in self.permitted)

    def climbs_to(self, rung: Rung) -> bool:
        """Whether one goes up the ladder so far: to rung 3, and to the highest that was granted."""
        return rung <= (self.granted or Rung.GENERAL_PROVISION)

    def budget_on(self, rung: Rung) -> int | None:
        """The cents a week with which the resident buys support there, so that nobody is looked for; else None."""
        return next((each.budget for each in self.permitted if each.rung == rung), None)

    def as_permitted(self, proposal: Proposal) -> bool:
        """Whether it is in the form that the decision on its rung allows, and of that amount."""
        if not proposal.rung.tailor_made:
            return True
        budget = self.budget_on(proposal.rung)
        return budget is None if proposal.offering else proposal.cost_cents_per_week == budget

    def proposal(self, id_: UUID) -> Proposal:
        """Raises Refused (missing) when it is not one of this need."""
        for each in self.proposals:
            if each.id == id_:
                return each
        raise not_found("proposal", id_)

    def with_proposal(self, proposal: Proposal) -> "Need":
        """This one in the place of its earlier version, or added."""
        if all(each.id != proposal.id for each in self.proposals):
            return replace(self, proposals=(*self.proposals, proposal))
        changed = tuple(proposal if each.id == proposal.id else each for each in self.proposals)
        return replace(self, proposals=changed)

    def tell(self, event: type[E], **more: Any) -> Fact:
        return Fact(self.id, event(neighbourhood=self.neighbourhood, caseid=self.caseid, **more))


Change = tuple[Need, Sequence[Fact]]


def opened(need: Need) -> Change:
    """The first fact about a need."""
    return need, [need.tell(NeedOpened, category=need.stated.category, urgency=need.stated.urgency)]


def standing(need: Need) -> NeedState:
    """The state that its live proposals amount to; open when there is none."""
    if need.running:
        return NeedState.COVERED
    if need.pending is None:
        return NeedState.OPEN
    return NeedState.MATCHED if need.pending.accepted else NeedState.PROPOSED

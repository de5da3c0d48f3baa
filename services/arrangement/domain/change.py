"""A change: one step of one item on the ladder, up or down, from proposal to follow-up."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from libs.contracts.refusals import Refused
from libs.contracts.words import Direction, Ground, Rung, WhyLapsed
from services.arrangement.domain.ladder import exception_among


class ChangeState(StrEnum):
    """Where a step on the ladder stands: see the picture of it in docs/arrangement.md."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EFFECTED = "effected"
    FOLLOW_UP = "follow_up"
    CONFIRMED = "confirmed"
    FALLEN_BACK = "fallen_back"


TRANSITIONS = frozenset(
    {
        (ChangeState.PROPOSED, ChangeState.ACCEPTED),
        (ChangeState.PROPOSED, ChangeState.REJECTED),
        (ChangeState.ACCEPTED, ChangeState.EFFECTED),
        (ChangeState.EFFECTED, ChangeState.FOLLOW_UP),
        (ChangeState.FOLLOW_UP, ChangeState.CONFIRMED),
        (ChangeState.FOLLOW_UP, ChangeState.FALLEN_BACK),
    }
)
OVER = frozenset({ChangeState.REJECTED, ChangeState.CONFIRMED, ChangeState.FALLEN_BACK})


@dataclass(frozen=True)
class Change:
    """`facts` are the reviews, signals, goals or offerings that it rests on: a rejected one returns only on others.

    `proposed_by` is None when policy proposed it; who decided, when, and why not (`rejected`) stays, and so does who
    said in the follow-up whether it holds (nobody did where it fell back by itself). `returns` is the step down that
    this one takes back. `found_nobody`: matching looked on its rung, in vain so far. `lapsed` once its plan closed, or
    a later decision took its place, before it was over; `why_lapsed` is kept of those that lapsed since it is told.
    """

    id: UUID
    direction: Direction
    item: UUID
    need: UUID
    from_rung: Rung
    to_rung: Rung
    grounds: tuple[Ground, ...]
    facts: tuple[UUID, ...] = ()
    proposed_by: UUID | None = None
    proposed_at: datetime | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    returns: UUID | None = None
    state: ChangeState = ChangeState.PROPOSED
    new_item: UUID | None = None
    follow_up_on: date | None = None
    followed_by: UUID | None = None
    followed_at: datetime | None = None
    rejected: str | None = None
    found_nobody: bool = False
    lapsed: bool = False
    why_lapsed: WhyLapsed | None = None

    @property
    def declared_by(self) -> UUID | None:
        """Who declared an exception instead of evidence; None where nobody did. It was declared at `proposed_at`."""
        return self.proposed_by if exception_among(self.grounds) else None

    @property
    def open(self) -> bool:
        """Whether something is still to be decided or followed."""
        return self.state not in OVER and not self.lapsed

    @property
    def undecided(self) -> bool:
        """Whether it waits for whoever decides on it."""
        return self.open and self.state is ChangeState.PROPOSED

    @property
    def under_way(self) -> bool:
        """Whether the new item is there or to come, beside the old one."""
        return self.open and not self.undecided

    def decided(self, state: ChangeState, by: UUID, now: datetime) -> "Change":
        """Accepted or rejected, by whom and when."""
        return replace(self.to(state), decided_by=by, decided_at=now)

    def to(self, state: ChangeState) -> "Change":
        """Raises Refused when section 6 knows no such step."""
        if (self.state, state) not in TRANSITIONS or self.lapsed:
            at = "lapsed" if self.lapsed else str(self.state)
            raise Refused(
                "change-state", f"This change is {at}: it cannot become {state} any more. Read the plan again."
            )
        return replace(self, state=state)

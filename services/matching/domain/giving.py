"""Giving: support that somebody gives as a resident or volunteer, and what they earn by it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.matching.domain.offering import Kind
from services.matching.domain.proposal import ProposalState

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class Giving:
    """A proposal that runs or ran. `weeks`: for how many of them it was earned already."""

    proposal: UUID
    offering: UUID
    kind: Kind
    caseid: UUID | None
    neighbourhood: str
    withdrawn: bool
    state: ProposalState
    times_per_week: int
    since: datetime
    weeks: int

    @property
    def runs(self) -> bool:
        return self.state is ProposalState.STARTED

    @property
    def by_people(self) -> bool:
        """An organisation earns nothing by answering a need: it is paid in money, or is there for it."""
        return self.kind is not Kind.ORGANISATION

    @property
    def next_due(self) -> datetime:
        """When the week that runs is over."""
        return self.since + (self.weeks + 1) * WEEK


def weeks_owed(giving: Giving, now: datetime) -> int:
    """Weeks not earned for yet: those that are over, and the one begun when the support ended as agreed.

    Who dropped out earned the weeks that were over.
    """
    whole = max(0, (now - giving.since) // WEEK)
    return max(0, whole + (giving.state is ProposalState.ENDED) - giving.weeks)


def occasions_owed(giving: Giving, now: datetime) -> tuple[Giving, int]:
    """How many times somebody gave that is to be counted now; once counted, they are not counted again."""
    weeks = weeks_owed(giving, now)
    return replace(giving, weeks=giving.weeks + weeks), weeks * giving.times_per_week

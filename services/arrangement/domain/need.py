"""A need as the plan knows it: what the conversation found, and what matching could not find."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from libs.contracts.needs import StatedNeed
from libs.contracts.words import Category, LifeDomain, Rung, Urgency
from services.arrangement.domain.ladder import Record, found_in_conversation, merged


@dataclass(frozen=True)
class Need:
    """`lowest` is where matching begins to look and `found` says why not lower; `evidence` is matching's record
    of rungs that do not answer it. While no support runs: none since `since`, which may last `within`.
    `times_per_week` is how often it is wanted. `unanswered` holds from matching's word until somebody agrees after
    all; `over` once it was withdrawn, or ended with its plan. `stated_at`: when it was clarified, the last time that it
    began; `excused` where what its plan was declared to be an exception for stands in for evidence of this need too.
    """

    id: UUID
    category: Category
    domain: LifeDomain
    urgency: Urgency
    lasting: bool
    lowest: Rung
    found: Record
    since: datetime
    within: timedelta
    times_per_week: int = 1
    evidence: Record = ()
    unanswered: bool = False
    uncovered: bool = False
    over: bool = False
    stated_at: datetime | None = None
    excused: bool = True

    @property
    def due(self) -> datetime:
        """When being without support has lasted too long."""
        return self.since + self.within

    def with_evidence(self, record: Record, unanswered: bool) -> "Need":
        """Matching looked: on one rung, or (`unanswered`) up the whole ladder, and found nobody."""
        return replace(self, evidence=merged(self.evidence, record), unanswered=self.unanswered or unanswered)


def stated(words: StatedNeed, since: datetime, within: timedelta, *, excused: bool) -> Need:
    """As clarification brought it out."""
    lowest, found = found_in_conversation(words)
    return Need(
        id=words.need,
        category=words.category,
        domain=words.domain,
        urgency=words.urgency,
        lasting=words.lasting,
        lowest=lowest,
        found=found,
        since=since,
        within=within,
        times_per_week=words.times_per_week,
        stated_at=since,
        excused=excused,
    )

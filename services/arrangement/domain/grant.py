"""What a plan keeps of a granted application: without it nothing stands on rungs 4 and 5."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.words import Ground, Rung
from services.arrangement.domain.euros import cents_of
from services.arrangement.domain.ladder import Record


@dataclass(frozen=True)
class Grant:
    """For one need on one rung, in kind or as a personal budget. `until` or `review_on` is set, always.

    At most `times_per_week`, where the application named it; else as often as the need asks. `cost_cents_per_week` is
    what a week may cost from `starts_on` on; neither was kept of the oldest grants. The euros of lasting support are
    granted from look to look: so far through `granted_through`. `why_not_lower` is the evidence on which it was
    granted; empty only with an exception.
    """

    application: UUID
    need: UUID
    rung: Rung
    until: date | None
    review_on: date | None
    lasting: bool
    exception: Ground | None
    personal_budget: bool = False
    cost_cents_per_week: int | None = None
    starts_on: date | None = None
    granted_through: date | None = None
    times_per_week: int | None = None
    why_not_lower: Record = ()

    @property
    def through(self) -> date:
        """The last day for which its euros were told: then it ends, or is looked at again."""
        return self.granted_through or self.until or self.review_on or date.max

    def holds_on(self, day: date) -> bool:
        """Whether support may still be agreed under it."""
        return self.until is None or day <= self.until

    def affords(self, cents_per_week: int) -> bool:
        """Whether support at this price stays within what was granted."""
        return self.cost_cents_per_week is None or cents_per_week <= self.cost_cents_per_week

    def cents_for(self, times_per_week: int | None) -> int | None:
        """What a week may cost in which it comes so often; None where no amount was kept."""
        if self.cost_cents_per_week is None or not (self.times_per_week and times_per_week):
            return self.cost_cents_per_week
        return cents_of(self.cost_cents_per_week, times_per_week, self.times_per_week)

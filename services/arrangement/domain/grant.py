"""What a plan keeps of a granted application: without it nothing stands on rungs 4 and 5."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.words import Ground, Rung


@dataclass(frozen=True)
class Grant:
    """For one need on one rung, in kind or as a personal budget. `until` or `review_on` is set, always.
    At most `times_per_week`, where the application named it; else as often as the need asks.
    """

    application: UUID
    need: UUID
    rung: Rung
    until: date | None
    review_on: date | None
    lasting: bool
    exception: Ground | None
    personal_budget: bool = False
    times_per_week: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether support may still be agreed under it."""
        return self.until is None or day <= self.until

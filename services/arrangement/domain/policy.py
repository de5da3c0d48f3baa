"""The terms that a municipality sets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from libs.contracts.words import Urgency

COVER_DAYS = MappingProxyType({Urgency.ROUTINE: 42, Urgency.SOON: 21, Urgency.URGENT: 7, Urgency.ACUTE: 1})


@dataclass(frozen=True)
class Policy:
    """`cover_days`: how long a need may go without support. The other terms count from the decision they follow."""

    cover_days: Mapping[Urgency, int] = field(default_factory=lambda: COVER_DAYS)
    review_after: timedelta = timedelta(weeks=6)
    follow_up_after: timedelta = timedelta(weeks=4)
    lasting_review_after: timedelta = timedelta(weeks=26)
    #: A running indication is talked about before it ends, not after.
    review_before_end: timedelta = timedelta(weeks=4)

    def cover_within(self, urgency: Urgency) -> timedelta:
        """From the moment a need is without support."""
        return timedelta(days=self.cover_days[urgency])

"""The terms that a municipality sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from libs.contracts.words import Urgency


@dataclass(frozen=True)
class Policy:
    """One version of them. `cover`: how long a need may go without support. The others count from what they follow."""

    version: str
    holds_from: date
    content_hash: str
    cover: Mapping[Urgency, timedelta]
    review_after: timedelta
    follow_up_after: timedelta
    lasting_review_after: timedelta
    #: A running indication is talked about before it ends, not after.
    review_before_end: timedelta

    def cover_within(self, urgency: Urgency) -> timedelta:
        """From the moment a need is without support."""
        return self.cover[urgency]

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every plan that it decided."""
        return f"{self.version}:{self.content_hash}"

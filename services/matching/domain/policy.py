"""What a municipality may set without code: how criteria weigh, and how long a proposal waits for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from libs.contracts.words import Urgency

CRITERIA = ("distance", "times", "skills", "language", "load")


@dataclass(frozen=True)
class Policy:
    """One version of it. `weights` are by criterion; further than `far_km` away is as far as can be."""

    version: str
    holds_from: date
    content_hash: str
    weights: Mapping[str, int]
    terms: Mapping[Urgency, timedelta]
    far_km: float

    def term(self, urgency: Urgency) -> timedelta:
        """How long a proposal for such a need waits for its answers."""
        return self.terms[urgency]

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every proposal that it decided."""
        return f"{self.version}:{self.content_hash}"

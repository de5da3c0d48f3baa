"""What a municipality may set without code: how criteria weigh, and how long a proposal waits for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from libs.contracts.words import Urgency
from services.matching.domain.area import Breadth

CRITERIA = ("distance", "times", "skills", "language", "load", "continuity")


@dataclass(frozen=True)
class Assignment:
    """How an area is assigned at once.

    `waits`: how long a need may wait for the next round, by urgency; none: answered at once. `every`: how often
    there is a round in an area where a need waits. `keep`: points that an offer nobody has answered is worth as it is.
    """

    waits: Mapping[Urgency, timedelta]
    every: timedelta
    area: Breadth
    keep: int


@dataclass(frozen=True)
class Policy:
    """One version of it. `weights` are by criterion; further than `far_km` away is as far as can be."""

    version: str
    holds_from: date
    content_hash: str
    weights: Mapping[str, int]
    terms: Mapping[Urgency, timedelta]
    far_km: float
    assignment: Assignment

    def term(self, urgency: Urgency) -> timedelta:
        """How long a proposal for such a need waits for its answers."""
        return self.terms[urgency]

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every proposal that it decided."""
        return f"{self.version}:{self.content_hash}"

"""What a municipality may set without code: how criteria weigh, and how long a proposal waits for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from libs.contracts.words import Urgency

CRITERIA = ("distance", "times", "skills", "language", "load")


@dataclass(frozen=True)
class Rings:
    """Residents who help one another in a circle of `max_length` at most.

    Looked for once in every period, among at least `minimum_needs` of a neighbourhood; `minimum_score` (0 to 1) is how
    well a contribution must suit; `answer` the time that people must have for it, `attempts` how many rings a need is
    put into, `weight` what giving back counts beside the criteria. `value_of_need` and `value_of_score` choose among
    rings that exclude one another; `links_per_need` and `most_circles` bound what is looked at.
    """

    every: timedelta
    max_length: int
    minimum_needs: int
    minimum_score: float
    answer: timedelta
    attempts: int
    weight: int
    value_of_need: int
    value_of_score: int
    links_per_need: int
    most_circles: int


@dataclass(frozen=True)
class Policy:
    """One version of it. `weights` are by criterion; further than `far_km` away is as far as can be."""

    version: str
    holds_from: date
    content_hash: str
    weights: Mapping[str, int]
    terms: Mapping[Urgency, timedelta]
    far_km: float
    rings: Rings

    def term(self, urgency: Urgency) -> timedelta:
        """How long a proposal for such a need waits for its answers."""
        return self.terms[urgency]

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every proposal that it decided."""
        return f"{self.version}:{self.content_hash}"

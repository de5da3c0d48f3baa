"""What a municipality may set without code: when policy suggests complex, and how much advice is given at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Policy:
    """One version of it. Complex is suggested at `complex_domains` domains scored `complex_score` or lower."""

    version: str
    holds_from: date
    content_hash: str
    complex_score: int
    complex_domains: int
    advised_at_most: int

    def suggests_complex(self, scores: Mapping[LifeDomain, int]) -> bool:
        """A suggestion only: the adviser's word wins. `scores` is the latest per domain."""
        return sum(score <= self.complex_score for score in scores.values()) >= self.complex_domains

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every clarification that it weighed."""
        return f"{self.version}:{self.content_hash}"

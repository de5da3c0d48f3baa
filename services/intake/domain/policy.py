"""What a municipality may set without code: when policy suggests complex, and how much advice is given at once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Policy:
    """Immutable. Complex is suggested at `complex_domains` domains scored `complex_score` or lower."""

    version: str
    complex_score: int
    complex_domains: int
    advised_at_most: int

    def __post_init__(self) -> None:
        if not 1 <= self.complex_score <= 5:
            raise ValueError("complex_score is a self-reliance score from 1 to 5")
        if not 1 <= self.complex_domains <= len(LifeDomain):
            raise ValueError(f"complex_domains is a number of life domains from 1 to {len(LifeDomain)}")
        if self.advised_at_most < 1:
            raise ValueError("advised_at_most must be above 0")

    def suggests_complex(self, scores: Mapping[LifeDomain, int]) -> bool:
        """A suggestion only: the adviser's word wins. `scores` is the latest per domain."""
        return sum(score <= self.complex_score for score in scores.values()) >= self.complex_domains

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every clarification that it weighed."""
        content = json.dumps(asdict(self), sort_keys=True).encode()
        return f"{self.version}:{hashlib.sha256(content).hexdigest()[:16]}"

"""What a municipality may set without code: how criteria weigh, and how long a proposal waits for an answer."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from libs.contracts.words import Urgency

CRITERIA = ("distance", "times", "skills", "language", "load")


@dataclass(frozen=True)
class Policy:
    """Immutable. `weights` per criterion, whole numbers; `term_hours` per urgency; `far_km` is as far as counts."""

    version: str
    weights: Mapping[str, int]
    term_hours: Mapping[Urgency, int]
    far_km: float

    def __post_init__(self) -> None:
        if set(self.weights) != set(CRITERIA) or min(self.weights.values()) < 0 or not any(self.weights.values()):
            raise ValueError(f"weights must be whole numbers from 0 for {', '.join(CRITERIA)}, not all 0")
        if set(self.term_hours) != set(Urgency) or min(self.term_hours.values()) <= 0:
            raise ValueError(f"term_hours must be above 0 for {', '.join(Urgency)}")
        if self.far_km <= 0:
            raise ValueError("far_km must be above 0")

    def term(self, urgency: Urgency) -> timedelta:
        """How long a proposal for such a need waits for its answers."""
        return timedelta(hours=self.term_hours[urgency])

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every proposal that it decided."""
        content = json.dumps(asdict(self), sort_keys=True).encode()
        return f"{self.version}:{hashlib.sha256(content).hexdigest()[:16]}"

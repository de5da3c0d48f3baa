"""What stands in a file with matching's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.words import Urgency
from libs.delivery import policies
from services.matching.domain.policy import CRITERIA, Policy


class PolicyFile(policies.PolicyFile[Policy]):
    """Every criterion and every urgency must be there."""

    far_km: float = Field(gt=0)
    weights: dict[str, Annotated[int, Field(ge=0)]]
    term_hours: dict[Urgency, Annotated[float, Field(gt=0)]]

    @model_validator(mode="after")
    def _complete(self) -> "PolicyFile":
        if set(self.weights) != set(CRITERIA) or not any(self.weights.values()):
            raise ValueError(f"weights must be there for {', '.join(CRITERIA)} and nothing else, and not all be 0")
        if missing := set(Urgency) - set(self.term_hours):
            raise ValueError(f"term_hours says nothing about {', '.join(sorted(missing))}")
        return self

    def policy(self, content_hash: str) -> Policy:
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            weights=self.weights,
            terms={urgency: timedelta(hours=hours) for urgency, hours in self.term_hours.items()},
            far_km=self.far_km,
        )

"""What stands in a file with matching's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.words import Urgency
from libs.delivery import policies
from services.matching.domain.area import Breadth
from services.matching.domain.policy import CRITERIA, Assignment, Policy


class AssignmentTable(policies.Table):
    """Only what is not urgent can be told to wait: the others are answered at once."""

    wait_hours: dict[Urgency, Annotated[float, Field(ge=0, le=720)]]
    every_hours: float = Field(ge=0.25, le=168)
    area: Breadth
    keep: int = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _fits(self) -> "AssignmentTable":
        if missing := set(Urgency) - set(self.wait_hours):
            raise ValueError(f"wait_hours says nothing about {', '.join(sorted(missing))}")
        if self.wait_hours[Urgency.URGENT] or self.wait_hours[Urgency.ACUTE]:
            raise ValueError("wait_hours must be 0 for urgent and acute: they never wait for a round")
        return self

    def assignment(self) -> Assignment:
        waits = {urgency: timedelta(hours=hours) for urgency, hours in self.wait_hours.items()}
        return Assignment(waits, timedelta(hours=self.every_hours), self.area, self.keep)


class PolicyFile(policies.PolicyFile[Policy]):
    """Every criterion and every urgency must be there."""

    far_km: float = Field(gt=0)
    weights: dict[str, Annotated[int, Field(ge=0)]]
    term_hours: dict[Urgency, Annotated[float, Field(gt=0)]]
    assignment: AssignmentTable

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
            assignment=self.assignment.assignment(),
        )

"""What stands under `assignment` in a file with matching's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.words import Urgency
from libs.delivery import policies
from services.matching.domain.area import Breadth
from services.matching.domain.assignment_rules import AssignmentRules


class AssignmentTable(policies.Table):
    """Only what is not urgent can be told to wait: the others are answered at once."""

    wait_hours: dict[Urgency, Annotated[float, Field(ge=0, le=720)]]
    every_hours: float = Field(ge=0.25, le=24)
    area: Breadth
    keep: int = Field(ge=0, le=100)

    @model_validator(mode="after")
    def _fits(self) -> "AssignmentTable":
        if missing := set(Urgency) - set(self.wait_hours):
            raise ValueError(f"wait_hours says nothing about {', '.join(sorted(missing))}")
        if self.wait_hours[Urgency.URGENT] or self.wait_hours[Urgency.ACUTE]:
            raise ValueError("wait_hours must be 0 for urgent and acute: they never wait for a round")
        return self

    def rules(self) -> AssignmentRules:
        waits = {urgency: timedelta(hours=hours) for urgency, hours in self.wait_hours.items() if hours}
        return AssignmentRules(waits, timedelta(hours=self.every_hours), self.area, self.keep)

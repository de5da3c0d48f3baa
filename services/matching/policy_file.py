"""What stands in a file with matching's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.words import Urgency
from libs.delivery import policies
from services.matching.domain.policy import CRITERIA, PointsPolicy, Policy

Days = Annotated[int, Field(ge=1, le=3_650)]


class PointsTable(policies.Table):
    """The rules of the ledger: what is earned by giving, and what an account may hold."""

    per_occasion: int = Field(ge=0, le=1_000)
    lowest: int = Field(ge=-1_000, le=0)
    highest: int = Field(ge=1, le=1_000_000)
    unused_days: Days
    warning_days: Days
    voucher_days: Days

    @model_validator(mode="after")
    def _in_time(self) -> "PointsTable":
        if self.warning_days >= self.unused_days:
            raise ValueError("warning_days must be fewer than unused_days: it is told before, not afterwards")
        return self

    def policy(self) -> PointsPolicy:
        return PointsPolicy(
            per_occasion=self.per_occasion,
            lowest=self.lowest,
            highest=self.highest,
            unused=timedelta(days=self.unused_days),
            warning=timedelta(days=self.warning_days),
            voucher=timedelta(days=self.voucher_days),
        )


class PolicyFile(policies.PolicyFile[Policy]):
    """Every criterion and every urgency must be there."""

    far_km: float = Field(gt=0)
    weights: dict[str, Annotated[int, Field(ge=0)]]
    term_hours: dict[Urgency, Annotated[float, Field(gt=0)]]
    points: PointsTable

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
            points=self.points.policy(),
        )

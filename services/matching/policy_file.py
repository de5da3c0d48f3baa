"""What stands in a file with matching's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.words import Urgency
from libs.delivery import policies
from services.matching.domain.gap import GapRules
from services.matching.domain.policy import CRITERIA, Policy


class Gaps(policies.Table):
    """Fewer cases than three could be pointed at, whatever a municipality would like to know."""

    enough: int = Field(ge=3, le=1_000)
    grows_by_percent: int = Field(ge=1, le=1_000)
    period_weeks: int = Field(ge=1, le=52)
    certificate_ends_days: int = Field(ge=0, le=730)

    def rules(self) -> GapRules:
        return GapRules(
            enough=self.enough,
            grows_by_percent=self.grows_by_percent,
            period=timedelta(weeks=self.period_weeks),
            certificate_ends=timedelta(days=self.certificate_ends_days),
        )


class Lighter(policies.Table):
    needs_per_place: int = Field(ge=0, le=100)


class PolicyFile(policies.PolicyFile[Policy]):
    """Every criterion and every urgency must be there."""

    far_km: float = Field(gt=0)
    weights: dict[str, Annotated[int, Field(ge=0)]]
    term_hours: dict[Urgency, Annotated[float, Field(gt=0)]]
    gaps: Gaps
    lighter: Lighter

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
            gaps=self.gaps.rules(),
            lighter_per_place=self.lighter.needs_per_place,
        )

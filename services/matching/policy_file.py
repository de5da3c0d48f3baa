"""What stands in a file with matching's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.needs import Code
from libs.contracts.words import Category, Urgency
from libs.delivery import policies
from services.matching.assignment_policy import AssignmentTable
from services.matching.bundle_policy import BundlesTable
from services.matching.domain.assignment_rules import AssignmentRules
from services.matching.domain.bundle_rules import BundleRules
from services.matching.domain.gap import GapRules
from services.matching.domain.policy import CRITERIA, PointsPolicy, Policy, Rings


class RingsTable(policies.Table):
    """When residents are asked to help one another in a circle."""

    every_hours: float = Field(ge=0.01, le=10_000)
    max_length: int = Field(ge=2, le=4)
    minimum_needs: int = Field(ge=2)
    minimum_score: float = Field(ge=0, le=1)
    answer_hours: float = Field(ge=0, le=10_000)
    attempts: int = Field(ge=1)
    weight: int = Field(ge=0)
    value_of_need: int = Field(ge=1, le=1_000_000)
    value_of_score: int = Field(ge=0, le=1_000_000)
    links_per_need: int = Field(ge=1, le=1_000)
    most_circles: int = Field(ge=1, le=1_000_000)

    def rings(self) -> Rings:
        told = self.model_dump(exclude={"every_hours", "answer_hours"})
        return Rings(every=timedelta(hours=self.every_hours), answer=timedelta(hours=self.answer_hours), **told)


Weight = Annotated[int, Field(ge=0, le=1_000)]


class Supply(policies.Table):
    """Who may be asked for what."""

    nearby_km: float = Field(gt=0)
    trained_skills: tuple[Code, ...]


class Choice(policies.Table):
    """When several suit equally well."""

    margin: int = Field(ge=0, le=100)
    most: int = Field(ge=0, le=20)


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
    """Every criterion and every urgency must be there. Under `weights` a category may have some of its own."""

    far_km: float = Field(gt=0)
    weights: dict[str, Weight | dict[str, Weight]]
    supply: Supply
    choice: Choice
    term_hours: dict[Urgency, Annotated[float, Field(gt=0)]]
    gaps: Gaps
    lighter: Lighter
    bundles: BundlesTable | None = None
    assignment: AssignmentTable | None = None
    rings: RingsTable
    points: PointsTable

    @model_validator(mode="after")
    def _complete(self) -> "PolicyFile":
        usual, own = self._weights()
        if set(usual) != set(CRITERIA) or not any(usual.values()):
            raise ValueError(
                f"weights must be there for {', '.join(CRITERIA)}, not all 0, and else for categories only"
            )
        for category, weights in own.items():
            if category not in set(Category):
                raise ValueError(f"weights.{category}: not a category; use one of {', '.join(Category)}")
            if strange := sorted(set(weights) - set(CRITERIA)):
                raise ValueError(f"weights.{category} has {', '.join(strange)}: use {', '.join(CRITERIA)}")
            if not any((usual | weights).values()):
                raise ValueError(f"weights.{category}: not all may be 0")
        if missing := set(Urgency) - set(self.term_hours):
            raise ValueError(f"term_hours says nothing about {', '.join(sorted(missing))}")
        return self

    def _weights(self) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
        """By criterion, and by category what differs there."""
        usual = {name: weight for name, weight in self.weights.items() if isinstance(weight, int)}
        return usual, {name: own for name, own in self.weights.items() if not isinstance(own, int)}

    def policy(self, content_hash: str) -> Policy:
        usual, own = self._weights()
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            weights=usual,
            weights_of={Category(category): usual | weights for category, weights in own.items()},
            terms={urgency: timedelta(hours=hours) for urgency, hours in self.term_hours.items()},
            far_km=self.far_km,
            nearby_km=self.supply.nearby_km,
            trained_skills=frozenset(self.supply.trained_skills),
            margin=self.choice.margin,
            choices=self.choice.most,
            gaps=self.gaps.rules(),
            lighter_per_place=self.lighter.needs_per_place,
            bundles=self.bundles.rules() if self.bundles else BundleRules(),
            assignment=self.assignment.rules() if self.assignment else AssignmentRules(),
            rings=self.rings.rings(),
            points=self.points.policy(),
        )

"""What a municipality may set without code: how criteria weigh, and how long a proposal waits for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from libs.contracts.words import Category, Urgency
from services.matching.domain.assignment_rules import AssignmentRules
from services.matching.domain.bundle_rules import BundleRules
from services.matching.domain.gap import GapRules

CRITERIA = ("distance", "times", "skills", "language", "load", "wishes", "continuity")


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
class PointsPolicy:
    """What is earned, and what an account may hold. No need is ever decided by it.

    `per_occasion`: points for each time a week that somebody gives; `lowest`, `highest`: what a resident or volunteer
    may hold; `unused`, `warning`, `voucher`: after how long points expire, how long before it is told, and how long
    a voucher holds when its issuer sets no day.
    """

    per_occasion: int
    lowest: int
    highest: int
    unused: timedelta
    warning: timedelta
    voucher: timedelta


@dataclass(frozen=True)
class Policy:
    """One version of it. `weights` are by criterion, `weights_of` by category where it has its own; further than
    `far_km` away is as far as can be, and what is wanted nearby is within `nearby_km`. `trained_skills`: of which
    people must have the training by name. Candidates that score within `margin` hundredths of the best suit equally
    well; at most `choices` of them are named to the resident. `lighter_per_place`: for so many needs per free place it
    is told that an offering would be lighter.
    """

    version: str
    holds_from: date
    content_hash: str
    weights: Mapping[str, int]
    terms: Mapping[Urgency, timedelta]
    far_km: float
    nearby_km: float
    weights_of: Mapping[Category, Mapping[str, int]]
    trained_skills: frozenset[str]
    margin: int
    choices: int
    gaps: GapRules
    lighter_per_place: int
    rings: Rings
    points: PointsPolicy
    bundles: BundleRules = field(default_factory=BundleRules)
    assignment: AssignmentRules = field(default_factory=AssignmentRules)

    def weighs(self, category: Category) -> Mapping[str, int]:
        """How the criteria weigh for needs of this category."""
        return self.weights_of.get(category, self.weights)

    def term(self, urgency: Urgency) -> timedelta:
        """How long a proposal for such a need waits for its answers."""
        return self.terms[urgency]

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every proposal that it decided."""
        return f"{self.version}:{self.content_hash}"

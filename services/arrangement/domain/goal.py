"""A goal: a wished result, as a target on one life domain. Its words stay with intake."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Goal:
    """`target_score`: 1 acute problem ... 5 fully self-reliant. `met_before`: met, but before the case was reopened,
    which says nothing yet about support that runs now.
    """

    id: UUID
    domain: LifeDomain
    target_score: int
    met: bool = False
    met_before: bool = False

    def looked_at(self, scores: Mapping[LifeDomain, int], named: Collection[UUID] = ()) -> "Goal":
        """Met where it is named so; not any more where its domain is scored below the target. Else as it was."""
        if self.id in named:
            return replace(self, met=True, met_before=False)
        if scores.get(self.domain, self.target_score) < self.target_score:
            return replace(self, met=False, met_before=False)
        return self

    def reopened(self) -> "Goal":
        """With its case."""
        return replace(self, met_before=self.met)

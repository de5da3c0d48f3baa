"""A goal: a wished result, as a target on one life domain. Its words stay with intake."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Goal:
    """`target_score`: 1 acute problem ... 5 fully self-reliant. `met_in`: the review that first found it met, as it is
    now. `met_before`: met, but before the case was reopened, which says nothing yet about support that runs now.
    `dropped`: why nobody aims at it any more.
    """

    id: UUID
    domain: LifeDomain
    target_score: int
    met: bool = False
    met_before: bool = False
    met_in: UUID | None = None
    dropped: str | None = None

    def looked_at(
        self, scores: Mapping[LifeDomain, int], named: Collection[UUID] = (), review: UUID | None = None
    ) -> "Goal":
        """Met where it is named so; not any more where its domain is scored below the target. Else as it was."""
        if self.id in named:
            still = self.met and not self.met_before
            return replace(self, met=True, met_before=False, met_in=self.met_in if still else review)
        if scores.get(self.domain, self.target_score) < self.target_score:
            return replace(self, met=False, met_before=False, met_in=None)
        return self

    def reopened(self) -> "Goal":
        """With its case."""
        return replace(self, met_before=self.met)


def aimed_at(goals: Iterable[Goal]) -> list[Goal]:
    """Without those that were dropped."""
    return [goal for goal in goals if not goal.dropped]

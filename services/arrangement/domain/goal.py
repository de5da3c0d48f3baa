"""A goal: a wished result, as a target on one life domain. Its words stay with intake."""

from dataclasses import dataclass
from uuid import UUID

from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Goal:
    """`target_score`: 1 acute problem ... 5 fully self-reliant."""

    id: UUID
    domain: LifeDomain
    target_score: int
    met: bool = False

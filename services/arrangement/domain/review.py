"""A review: the agreed moment at which goals, scores and items are looked at again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Review:
    """`scores` 1 ... 5, of the domains that were discussed."""

    id: UUID
    reviewed_on: date
    scores: Mapping[LifeDomain, int]
    goals_met: tuple[UUID, ...] = ()
    satisfied: bool | None = None

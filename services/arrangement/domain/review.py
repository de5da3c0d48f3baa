"""A review: the agreed moment at which goals, scores and items are looked at again; a check-in, light, in between."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.carers import Burden
from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Review:
    """`scores` 1 ... 5, of the domains that were discussed; `well_being` 0 ... 10; `carer` how a carer bears it.

    `planned_on` is the planned moment that it answers, `held_by` who held it, where they said so; `next_named` whether
    they named the day of the next (None: that was not kept).
    """

    id: UUID
    reviewed_on: date
    scores: Mapping[LifeDomain, int]
    goals_met: tuple[UUID, ...] = ()
    well_being: int | None = None
    carer: Burden | None = None
    planned_on: date | None = None
    held_by: UUID | None = None
    next_named: bool | None = None

    @property
    def says_something(self) -> bool:
        """Of how the resident is doing."""
        return bool(self.scores or self.goals_met) or self.well_being is not None


@dataclass(frozen=True)
class Clarified:
    """The scores of a later clarification, of the domains that had one before."""

    on: date
    scores: Mapping[LifeDomain, int]


@dataclass(frozen=True)
class CheckIn:
    """A finger on the pulse: whether there is a worry, and the two short questions of a review."""

    id: UUID
    on: date
    worry: bool = False
    well_being: int | None = None
    carer: Burden | None = None
    held_by: UUID | None = None

"""What a simple question is answered with: the free part of the catalogue, as matching tells of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Rung

#: Up to here an offering is freely accessible; above it an application is needed, never mere advice.
FREE_UP_TO = Rung.GENERAL_PROVISION

#: Kilometres between two neighbourhoods; None when either is unknown, or nobody said where it lies.
Distance = Callable[[str, str], float | None]


@dataclass(frozen=True, slots=True)
class Offering:
    """`serves` is empty for the whole municipality."""

    id: UUID
    rung: Rung
    categories: tuple[Category, ...]
    serves: tuple[str, ...]
    capacity: int

    @property
    def advisable(self) -> bool:
        return self.rung <= FREE_UP_TO and self.capacity > 0


def fitting(offerings: Iterable[Offering], neighbourhood: str, kilometres: Distance) -> list[Offering]:
    """Those that serve the neighbourhood, lightest rung first; when none does, all others, the nearest first."""
    free = [each for each in offerings if each.advisable]
    own = [each for each in free if not each.serves or neighbourhood in each.serves]
    if own:
        return sorted(own, key=lambda each: (not each.serves, each.rung, each.id))

    def nearest(each: Offering) -> float:
        distances = (kilometres(neighbourhood, served) for served in each.serves)
        return min((distance for distance in distances if distance is not None), default=float("inf"))

    return sorted(free, key=lambda each: (nearest(each), each.rung, each.id))


def advised(chosen: Sequence[UUID], found: Sequence[Offering], at_most: int) -> tuple[UUID, ...]:
    """What the helpdesk chose, which must be in the catalogue; else the first that were found."""
    if not chosen:
        return tuple(each.id for each in found[:at_most])
    known = {each.id for each in found}
    for each in chosen:
        if each not in known:
            raise Refused(
                "offering-not-advisable", f"Offering {each} is not freely accessible in this category. Choose another."
            )
    return tuple(dict.fromkeys(chosen))

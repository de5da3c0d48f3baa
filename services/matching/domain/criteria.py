"""What is asked of the catalogue, and what answers it."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from libs.contracts.words import Category, Rung
from services.matching.domain.offering import Offering
from services.matching.domain.week import Opening, Window


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """All of them are met by what is found; None asks nothing.

    `neighbourhood`: from where it is seen; `within_km`: as far away at most, which leaves out what has no known place;
    `hours`: of the week, in which it says one of `openings`; `age`: in years, of whom it is for; `free`: a place is;
    `to_all`: what is not for everybody's eyes is left out.
    """

    words: str | None = None
    category: Category | None = None
    rung: Rung | None = None
    neighbourhood: str | None = None
    within_km: float | None = None
    hours: tuple[Window, ...] | None = None
    openings: tuple[Opening, ...] = (Opening.OPEN, Opening.BY_AGREEMENT)
    age: int | None = None
    language: str | None = None
    free: bool = False
    to_all: bool = False


class Mark(NamedTuple):
    """Where an entry stands among those that are found.

    `step`: of its neighbourhood; `unlike`: 0 where no words were asked, lower for what fits them better.
    """

    step: int
    unlike: int
    metres: int
    id: UUID


#: In metres, of what has no known place: further than anything on earth.
NOWHERE = 2_000_000_000
#: Of what fits words as well as can be.
ALIKE = -1_000_000
#: Before every entry.
START = Mark(-1, ALIKE, -1, UUID(int=0))


class Found(NamedTuple):
    """An entry with where it stands, and what its hours say to those that were asked for."""

    offering: Offering
    mark: Mark
    opening: Opening | None

    @property
    def kilometres(self) -> float | None:
        return None if self.mark.metres == NOWHERE else self.mark.metres / 1_000

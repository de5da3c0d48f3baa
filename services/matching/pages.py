"""The pages of the catalogue, and the cursors between them."""

from typing import NamedTuple
from uuid import UUID

from libs.contracts.places import Places
from libs.contracts.words import Category, Rung
from libs.delivery.pages import FIRST, cut
from services.matching import store
from services.matching.domain.offering import Offering
from services.matching.store import Db

#: The rank of whatever has no place among the neighbourhoods.
LAST = 1_000


class Place(NamedTuple):
    """Where a page of the catalogue goes on: whether it was widened, how far away, and after which entry."""

    widened: bool = False
    rank: int = -1
    id: UUID = FIRST

    def __str__(self) -> str:
        return f"{'wide' if self.widened else 'own'}.{self.rank}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ValueError when it is not one of ours."""
        breadth, rank, id_ = text.split(".")
        if not -1 <= int(rank) <= LAST:
            raise ValueError(rank)
        return cls(breadth == "wide", int(rank), UUID(id_))


class Found(NamedTuple):
    """A page of the catalogue. `widened`: nothing reaches the own neighbourhood, these are the others."""

    offerings: list[Offering]
    widened: bool
    next: Place | None


async def search(
    db: Db,
    places: Places,
    words: str | None,
    category: Category | None,
    rung: Rung | None,
    neighbourhood: str | None,
    after: Place | None,
    limit: int,
) -> Found:
    """Nearest first, seen from the neighbourhood."""
    near = _nearest_first(places, neighbourhood)
    at = after or Place()

    async def page(own: str | None, widened: bool) -> Found:
        found = await store.search_offerings(db, words, category, rung, own, near, (at.rank, at.id), limit + 1)
        entries, last = cut(found, limit)
        return Found([offering for offering, _ in entries], widened, last and Place(widened, last[1], last[0].id))

    if neighbourhood is None or at.widened:
        return await page(None, at.widened)
    found = await page(neighbourhood, widened=False)
    return found if found.offerings or after is not None else await page(None, widened=True)


def _nearest_first(places: Places, neighbourhood: str | None) -> list[str]:
    if neighbourhood is None:
        return []
    distances = {code: places.kilometres(neighbourhood, code) for code in places.by_code}
    return sorted(places.by_code, key=lambda code: (distances[code] is None, distances[code] or 0.0, code))

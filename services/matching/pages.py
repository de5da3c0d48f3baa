"""The pages of the catalogue, and the cursors between them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from libs.contracts.places import Places
from libs.delivery.pages import cut
from libs.delivery.problems import Problem
from services.matching import store
from services.matching.domain.criteria import ALIKE, NOWHERE, START, Criteria, Found, Mark
from services.matching.domain.reach import Reach, areas, steps
from services.matching.store.base import Database

#: The step of a neighbourhood that the municipality's file no longer has.
LAST = 1_000_000


class Cursor(NamedTuple):
    """Where a list goes on: it stays as wide as its first page was, so that all pages together are one list."""

    reach: Reach | None
    after: Mark

    def __str__(self) -> str:
        step, unlike, metres, id_ = self.after
        return f"{self.reach or 'all'}.{step}.{-unlike}.{metres}.{id_}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises ValueError when it is not one of ours."""
        reach, step, like, metres, id_ = text.split(".")
        mark = Mark(int(step), -int(like), int(metres), UUID(id_))
        if not (0 <= mark.step <= LAST and ALIKE <= mark.unlike <= 0 and 0 <= mark.metres <= NOWHERE):
            raise ValueError(text)
        return cls(None if reach == "all" else Reach(reach), mark)


class CataloguePage(NamedTuple):
    """`reach`: how wide had to be looked; None when nobody said where to look from."""

    found: Sequence[Found]
    reach: Reach | None
    next: Cursor | None


async def search(db: Database, places: Places, asked: Criteria, after: str | None, limit: int) -> CataloguePage:
    """The nearest first. When nothing that is asked reaches the own neighbourhood, wider, step by step.

    Raises 400 for what is no cursor, or one of another question.
    """
    home = asked.neighbourhood
    wide = areas(places, home)
    at = places.by_code.get(home) if home else None
    order = steps(places, home, by_words=asked.words is not None)
    begin = START
    if after:
        try:
            reach, begin = Cursor.read(after)
            wide = {reach: wide[reach]}
        except (ValueError, KeyError):
            raise Problem(400, "bad-cursor", "Give `after` as it came with the page before.") from None
    page = CataloguePage((), None, None)
    for reach, area in wide.items():
        rows = await store.search_offerings(db, asked, area, at, order, begin, limit + 1)
        found, last = cut(rows, limit)
        page = CataloguePage(found, reach, Cursor(reach, last.mark) if last else None)
        if found:
            break
    return page

"""Lists are given in pages: how long one may be, and where the next one goes on."""

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

#: Before every id.
FIRST = UUID(int=0)
Limit = Annotated[int, Query(ge=1, le=500)]

C = TypeVar("C")
T = TypeVar("T")


class Page(BaseModel, Generic[C]):
    """What every page says beside what it lists. C is the cursor: an id, or a text to be given back as it came."""

    next: C | None = Field(description="Give as `after` for the next page; null on the last.")


def cut(found: Sequence[T], limit: int) -> tuple[Sequence[T], T | None]:
    """The page, and its last one if another page follows. `found` was asked for with `limit + 1`.

    So a last page that is just full is known to be the last.
    """
    page = found[:limit]
    return page, page[-1] if len(found) > limit else None

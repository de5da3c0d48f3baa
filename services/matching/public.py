"""The catalogue as everybody may see it, without a token; and as somebody with one does.

To all: what is offered, for whom, where and when. Not to all: who offers it, what they would rather not do, how far
they go, whether they are screened, what it costs the municipality, and how much of it is taken. What residents give is
not shown at all: who gives has a case, and in a small neighbourhood a skill and an hour are enough to know who.
"""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.words import Category, PartOfDay, Rung
from libs.delivery.pages import Page
from services.matching.domain.criteria import Criteria, Found
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.reach import Reach
from services.matching.domain.week import Opening
from services.matching.pages import CataloguePage
from services.matching.views import HoursView, OfferingView


class PublicOffering(BaseModel):
    """`latitude` and `longitude` are of organisations and service teams: a private person's would be their home."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Kind
    rung: Rung
    categories: tuple[Category, ...]
    title: str
    description: str
    neighbourhood: str
    serves: tuple[str, ...]
    parts_of_day: tuple[PartOfDay, ...]
    hours: tuple[HoursView, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    organisation: UUID | None
    latitude: float | None
    longitude: float | None
    minimum_age: int | None
    maximum_age: int | None

    @classmethod
    def of(cls, offering: Offering) -> "PublicOffering":
        view = cls.model_validate(offering)
        return view if offering.has_place_of_its_own else view.model_copy(update={"latitude": None, "longitude": None})


class Seen(BaseModel):
    """An entry as seen from where and when was asked."""

    kilometres: float | None = Field(
        description="From the centre of the neighbourhood, as the crow flies, to where it is; of a private person, and "
        "of what gives no coordinates, to the centre of its own neighbourhood. Null when either is not known."
    )
    opening: Opening | None = Field(description="At the hours that were asked for; null when none were.")
    free: bool = Field(description="A place is free.")


class FoundOffering(OfferingView, Seen):
    """For somebody with a token."""

    @classmethod
    def found(cls, it: Found) -> Self:
        return cls(**OfferingView.of(it.offering).model_dump(), **_seen(it))


class FoundByAll(PublicOffering, Seen):
    """For everybody."""

    @classmethod
    def found(cls, it: Found) -> Self:
        return cls(**PublicOffering.of(it.offering).model_dump(), **_seen(it))


def _seen(it: Found) -> dict[str, object]:
    return {"kilometres": it.kilometres, "opening": it.opening, "free": it.offering.free > 0}


class OfferingPage(Page[str]):
    """`neighbourhood`: from where was looked, null for nowhere; `reach`: how wide, since there was nothing nearer."""

    items: Sequence[FoundOffering | FoundByAll]
    neighbourhood: str | None
    reach: Reach | None

    @classmethod
    def of(cls, page: CataloguePage, asked: Criteria) -> Self:
        show = FoundByAll.found if asked.to_all else FoundOffering.found
        return cls(
            items=[show(each) for each in page.found],
            neighbourhood=asked.neighbourhood,
            reach=page.reach,
            next=str(page.next) if page.next else None,
        )

"""Areas: what is assigned at once is a neighbourhood, a district, or the whole municipality."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Places

#: Under which an area's id is made from its name.
_AREAS = UUID("0193f000-0000-7000-8000-000000000008")


class Breadth(StrEnum):
    NEIGHBOURHOOD = "neighbourhood"
    DISTRICT = "district"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Area:
    """`code` is a neighbourhood's or a district's; empty for the municipality."""

    breadth: Breadth
    code: str = ""

    @property
    def id(self) -> UUID:
        """The same for the same area, always."""
        return uuid5(_AREAS, str(self))

    def neighbourhoods(self, places: Places) -> list[str]:
        """The codes of those within it, sorted; empty when there is no such area. Where it is not known where somebody
        lives, they belong to the municipality.
        """
        if self.breadth is Breadth.MUNICIPALITY:
            return sorted({*places.by_code, UNKNOWN_NEIGHBOURHOOD})
        if self.breadth is Breadth.DISTRICT:
            return sorted(code for code, place in places.by_code.items() if place.district == self.code)
        return [self.code] if self.code in places.by_code else []

    @classmethod
    def read(cls, text: str) -> "Area":
        """What `str` made of one."""
        breadth, _, code = text.partition(":")
        return cls(Breadth(breadth), code)

    @classmethod
    def around(cls, neighbourhood: str, breadth: Breadth, places: Places) -> "Area":
        """The area of this breadth that the neighbourhood lies in; the municipality when it lies in none."""
        place = places.by_code.get(neighbourhood)
        if place is None or breadth is Breadth.MUNICIPALITY:
            return cls(Breadth.MUNICIPALITY)
        return cls(breadth, place.district if breadth is Breadth.DISTRICT else neighbourhood)

    def __str__(self) -> str:
        return f"{self.breadth}:{self.code}" if self.code else str(self.breadth)

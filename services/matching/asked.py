"""What may be asked of the catalogue over HTTP, with its limits."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from libs.contracts.needs import LanguageCode
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Neighbourhood
from libs.contracts.places import Places
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, PartOfDay, Rung
from services.matching.domain.criteria import Criteria
from services.matching.domain.week import Opening, windows
from services.matching.requests import STORABLE, ClockTime


class Search(BaseModel):
    """A question that we do not know is refused: a typing error must not widen a search in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    q: Annotated[str, StringConstraints(max_length=200, pattern=STORABLE)] | None = Field(
        default=None, description="Words, Dutch or English."
    )
    category: Category | None = None
    rung: Rung | None = None
    neighbourhood: Neighbourhood | None = None
    postcode: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3} ?[A-Za-z]{2}$")] | None = Field(
        default=None, description="Instead of the neighbourhood: `3731 KX`."
    )
    within_km: float | None = Field(
        default=None, ge=0, le=1_000, description="From the neighbourhood or the postcode, which has to be given."
    )
    open_on: int | None = Field(default=None, ge=1, le=7, description="1 is Monday, 7 is Sunday.")
    open_at: ClockTime | None = Field(default=None, description="Local time; without a day: on any day.")
    part_of_day: PartOfDay | None = None
    opening: tuple[Opening, ...] = Field(
        default=(Opening.OPEN, Opening.BY_AGREEMENT),
        max_length=3,
        description="Which are wanted, when hours are asked for: `open` then, `by_agreement` for what says no hours, "
        "`closed` to be told of those too.",
    )
    age: int | None = Field(default=None, ge=0, le=150, description="Of whom it is for, in years.")
    language: LanguageCode | None = None
    free: bool = Field(default=False, description="Only where a place is free.")
    after: str | None = Field(default=None, max_length=80)
    limit: int = Field(default=50, ge=1, le=500)

    @model_validator(mode="after")
    def _fits(self) -> "Search":
        if self.within_km is not None and self.neighbourhood is None and self.postcode is None:
            raise ValueError("say from where: give neighbourhood or postcode beside within_km")
        return self

    def criteria(self, places: Places, *, to_all: bool) -> Criteria:
        """Raises Refused for a neighbourhood that is not one of the municipality's."""
        return Criteria(
            words=self.q or None,
            category=self.category,
            rung=self.rung,
            neighbourhood=self._home(places),
            within_km=self.within_km,
            hours=windows(self.open_on, time.fromisoformat(self.open_at) if self.open_at else None, self.part_of_day),
            openings=self.opening,
            age=self.age,
            language=self.language,
            free=self.free,
            to_all=to_all,
        )

    def _home(self, places: Places) -> str | None:
        if self.neighbourhood is None:
            return places.neighbourhood(self.postcode) if self.postcode else None
        if self.neighbourhood not in {*places.by_code, UNKNOWN_NEIGHBOURHOOD}:
            known = ", ".join(sorted(places.by_code))
            raise Refused("neighbourhood-unknown", f"{self.neighbourhood}: use one of {known}.")
        return self.neighbourhood

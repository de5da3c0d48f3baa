"""The places that are free at this moment, as the needs before in the same batch left them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.places import Places
from libs.contracts.words import Category, Rung
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.policy import Policy


class Market:
    """Locked offerings. The one thing here that changes: `settle` books what a decision took or gave back."""

    def __init__(self, offerings: Iterable[Offering], places: Places, policy: Policy, now: datetime) -> None:
        self.policy, self.now = policy, now
        self._places = places
        self._offerings = {each.id: each for each in offerings}
        self._stalls: dict[tuple[Rung, Category], list[UUID]] = {}
        for each in self._offerings.values():
            for category in each.categories:
                self._stalls.setdefault((each.rung, category), []).append(each.id)
        self.moved: Counter[UUID] = Counter()

    @property
    def today(self) -> date:
        return day_of(self.now)

    def candidates(self, need: Need, rung: Rung) -> Iterator[Offering]:
        """All of this rung in the need's category, free or not; never what the resident gives themselves."""
        for id_ in self._stalls.get((rung, need.stated.category), ()):
            offering = self._offerings[id_]
            if not offering.withdrawn and offering.caseid != need.caseid:
                yield offering

    def kilometres(self, offering: Offering, need: Need) -> float | None:
        """Between the centres of their neighbourhoods; None when either has no known place."""
        return self._places.kilometres(offering.neighbourhood, need.neighbourhood)

    def settle(self, before: Need, after: Need) -> None:
        """Book the places that this decision took and gave back."""
        moved = Counter(after.held)
        moved.subtract(before.held)
        for id_, places in moved.items():
            if places:
                offering = self._offerings[id_]
                self._offerings[id_] = replace(offering, taken=offering.taken + places)
                self.moved[id_] += places

"""The places that are free at this moment, as the needs before in the same batch left them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.places import Places
from libs.contracts.words import Category, Rung
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.policy import Policy


class Market:
    """Locked offerings. The one thing here that changes: `settle` books what a decision took or gave back.

    `helping`: by case, the offerings that help its resident already.
    """

    def __init__(
        self,
        offerings: Iterable[Offering],
        places: Places,
        policy: Policy,
        now: datetime,
        helping: Mapping[UUID, frozenset[UUID]] = MappingProxyType({}),
    ) -> None:
        self.policy, self.now, self.helping = policy, now, helping
        self._places = places
        # by number: looking up ids is what costs, when everybody is weighed against everybody
        self._offerings = list({each.id: each for each in offerings}.values())
        self._numbers = {each.id: number for number, each in enumerate(self._offerings)}
        self._kilometres: dict[tuple[str, str], float | None] = {}
        self._givers = {each.caseid for each in self._offerings if each.caseid}
        self._stalls: dict[tuple[Rung, Category], list[int]] = {}
        for number, each in enumerate(self._offerings):
            for category in each.categories:
                self._stalls.setdefault((each.rung, category), []).append(number)
        self.moved: Counter[UUID] = Counter()

    @property
    def today(self) -> date:
        return day_of(self.now)

    def candidates(self, need: Need, rung: Rung) -> Iterator[Offering]:
        """All of this rung in the need's category, free or not; never what the resident gives themselves."""
        for number in self._stalls.get((rung, need.stated.category), ()):
            offering = self._offerings[number]
            if not offering.withdrawn and (offering.caseid is None or offering.caseid != need.caseid):
                yield offering

    def all(self) -> Iterable[Offering]:
        """Every offering, as the decisions so far left it."""
        return self._offerings

    def get(self, id_: UUID | None) -> Offering | None:
        """One offering as it is now; None when it is not among those that were locked."""
        number = self._numbers.get(id_) if id_ else None
        return None if number is None else self._offerings[number]

    def gives(self, caseid: UUID) -> bool:
        """Whether this case's resident gives something here themselves."""
        return caseid in self._givers

    def helps(self, offering: Offering, need: Need) -> bool:
        """Whether the resident is helped by this offering already, with this need or another."""
        return bool(self.helping) and offering.id in self.helping.get(need.caseid, ())

    def kilometres(self, offering: Offering, need: Need) -> float | None:
        """Between the centres of their neighbourhoods; None when either has no known place."""
        return self.between(offering.neighbourhood, need.neighbourhood)

    def between(self, one: str, other: str) -> float | None:
        """Kilometres between the centres of two neighbourhoods."""
        if (one, other) not in self._kilometres:
            self._kilometres[one, other] = self._places.kilometres(one, other)
        return self._kilometres[one, other]

    def settle(self, before: Need, after: Need) -> None:
        """Book the places that this decision took and gave back."""
        moved = Counter(after.held)
        moved.subtract(before.held)
        for id_, places in moved.items():
            if places:
                number = self._numbers[id_]
                offering = self._offerings[number]
                self._offerings[number] = replace(offering, taken=offering.taken + places)
                self.moved[id_] += places

"""The places that are free at this moment, as the needs before in the same batch left them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from libs.contracts.places import Places
from libs.contracts.words import Category, Rung, WhyNot
from services.matching.domain.moment import Moment
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.past import Past
from services.matching.domain.policy import Policy
from services.matching.domain.proposal import Candidate
from services.matching.domain.stall import Looked, Stall


@dataclass(frozen=True)
class Crowd:
    """Whom the store looked at for one need on one rung. `adequate`: who are in the market, to be decided upon.

    `others`: how many are not, by the reason; `nearest`: of those, the nearest by id. `whole`: nobody was left out.
    """

    adequate: tuple[UUID, ...] = ()
    others: Mapping[WhyNot, int] = field(default_factory=dict)
    nearest: tuple[Candidate, ...] = ()
    whole: bool = True


NOBODY = Crowd()


class Market(Moment):
    """Locked offerings. The one thing here that changes: `settle` books what a decision took or gave back."""

    def __init__(
        self,
        offerings: Iterable[Offering],
        places: Places,
        policy: Policy,
        now: datetime,
        crowds: Mapping[tuple[UUID, Rung], Crowd] | None = None,
        pasts: Mapping[UUID, Past] | None = None,
    ) -> None:
        """`crowds` by need and rung: without one all offerings are candidates. `pasts` by case."""
        super().__init__(places, policy, now, pasts)
        self._crowds = crowds or {}
        self._offerings = {each.id: each for each in offerings}
        self._standing: dict[tuple[Rung, Category], list[UUID]] = {}
        for each in self._offerings.values():
            for category in each.categories:
                self._standing.setdefault((each.rung, category), []).append(each.id)
        self._stalls: dict[tuple[Rung, Category], Stall] = {}
        self.moved: Counter[UUID] = Counter()

    def crowd(self, need: Need, rung: Rung) -> Crowd:
        """Who was looked at, and is not among the candidates."""
        return self._crowds.get((need.id, rung), NOBODY)

    @property
    def offerings(self) -> Iterable[Offering]:
        """All of them, as the decisions so far left them."""
        return self._offerings.values()

    def candidates(self, need: Need, rung: Rung) -> Iterator[Offering]:
        """Those of this rung in the need's category that are decided upon; never what the resident gives themselves."""
        crowd = self._crowds.get((need.id, rung))
        for id_ in self._standing.get((rung, need.stated.category), ()) if crowd is None else crowd.adequate:
            offering = self._offerings[id_]
            if not offering.withdrawn and offering.caseid != need.caseid:
                yield offering

    def stall(self, rung: Rung, category: Category) -> Stall:
        """All offerings of this rung in the category, also those that are no candidates of some need."""
        if (rung, category) not in self._stalls:
            standing = (self._offerings[id_] for id_ in self._standing.get((rung, category), ()))
            self._stalls[rung, category] = Stall(standing, category, self)
        return self._stalls[rung, category]

    def look_at(self, need: Need, rung: Rung, without: Iterable[UUID] = ()) -> Looked:
        """The candidates of a need on a rung, by what they do not meet.

        Whose place was given back here may have been full when the store looked: they are candidates too.
        """
        stall, crowd = self.stall(rung, need.stated.category), self._crowds.get((need.id, rung))
        out = stall.of_case(need.caseid) | stall.those(without)
        if crowd is None:
            return stall.look(need, stall.everybody & ~out)
        among = stall.those(crowd.adequate) & ~out
        freed = stall.those(id_ for id_, places in self.moved.items() if places < 0) & ~among & ~out
        adequate, missed = stall.look(need, among)
        # those that still cannot are among the others that the store counted
        return Looked(adequate | stall.look(need, freed).adequate, missed)

    def offering(self, id_: UUID | None) -> Offering | None:
        """Free or not, and also when it left the catalogue; None when it is not locked here."""
        return None if id_ is None else self._offerings.get(id_)

    def with_only(self, entry: Offering) -> "Market":
        """Another market, in which nothing else stands on this new entry's rung, and nothing on those above it."""
        crowds = {
            (need, rung): crowd if rung < entry.rung else Crowd((entry.id,) if rung == entry.rung else ())
            for (need, rung), crowd in self._crowds.items()
        }
        offerings = (*self._offerings.values(), entry)
        return Market(offerings, self.places, self.policy, self.now, crowds, self._pasts)

    def settle(self, before: Need, after: Need) -> None:
        """Book the places that this decision took and gave back."""
        moved = Counter(after.held)
        moved.subtract(before.held)
        for id_, times in moved.items():
            if times:
                self.book(id_, times * self._offerings[id_].places_for(after.stated))

    def book(self, id_: UUID, places: int) -> None:
        """So many places of this offering are taken, or given back where it is less than zero."""
        offering = self._offerings[id_]
        offering = self._offerings[id_] = replace(offering, taken=offering.taken + places)
        self.moved[id_] += places
        for category in offering.categories:
            if (offering.rung, category) in self._stalls:
                self._stalls[offering.rung, category].changed(offering)

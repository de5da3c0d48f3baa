"""The places that are free at this moment, as the needs before in the same batch left them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from uuid import UUID

from libs.contracts.calendar import AMSTERDAM, day_of
from libs.contracts.places import Places
from libs.contracts.words import Category, Rung, Urgency, WhyNot
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.past import Past
from services.matching.domain.policy import Policy
from services.matching.domain.proposal import Candidate


@dataclass(frozen=True)
class Crowd:
    """Whom the store looked at for one need on one rung. `adequate`: who are in the market, to be decided upon.

    `others`: how many are not, by the reason; `nearest`: of those, the nearest by id. `whole`: nobody was left out.
    """

    adequate: tuple[UUID, ...] = ()
    others: Mapping[WhyNot, int] = field(default_factory=dict)
    nearest: tuple[Candidate, ...] = ()
    whole: bool = True


NOBODY, NOTHING = Crowd(), Past()


class Market:
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
        self.policy, self.now = policy, now
        self._places, self._crowds, self._pasts = places, crowds or {}, pasts or {}
        self._offerings = {each.id: each for each in offerings}
        self._stalls: dict[tuple[Rung, Category], list[UUID]] = {}
        for each in self._offerings.values():
            for category in each.categories:
                self._stalls.setdefault((each.rung, category), []).append(each.id)
        self._kilometres: dict[tuple[str, str], float | None] = {}
        self.moved: Counter[UUID] = Counter()

    @cached_property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def local(self) -> tuple[int, time]:
        """The day of the week, 1 (Monday) to 7 (Sunday), and the time, in the resident's kitchen."""
        here = self.now.astimezone(AMSTERDAM)
        return here.isoweekday(), here.time()

    def through(self, need: Need) -> date:
        """The last day on which a proposal made now may wait for its answers."""
        return self._through[need.stated.urgency]

    @cached_property
    def _through(self) -> Mapping[Urgency, date]:
        return {urgency: day_of(self.now + self.policy.term(urgency)) for urgency in Urgency}

    def past(self, need: Need) -> Past:
        """What this need's case has seen before."""
        return self._pasts.get(need.caseid, NOTHING)

    def helped(self, offering: Offering, need: Need) -> bool:
        """Whether it helped in this case before, or does so now."""
        return offering.id in self.past(need).helped

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
        for id_ in self._stalls.get((rung, need.stated.category), ()) if crowd is None else crowd.adequate:
            offering = self._offerings[id_]
            if not offering.withdrawn and offering.caseid != need.caseid:
                yield offering

    def offering(self, id_: UUID | None) -> Offering | None:
        """Free or not, and also when it left the catalogue; None when it is not locked here."""
        return None if id_ is None else self._offerings.get(id_)

    def kilometres(self, offering: Offering, need: Need) -> float | None:
        """Between the centres of their neighbourhoods; None when either has no known place."""
        return self.between(offering.neighbourhood, need.neighbourhood)

    def between(self, one: str, other: str) -> float | None:
        """Kilometres between the centres of two neighbourhoods. Kept: a round asks it for all pairs of an area."""
        if (one, other) not in self._kilometres:
            self._kilometres[one, other] = self._places.kilometres(one, other)
        return self._kilometres[one, other]

    def with_only(self, entry: Offering) -> "Market":
        """Another market, in which nothing else stands on this new entry's rung, and nothing on those above it."""
        crowds = {
            (need, rung): crowd if rung < entry.rung else Crowd((entry.id,) if rung == entry.rung else ())
            for (need, rung), crowd in self._crowds.items()
        }
        offerings = (*self._offerings.values(), entry)
        return Market(offerings, self._places, self.policy, self.now, crowds, self._pasts)

    def settle(self, before: Need, after: Need) -> None:
        """Book the places that this decision took and gave back."""
        moved = Counter(after.held)
        moved.subtract(before.held)
        for id_, times in moved.items():
            if times:
                offering = self._offerings[id_]
                places = times * offering.places_for(after.stated)
                self._offerings[id_] = replace(offering, taken=offering.taken + places)
                self.moved[id_] += places

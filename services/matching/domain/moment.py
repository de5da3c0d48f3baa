"""The moment of a decision: what holds and is known at it, beside the needs and the offerings themselves."""

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cached_property
from uuid import UUID

from libs.contracts.calendar import AMSTERDAM, day_of
from libs.contracts.places import Places
from libs.contracts.words import Urgency
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.past import Past
from services.matching.domain.policy import Policy

NOTHING = Past()


class Moment:
    """The time, the policy, how far places lie apart, and what cases have seen before. Nothing of it changes."""

    def __init__(self, places: Places, policy: Policy, now: datetime, pasts: Mapping[UUID, Past] | None = None) -> None:
        """`pasts` by case."""
        self.places, self.policy, self.now = places, policy, now
        self._pasts = pasts or {}
        self._kilometres: dict[tuple[str, str], float | None] = {}

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

    def kilometres(self, offering: Offering, need: Need) -> float | None:
        """Between the centres of their neighbourhoods; None when either has no known place."""
        return self.between(offering.neighbourhood, need.neighbourhood)

    def between(self, one: str, other: str) -> float | None:
        """Kilometres between the centres of two neighbourhoods. Kept: a round asks it for all pairs of an area."""
        if (one, other) not in self._kilometres:
            self._kilometres[one, other] = self.places.kilometres(one, other)
        return self._kilometres[one, other]

"""The scores of many offerings at once: what is the same for many of them is worked out once."""

from collections.abc import Hashable, Sequence

from libs.contracts.words import Category
from services.matching.domain import scoring
from services.matching.domain.moment import Moment
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.scoring import LOAD, MEASURES, Measure


class Merits:
    """The same scores as `scoring.points` has, for needs of one category."""

    def __init__(self, offerings: Sequence[Offering], category: Category, moment: Moment) -> None:
        weights = moment.policy.weighs(category)
        self._offerings, self._moment = offerings, moment
        # in it nobody has helped anybody: that is no two needs' alike
        strangers = Moment(moment.places, moment.policy, moment.now)
        self._merits = [Merit(each, weights[each.criterion], offerings, strangers) for each in MEASURES]

    def scores(self, need: Need, chosen: Sequence[int], *, load: bool) -> list[float]:
        """The points of those at these positions."""
        rows = self.rows(need, load=load)
        found = [sum(values) for values in zip(*[[row[at] for at in chosen] for row in rows], strict=True)]
        if self._moment.past(need).helped:
            for number, at in enumerate(chosen):
                if self._moment.helped(self._offerings[at], need):
                    points = scoring.points(need, self._offerings[at], self._moment)
                    found[number] = sum(points.values()) if load else scoring.without_load(points)
        return found

    def rows(self, need: Need, *, load: bool) -> list[list[float]]:
        """The points of all, a row for each criterion, as if none of them had helped before."""
        return [each.by(need) for each in self._merits if load or each.criterion != LOAD]

    def changed(self, position: int, before: Offering, after: Offering) -> None:
        for each in self._merits:
            each.changed(position, before, after)


class Merit:
    """The points that offerings have for one criterion, by what a need asks."""

    def __init__(self, measure: Measure, weight: float, offerings: Sequence[Offering], moment: Moment) -> None:
        self.criterion, self._value, self._asks, self._gives = measure
        self._weight, self._offerings, self._moment = weight, offerings, moment
        self._by: dict[Hashable, list[float]] = {}
        self._one_of: dict[Hashable, Need] = {}

    def by(self, need: Need) -> list[float]:
        asked = self._asks(need)
        if asked not in self._by:
            alike: dict[Hashable, float] = {}
            row = self._by[asked] = []
            for each in self._offerings:
                given = self._gives(each)
                if given not in alike:
                    alike[given] = self._weight * self._value(need, each, self._moment)
                row.append(alike[given])
            self._one_of[asked] = need
        return self._by[asked]

    def changed(self, position: int, before: Offering, after: Offering) -> None:
        if self._gives(before) != self._gives(after):
            for asked, need in self._one_of.items():
                self._by[asked][position] = self._weight * self._value(need, after, self._moment)

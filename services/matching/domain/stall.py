"""A stall: all offerings of one rung in one category, looked at together and not one by one.

They have an order, so that any set of them is one whole number: a bit each. What is the same for many of them is asked
once, of one of them: which offerings meet a constraint, for all needs that ask the same.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from libs.contracts.words import Category, WhyNot
from services.matching.domain.adequacy import CONSTRAINTS, Constraint
from services.matching.domain.merits import Merits
from services.matching.domain.moment import Moment
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Candidate


class Looked(NamedTuple):
    """Of some offerings of a stall: who is adequate, and the others by the first reason why not."""

    adequate: int
    missed: Sequence[tuple[WhyNot, int]]


class Span(NamedTuple):
    """A neighbourhood's offerings: they follow each other."""

    neighbourhood: str
    start: int
    size: int

    def of(self, bits: int) -> int:
        """Those of a set that are in it, counted from its start."""
        return bits >> self.start & ((1 << self.size) - 1)


class Stall:
    """As the decisions so far left it: `changed` keeps it so. What has left the catalogue does not stand on it."""

    def __init__(self, offerings: Iterable[Offering], category: Category, moment: Moment) -> None:
        standing = (each for each in offerings if not each.withdrawn)
        self.offerings = sorted(standing, key=lambda each: (each.neighbourhood, each.id.int))
        self.everybody = (1 << len(self.offerings)) - 1
        self._at = {each.id: position for position, each in enumerate(self.offerings)}
        self._moment = moment
        self._met = [Met(constraint, self.offerings, moment) for constraint in CONSTRAINTS]
        self._merits = Merits(self.offerings, category, moment)
        self._outwards: dict[str, list[tuple[float | None, list[Span]]]] = {}

    def those(self, ids: Iterable[UUID]) -> int:
        """Which of these stand here."""
        bits = 0
        for id_ in ids:
            if id_ in self._at:
                bits |= 1 << self._at[id_]
        return bits

    def of_case(self, caseid: UUID) -> int:
        """What the resident of this case gives."""
        return self._of_case.get(caseid, 0)

    @cached_property
    def _of_case(self) -> dict[UUID, int]:
        found: dict[UUID, int] = {}
        for position, each in enumerate(self.offerings):
            if each.caseid is not None:
                found[each.caseid] = found.get(each.caseid, 0) | 1 << position
        return found

    def look(self, need: Need, among: int) -> Looked:
        """The same as asking every constraint of every one of these, one by one."""
        missed = []
        for met in self._met:
            if not among:
                break
            adequate = among & met.by(need)
            if adequate != among:
                missed.append((met.why_not, among & ~adequate))
                among = adequate
        return Looked(among, missed)

    def scores(self, need: Need, chosen: Iterable[int], *, load: bool) -> list[float]:
        """The points of those at these positions, with or without what they have for their load."""
        return self._merits.scores(need, list(chosen), load=load)

    def nearest(self, need: Need, missed: Iterable[tuple[WhyNot, int]], most: int) -> Iterator[Candidate]:
        """Of those who were passed over the nearest, `most` of them or, with who is as near as the last, more."""
        left, missed = most, list(missed)
        for km, spans in self.outwards(need.neighbourhood):
            for span in spans:
                for why_not, bits in missed:
                    for each in positions(span.of(bits)):
                        left -= 1
                        offering = self.offerings[span.start + each]
                        yield Candidate(offering.id, offering.rung, why_not, km)
            if left <= 0:
                return

    def rows(self, need: Need, *, load: bool) -> list[list[float]]:
        """The points of all, a row for each criterion, but for who helped before: to be read, not changed."""
        return self._merits.rows(need, load=load)

    def outwards(self, neighbourhood: str) -> list[tuple[float | None, list[Span]]]:
        """By kilometres from here, the nearest neighbourhoods first; those that nobody knows the way to last."""
        if neighbourhood not in self._outwards:
            far: dict[float | None, list[Span]] = {}
            for span in self._spans:
                far.setdefault(self._moment.between(span.neighbourhood, neighbourhood), []).append(span)
            self._outwards[neighbourhood] = sorted(far.items(), key=lambda each: (each[0] is None, each[0] or 0.0))
        return self._outwards[neighbourhood]

    @cached_property
    def _spans(self) -> list[Span]:
        found, start = [], 0
        for neighbourhood, inside in groupby(self.offerings, key=lambda each: each.neighbourhood):
            size = sum(1 for _ in inside)
            found.append(Span(neighbourhood, start, size))
            start += size
        return found

    def changed(self, offering: Offering) -> None:
        """It stands here, and is not as it was."""
        position = self._at.get(offering.id)
        if position is not None:
            before, self.offerings[position] = self.offerings[position], offering
            for met in self._met:
                met.changed(position, before, offering)
            self._merits.changed(position, before, offering)


class Met:
    """Who meets one constraint, by what a need asks."""

    def __init__(self, constraint: Constraint, offerings: Sequence[Offering], moment: Moment) -> None:
        self.why_not, self._holds, self._asks, self._gives = constraint
        self._offerings, self._moment = offerings, moment
        self._by: dict[Hashable, int] = {}
        self._one_of: dict[Hashable, Need] = {}

    def by(self, need: Need) -> int:
        asked = self._asks(need)
        if asked not in self._by:
            alike = self._alike.values()
            self._by[asked] = sum(bits for one, bits in alike if self._holds(need, one, self._moment))
            self._one_of[asked] = need
        return self._by[asked]

    @cached_property
    def _alike(self) -> dict[Hashable, tuple[Offering, int]]:
        """Offerings that give the same: one of them, and all."""
        found: dict[Hashable, tuple[Offering, int]] = {}
        for position, each in enumerate(self._offerings):
            one, bits = found.get(given := self._gives(each), (each, 0))
            found[given] = one, bits | 1 << position
        return found

    def changed(self, position: int, before: Offering, after: Offering) -> None:
        old, new = self._gives(before), self._gives(after)
        if old == new or not self._by:
            return
        bit = 1 << position
        one, bits = self._alike[old]
        self._alike[old] = one, bits & ~bit
        one, bits = self._alike.get(new, (after, 0))
        self._alike[new] = one, bits | bit
        for asked, need in self._one_of.items():
            holds = self._holds(need, after, self._moment)
            self._by[asked] = self._by[asked] | bit if holds else self._by[asked] & ~bit


def positions(bits: int) -> Iterator[int]:
    """Of the bits that are set, from the lowest up."""
    written = f"{bits:b}"[::-1]
    at = written.find("1")
    while at >= 0:
        yield at
        at = written.find("1", at + 1)

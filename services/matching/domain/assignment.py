"""An area at once: which open needs go to which free places, so that it is best for all of them together.

What counts, each only where those before it leave a choice: as many needs met as can be; the most urgent of them, on
the lightest rungs; then the score by which one need alone would choose too (`scoring.py`). The price of an offering's
places rises with each that is taken, by the criterion `load`, so that load is spread.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import ceil
from typing import NamedTuple
from uuid import UUID

from libs.contracts.words import Category, Rung
from services.matching.domain import ladder, scoring
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering

#: Candidates of one need on one rung that are weighed against those of others, the nearest ones.
ENOUGH = 40
#: The whole score of a need, in units of cost.
SCORE = 1_000
#: A step in urgency weighs more than any step between the rungs that an offering can stand on.
URGENCY = Rung.SPECIALIST_CARE - Rung.VOLUNTEERS + 1
#: An offering's places have at most so many prices.
PRICES = 8
#: What a solver of network flows can carry: its largest cost times the square of its nodes stays below.
LARGEST = 2**62


class Too(ValueError):
    """More at once than can be weighed without confusing what counts most: take a smaller area."""


@dataclass
class Columns:
    """Arcs of a flow, a column for each of their numbers."""

    one: "array[int]" = field(default_factory=lambda: array("q"))
    other: "array[int]" = field(default_factory=lambda: array("q"))
    cost: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, one: int, other: int, cost: int) -> None:
        self.one.append(one)
        self.other.append(other)
        self.cost.append(cost)

    def __len__(self) -> int:
        return len(self.one)


@dataclass(frozen=True)
class Problem:
    """What is to be solved: choose pairs, each need once, within the places, as many as can be at the least cost.

    `pairs` are (need, offering, cost), by position in `needs` and `offerings`; `places` are (offering, how many, cost
    of each). An offering's cheaper places come first.
    `tier`: the cost of one step between rungs, more than all scores together.
    """

    needs: Sequence[Need]
    offerings: Sequence[Offering]
    pairs: Columns
    places: Columns
    tier: int


class Line(NamedTuple):
    """What the round means for one need. `offering` is None where it has nothing for it."""

    need: UUID
    offering: UUID | None
    rung: Rung | None
    moves: bool = False


def waits(need: Need) -> bool:
    """Whether a round may decide on it: open and not asked for on a rung, or an offer that nobody has answered yet.

    What own strength or network can do takes nobody's place, and waits for no round.
    """
    if need.over or need.running or need.sought is not None:
        return False
    pending = need.pending
    return pending is None or (not pending.accepted and not pending.accepted_by and pending.offering is not None)


def released(offerings: Iterable[Offering], needs: Iterable[Need]) -> list[Offering]:
    """The offerings as if nothing were offered to these needs: their places can be given anew."""
    held = Counter(each.pending.offering for each in needs if each.pending)
    return [replace(each, taken=each.taken - held[each.id]) if held[each.id] else each for each in offerings]


def problem(needs: Sequence[Need], market: Market, enough: int = ENOUGH) -> Problem:
    """The adequate pairs and what each costs. `market` has the offerings as `released` leaves them.

    Raises Too when so many needs could overflow the solver.
    """
    finest = Finest.of(market)
    tier = len(needs) * (finest.whole + 1) + 1
    offerings = [each for each in market.all() if each.free > 0]
    most_urgent = max((each.stated.urgency.weight for each in needs), default=0)
    pairs, candidates = Columns(), Candidates(market, offerings, finest, enough)
    for number, need in enumerate(needs):
        step = URGENCY * (most_urgent - need.stated.urgency.weight)
        for rung, other, fine in candidates.of(need, number):
            pairs.add(number, other, (step + rung - Rung.VOLUNTEERS) * tier + fine)
    places = Columns()
    for number, offering in enumerate(offerings):
        for many, fine in finest.prices(offering):
            places.add(number, many, fine)
    nodes = len(needs) + len(offerings) + 2
    if max(pairs.cost, default=0) * nodes * nodes > LARGEST:
        raise Too(f"{len(needs)} needs and {len(offerings)} offerings are too many to be assigned at once")
    return Problem(needs, offerings, pairs, places, tier)


def lines(problem: Problem, chosen: Iterable[int]) -> list[Line]:
    """What the chosen pairs, by position, mean for each need: moved offers first, then from the lightest rung up.

    In this order nothing heavier is given while a lighter place could still come free. An offer that would only be
    taken away, or stays as it is, has no line.
    """
    given = {problem.pairs.one[pair]: problem.offerings[problem.pairs.other[pair]] for pair in chosen}
    found = []
    for number, need in enumerate(problem.needs):
        offering = given.get(number)
        held = need.pending.offering if need.pending else None
        if offering is None and held is None:
            found.append(Line(need.id, None, None))
        elif offering is not None and offering.id != held:
            found.append(Line(need.id, offering.id, offering.rung, moves=held is not None))
    return sorted(found, key=lambda line: (line.offering is None, not line.moves, line.rung or 0))


@dataclass(frozen=True)
class Finest:
    """Scores as whole costs. `unit` is the cost of one point, `whole` more than any need can come to."""

    unit: float
    points: float
    load: float
    keep: float

    @classmethod
    def of(cls, market: Market) -> "Finest":
        weights, keep = market.policy.weights, market.policy.assignment.keep
        total = sum(weights.values())
        return cls(SCORE / total, total - weights["load"], weights["load"], keep)

    @property
    def whole(self) -> int:
        return ceil(self.unit * (self.points + self.load + self.keep)) + 2

    def pair(self, scored: float, *, moves: bool) -> int:
        """What a pair costs, its offering's load apart; more when it takes the place of an offer that is out."""
        return round(self.unit * (max(0.0, self.points - scored) + (self.keep if moves else 0)))

    def prices(self, offering: Offering) -> list[tuple[int, int]]:
        """The places that are free, (how many, cost of each), cheapest first: as many as it may still help."""
        free, several = offering.free, ceil(offering.free / PRICES)
        found = []
        for start in range(0, free, several):
            many = min(several, free - start)
            left = (free - start - (many - 1) / 2) / offering.capacity
            found.append((many, round(self.unit * self.load * (1 - left))))
        return found


class Candidates:
    """Who is adequate for a need, by the ladder's own constraints, from the nearest neighbourhood outwards."""

    def __init__(self, market: Market, offerings: Sequence[Offering], finest: Finest, enough: int) -> None:
        self._market, self._finest, self._enough = market, finest, enough
        self._stalls: dict[tuple[Rung, Category], dict[str, list[int]]] = {}
        self._offerings = offerings
        for number, each in enumerate(offerings):
            for category in each.categories:
                self._stalls.setdefault((each.rung, category), {}).setdefault(each.neighbourhood, []).append(number)

    def of(self, need: Need, turn: int) -> Iterator[tuple[Rung, int, int]]:
        """(rung, offering's position, cost): on each rung as many as are enough, when there are.

        Needs that are alike begin at different ones, by their `turn`: else all of them would wait for the same few.
        """
        pending = need.pending
        for rung in Rung:
            stall = self._stalls.get((rung, need.stated.category))
            if stall is None or (pending is not None and rung > pending.rung):
                continue  # what is out already is never exchanged for something heavier
            yield from islice(self._adequate(need, rung, stall, turn), self._enough)

    def _adequate(
        self, need: Need, rung: Rung, stall: dict[str, list[int]], turn: int
    ) -> Iterator[tuple[Rung, int, int]]:
        market, held = self._market, need.pending.offering if need.pending else None
        for neighbourhood in sorted(stall, key=lambda each: self._far(each, need)):
            numbers = stall[neighbourhood]
            start = turn % len(numbers)
            for number in (*numbers[start:], *numbers[:start]):
                offering = self._offerings[number]
                if ladder.takes(need, offering, market):
                    points = scoring.points(need, offering, market)
                    moves = held is not None and held != offering.id
                    yield rung, number, self._finest.pair(sum(points.values()) - points["load"], moves=moves)

    def _far(self, neighbourhood: str, need: Need) -> float:
        """What has no place comes halfway."""
        kilometres = self._market.between(neighbourhood, need.neighbourhood)
        return self._market.policy.far_km / 2 if kilometres is None else kilometres

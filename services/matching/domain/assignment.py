"""An area at once: which open needs go to which free places, so that it is best for all of them together.

What counts, each only where those before it leave a choice: as many needs met as can be; the most urgent of them, on
the lightest rungs; then the score by which one need alone would choose too (`scoring.py`). The price of an offering's
places rises with each that is taken, by the criterion `load`, so that load is spread.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import ceil
from typing import NamedTuple
from uuid import UUID

from libs.contracts.needs import NeedReopened
from libs.contracts.proposals import ProposalWithdrawn
from libs.contracts.words import Category, Rung, Urgency
from services.matching.domain import ladder
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need, NeedState
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import ProposalState
from services.matching.domain.stall import Span, Stall, positions

#: Candidates of one need on one rung that are weighed against those of others, the nearest ones.
ENOUGH = 25
#: The whole score of a need, in units of cost.
SCORE = 1_000
#: A step in urgency weighs more than any step between the rungs that an offering can stand on.
URGENCY = Rung.SPECIALIST_CARE - Rung.VOLUNTEERS + 1
#: Why an offer is withdrawn: all are helped better by another one.
BETTER = "better_for_all"
#: Before and after every rung, in the order in which a round is applied.
FIRST, LAST = -1, len(Rung)
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
    """What the round means for one need. `offering` is None where it has nothing for it; `moves`: in the place of an
    offer that is out.
    """

    need: UUID
    offering: UUID | None = None
    moves: bool = False


def waits(need: Need) -> bool:
    """Whether a round may decide on it: open and not asked for on a rung, or an offer that nobody has answered yet.

    What own strength or network can do takes nobody's place, and waits for no round; nor does what is acute.
    """
    if need.over or need.running or need.sought is not None or need.stated.urgency is Urgency.ACUTE:
        return False
    pending = need.pending
    if pending is None:
        return True
    # what is part of a ring stands or falls with the others of it
    untouched = not pending.accepted and not pending.accepted_by and pending.ring is None
    return untouched and pending.offering is not None


def usable(offering: Offering, market: Market) -> int:
    """Places for needs of any kind: what is held back for some is given one by one."""
    return offering.free - offering.terms.held_back(market.today, frozenset())


def released(offerings: Iterable[Offering], needs: Iterable[Need]) -> list[Offering]:
    """The offerings as if nothing were offered to these needs: their places can be given anew."""
    held = Counter(each.pending.offering for each in needs if each.pending)
    return [replace(each, taken=each.taken - held[each.id]) if held[each.id] else each for each in offerings]


def problem(needs: Sequence[Need], market: Market, enough: int = ENOUGH) -> Problem:
    """The adequate pairs and what each costs. `market` has the offerings as `released` leaves them.

    Raises Too when so many needs could overflow the solver.
    """
    finest = Finest.of(market, needs)
    tier = tier_of(len(needs), finest)
    offerings = [each for each in market.offerings if usable(each, market) > 0 and not each.withdrawn]
    most_urgent = max((each.stated.urgency.weight for each in needs), default=0)
    pairs, candidates = Columns(), Candidates(market, offerings, finest, enough)
    for number, need in enumerate(needs):
        step = URGENCY * (most_urgent - need.stated.urgency.weight)
        for rung, other, fine in candidates.of(need, number):
            pairs.add(number, other, (step + rung - Rung.VOLUNTEERS) * tier + fine)
    places = Columns()
    for number, offering in enumerate(offerings):
        for many, fine in finest.prices(offering, usable(offering, market)):
            places.add(number, many, fine)
    nodes = len(needs) + len(offerings) + 2
    if max(pairs.cost, default=0) * nodes * nodes > LARGEST:
        raise Too(f"{len(needs)} needs and {len(offerings)} offerings are too many to be assigned at once")
    return Problem(needs, offerings, pairs, places, tier)


def tier_of(needs: int, finest: "Finest") -> int:
    """The cost of one step between rungs: more than the scores of so many needs together."""
    return needs * finest.whole + 1


def lines(problem: Problem, chosen: Iterable[int]) -> list[Line]:
    """What the chosen pairs, by position, mean for each need: moved offers first, then from the lightest rung up.

    In this order nothing heavier is given while a lighter place could still come free. An offer that would only be
    taken away, or stays as it is, has no line.
    """
    given = {problem.pairs.one[pair]: problem.offerings[problem.pairs.other[pair]] for pair in chosen}
    found: list[tuple[int, Line]] = []
    for number, need in enumerate(problem.needs):
        offering = given.get(number)
        held = need.pending.offering if need.pending else None
        if offering is None and held is None:
            found.append((LAST, Line(need.id)))
        elif offering is not None and offering.id != held:
            moves = held is not None
            found.append((FIRST if moves else offering.rung, Line(need.id, offering.id, moves)))
    return [line for _, line in sorted(found, key=lambda each: each[0])]


def let_go(need: Need) -> Change:
    """The offer that nobody has answered is withdrawn, so that its place can be given to somebody else.

    Always followed by another look in the same transaction. Changes nothing when somebody has just answered.
    """
    waiting = need.pending
    if waiting is None or not waits(need):
        return need, []
    withdrawn = replace(waiting, state=ProposalState.WITHDRAWN, ground=BETTER)
    need = replace(need.with_proposal(withdrawn), state=NeedState.OPEN)
    told = waiting.tell(ProposalWithdrawn, ground=BETTER)
    return need, [Fact(waiting.id, told), need.tell(NeedReopened, ground=BETTER)]


def own_suffices(need: Need, nobody: Market) -> bool:
    """Whether own strength or network answers it; `nobody` is a market without offerings."""
    found = ladder.climb(need, nobody)
    return isinstance(found, ladder.Found) and found.rung in ladder.OWN


@dataclass(frozen=True)
class Finest:
    """Scores as whole costs. `unit` is the cost of one point; `whole` more than any need can come to."""

    unit: float
    most: float
    load: float
    keep: float

    @classmethod
    def of(cls, market: Market, needs: Iterable[Need]) -> "Finest":
        policy = market.policy
        weights = [policy.weights, *(policy.weighs(category) for category in {each.stated.category for each in needs})]
        load = max(each["load"] for each in weights)
        most = max(sum(each.values()) - each["load"] for each in weights)
        return cls(SCORE / (most + load), most, load, policy.assignment.keep)

    @property
    def whole(self) -> int:
        return ceil(self.unit * (self.most + self.load + self.keep)) + 2

    def pair(self, scored: float, *, moves: bool) -> int:
        """What a pair costs, its offering's load apart; more when it takes the place of an offer that is out."""
        return round(self.unit * (max(0.0, self.most - scored) + (self.keep if moves else 0)))

    def prices(self, offering: Offering, free: int) -> list[tuple[int, int]]:
        """The places that are free, (how many, cost of each), cheapest first: as many as it may still help."""
        several = ceil(free / PRICES)
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
        self._numbers = {each.id: number for number, each in enumerate(offerings)}
        self._known: dict[tuple[Rung, Category], Usable] = {}
        self._outwards: dict[tuple[Rung, Category, str], list[Span]] = {}

    def of(self, need: Need, turn: int) -> Iterator[tuple[Rung, int, int]]:
        """(rung, offering's position, cost): on each rung as many as are enough, when there are.

        Needs that are alike begin at different ones, by their `turn`: else all of them would wait for the same few.
        """
        market, pending, category = self._market, need.pending, need.stated.category
        held, said_no = pending.offering if pending else None, ladder.turned_down(need, market)
        for rung in Rung:
            if not need.may_stand_on(rung) or (pending is not None and rung > pending.rung):
                continue  # what is out already is never exchanged for something heavier
            if need.budget_on(rung) is not None:
                continue  # the resident buys it: nobody's place
            stall, usable = market.stall(rung, category), self._usable(rung, category)
            adequate = market.look_at(need, rung, said_no).adequate & usable.by(need)
            if not adequate:
                continue
            chosen = list(islice(self._nearest(need, rung, adequate, turn), self._enough))
            for position, score in zip(chosen, stall.scores(need, chosen, load=False), strict=True):
                number = usable.numbers[position]
                moves = held is not None and held != stall.offerings[position].id
                yield rung, number, self._finest.pair(score, moves=moves)

    def _nearest(self, need: Need, rung: Rung, adequate: int, turn: int) -> Iterator[int]:
        key = rung, need.stated.category, need.neighbourhood
        if key not in self._outwards:
            self._outwards[key] = self._by_distance(*key)
        for span in self._outwards[key]:
            if here := span.of(adequate):
                start = turn % span.size
                yield from (span.start + start + each for each in positions(here >> start))
                yield from (span.start + each for each in positions(here & ((1 << start) - 1)))

    def _by_distance(self, rung: Rung, category: Category, neighbourhood: str) -> list[Span]:
        """What has no place comes halfway."""
        halfway = self._market.policy.far_km / 2
        known = self._market.stall(rung, category).outwards(neighbourhood)
        far = [(halfway if km is None else km, span) for km, spans in known for span in spans]
        return [span for _, span in sorted(far, key=lambda each: each[0])]

    def _usable(self, rung: Rung, category: Category) -> "Usable":
        if (rung, category) not in self._known:
            self._known[rung, category] = Usable.on(self._market.stall(rung, category), self._numbers)
        return self._known[rung, category]


class Usable(NamedTuple):
    """Whose places on a stall a round may give, by their numbers in its problem. `by_visit`: who count each visit."""

    numbers: list[int]
    bits: int
    by_visit: int

    @classmethod
    def on(cls, stall: Stall, numbers: Mapping[UUID, int]) -> "Usable":
        known = enumerate(stall.offerings)
        visits = [position for position, each in known if each.terms.per_day is not None]
        return cls(
            [numbers.get(each.id, -1) for each in stall.offerings],
            stall.those(numbers),
            sum(1 << position for position in visits),
        )

    def by(self, need: Need) -> int:
        """Each of them as one place."""
        return self.bits if need.stated.times_per_week == 1 else self.bits & ~self.by_visit

"""How often the matcher is right, beside what a comparison of postcode, number and name would find."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from services.signalling.domain.description import Description
from services.signalling.domain.likeness import likeness, traces
from tests.correlation.faults import Pair
from tests.correlation.records import record


@dataclass
class Answers:
    """Of a matcher, about pairs of which the truth is known."""

    hits: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[str] = field(default_factory=Counter)

    def count(self, pair: Pair, said_same: bool) -> None:
        if pair.same and said_same:
            self.hits += 1
        elif pair.same:
            self.missed[pair.kind] += 1
        elif said_same:
            self.mistaken[pair.kind] += 1

    @property
    def precision(self) -> float:
        """Of those said to be the same, how many are."""
        said = self.hits + self.mistaken.total()
        return self.hits / said if said else 1.0

    @property
    def recall(self) -> float:
        """Of those that are the same, how many were said to be."""
        are = self.hits + self.missed.total()
        return self.hits / are if are else 1.0


@dataclass
class Figures:
    """What a run found."""

    pairs: int = 0
    matcher: Answers = field(default_factory=Answers)
    exact: Answers = field(default_factory=Answers)

    def as_json(self) -> dict[str, Any]:
        """As `build/correlation.json` has it."""
        return {
            "pairs": self.pairs,
            "precision": round(self.matcher.precision, 5),
            "recall": round(self.matcher.recall, 5),
            "baseline": {"precision": round(self.exact.precision, 5), "recall": round(self.exact.recall, 5)},
            "missed": dict(self.matcher.missed.most_common()),
            "mistaken": dict(self.matcher.mistaken.most_common()),
        }


def measure(pairs: Iterable[Pair]) -> Figures:
    """A pair counts as found when one record would have led to the other, and the two are then said to be alike."""
    figures = Figures()
    for pair in pairs:
        one, other = record(pair.a), record(pair.b)
        figures.pairs += 1
        figures.matcher.count(pair, bool(traces(one) & traces(other)) and likeness(one, other).same)
        figures.exact.count(pair, _exactly(one) == _exactly(other))
    return figures


def _exactly(told: Description) -> tuple[str | None, ...]:
    person, address = told.person, told.address
    return address.postcode, address.house_number, address.suffix, person.surname

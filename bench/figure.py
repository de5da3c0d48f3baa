"""One measured figure: what it was in the middle round, and how far the rounds lay apart."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Figure:
    """The median of some rounds, with the lowest and the highest.

    As JSON `{"median": 0.83, "spread": [0.79, 0.86], "unit": "ratio"}`.
    """

    median: float
    low: float
    high: float
    unit: str

    @classmethod
    def of(cls, rounds: Sequence[float], unit: str) -> Self:
        """From at least one round."""
        return cls(statistics.median(rounds), min(rounds), max(rounds), unit)

    @classmethod
    def ratio(cls, above: Sequence[float], below: Sequence[float]) -> Self:
        """Round by round: two that were measured side by side are compared before the machine's mood changes."""
        return cls.of([one / other for one, other in zip(above, below, strict=True)], "ratio")

    @classmethod
    def parse(cls, found: dict[str, Any]) -> Self:
        """What `as_json` made."""
        low, high = found["spread"]
        return cls(found["median"], low, high, found["unit"])

    def as_json(self) -> dict[str, Any]:
        return {"median": _short(self.median), "spread": [_short(self.low), _short(self.high)], "unit": self.unit}

    def __str__(self) -> str:
        return f"{_short(self.median):g} ({_short(self.low):g} – {_short(self.high):g})"


def _short(value: float) -> float:
    """Four digits that mean something: the fifth is the machine's mood."""
    return float(f"{value:.4g}")

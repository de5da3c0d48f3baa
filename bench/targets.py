"""What is to be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bench.figure import Figure


@dataclass(frozen=True)
class Target:
    """A bound on a figure's median."""

    bound: Literal["at least", "at most"]
    value: float

    def reached(self, figure: Figure) -> bool:
        return figure.median >= self.value if self.bound == "at least" else figure.median <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.bound == 'at least' else '≤'} {self.value:g}"


TARGETS: Mapping[str, Target] = {
    "pipeline.vs_floor": Target("at least", 0.7),
    "pipeline.vs_celery": Target("at least", 4),
    "latency.p50_ms": Target("at most", 25),
    "latency.p99_ms": Target("at most", 150),
    "growth.signals": Target("at most", 1.25),
    "growth.match_p99": Target("at most", 3),
    "matching.vs_optimum": Target("at most", 1.01),
    "matching.vs_greedy": Target("at most", 1),
    "matching.vs_oldest_first": Target("at most", 1),
    "matching.assign_10k_s": Target("at most", 10),
    "matching.urgent_p99_ms": Target("at most", 20),
    "footprint.ready_s": Target("at most", 2),
    "footprint.rss_mib": Target("at most", 150),
}

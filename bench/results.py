"""What a run found, as a file: `build/bench/results.json`.

{"date": "2026-01-31T12:00:00+00:00", "quick": false, "machine": {…}, "versions": {…}, "seconds": {"pipeline": 291},
 "pipeline": {"vs_floor": {"median": 0.83, "spread": [0.79, 0.86], "unit": "ratio"}, …}, "latency": {…}, …,
 "series": {"pipeline": {…}}, "remarks": {"flames": ["…"]}}
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figure import Figure
from bench.part import Findings

NAME = "results.json"
#: What stands beside the figures.
_ABOUT = {"date", "quick", "machine", "versions", "seconds", "series", "remarks"}


@dataclass
class Results:
    """Of one run; grows part by part."""

    quick: bool
    machine: Mapping[str, Any]
    versions: Mapping[str, str]
    date: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    figures: dict[str, Figure] = field(default_factory=dict)
    series: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    remarks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: dict[str, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def add(self, part: str, findings: Findings, seconds: float) -> None:
        """What a part found and how long it took."""
        self.figures |= findings.figures
        self.seconds[part] = round(seconds)
        if findings.series:
            self.series[part] = findings.series
        if findings.remarks:
            self.remarks[part] = findings.remarks

    def fail(self, part: str, error: Exception) -> None:
        """A part that could not be measured."""
        self.failed.add(part)
        self.remarks[part] = (f"not measured: {type(error).__name__}: {error}",)

    def as_json(self) -> dict[str, Any]:
        """As in the file."""
        found: dict[str, Any] = {
            "date": self.date,
            "quick": self.quick,
            "machine": dict(self.machine),
            "versions": dict(self.versions),
            "seconds": self.seconds,
        }
        for dotted, figure in self.figures.items():
            group, _, name = dotted.partition(".")
            found.setdefault(group, {})[name] = figure.as_json()
        return found | {"series": self.series, "remarks": self.remarks}

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / NAME
        path.write_text(json.dumps(self.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


def figures(results: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures of a file that was read, by dotted name."""
    return {
        f"{group}.{name}": Figure.parse(found)
        for group, members in results.items()
        if group not in _ABOUT
        for name, found in members.items()
    }

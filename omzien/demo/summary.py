"""`build/demo/summary.json`: what the demo came to, for programs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from omzien.demo import figures
from omzien.demo.checks import Check
from omzien.demo.figures import Published
from omzien.demo.latency import Stage
from omzien.demo.tally import Tally


@dataclass(frozen=True)
class Summary:
    """Everything that the demo can say of itself when it is done."""

    run: str
    file: str
    seconds: float
    tally: Tally
    published: Published
    checks: Sequence[Check]
    stages: Sequence[Stage]
    wire_duplicates: int
    broken: int

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        return all(check.holds for check in self.checks)

    @property
    def differences(self) -> list[str]:
        """What does not hold, a line each."""
        return [line for check in self.checks for line in check.differences]

    def content(self) -> dict[str, Any]:
        """As JSON has it."""
        tally = self.tally
        return {
            "run": self.run,
            "file": self.file,
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 1),
            "holds": self.holds,
            "effects": {
                "compared": sum(check.causes for check in self.checks),
                "lost": sum(len(check.lost) for check in self.checks),
                "doubled": sum(len(check.doubled) for check in self.checks),
                "strange": sum(len(check.strange) for check in self.checks),
            },
            "wire_duplicates": self.wire_duplicates,
            "events": tally.events,
            "broken_records": self.broken,
            "marked": {str(mark): number for mark, number in tally.marks.items()},
            **{_key(group.title): _keys(group) for group in figures.groups(tally, self.published)},
            "needs_by_first_rung": {rung.name.lower(): number for rung, number in tally.needs_by_first_rung.items()},
            "latency_ms": {stage.name: _without_name(stage) for stage in self.stages},
            "checks": [asdict(check) | {"holds": check.holds} for check in self.checks],
            "events_by_type": dict(sorted(tally.kinds.items())),
        }


def _keys(group: figures.Group) -> dict[str, int]:
    return {_key(name): number for name, number in group.figures.items()}


def _key(words: str) -> str:
    """`→ team` -> `team`, `down: effected` -> `down_effected`."""
    kept = "".join(letter if letter.isalnum() else " " for letter in words.lower())
    return "_".join(kept.split())


def _without_name(stage: Stage) -> dict[str, Any]:
    return {name: value for name, value in asdict(stage).items() if name != "name"}

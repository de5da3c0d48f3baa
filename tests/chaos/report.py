"""What a run came to: `results.json` for machines, `index.html` for people."""

import json
import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2

from tests.chaos.block import Outcome, Suffered
from tests.chaos.fault import Fault

TEMPLATE = Path(__file__).parent / "page.html.j2"
SUMMARY = Path(__file__).parent / "summary.md.j2"

#: What a run is to reach: seconds from a fault's end until a new signal has gone all the way.
AGAIN_WITHIN = 10.0

#: So many different things that were seen are shown for a fault.
SHOWN = 3


@dataclass(frozen=True)
class Run:
    """What was to be done, and how it went."""

    seed: int
    versions: dict[str, str]
    began: datetime
    seconds: float
    table: Sequence[Fault]
    blocks: Sequence[Outcome]

    @property
    def suffered(self) -> list[Suffered]:
        return [each for block in self.blocks for each in block.suffered]

    @property
    def wrong(self) -> list[str]:
        """What did not hold, a line each; empty: the run passes."""
        lines = [line for block in self.blocks for check in block.differences for line in check.differences]
        lines += [line for block in self.blocks for line in block.stumbled]
        lines += [f"{each.title}: did not recover: {each.seen}" for each in self.suffered if each.recovery is None]
        return lines

    def total(self, name: str) -> int:
        """Over all blocks."""
        return sum(getattr(block, name) for block in self.blocks)

    def results(self) -> dict[str, Any]:
        """As `results.json` has them."""
        names = ("signals", "events", "cases_worked", "lost", "doubled", "strange", "wire_duplicates", "not_in_stream")
        return {
            "faults": len(self.suffered),
            "kinds": len({each.name for each in self.suffered}),
            **{name: self.total(name) for name in names},
            "recovery_seconds": {row.fault.name: row.figures() for row in self.rows()},
            "recovered_within_10_s": sum((each.recovery or 1e9) <= AGAIN_WITHIN for each in self.suffered),
            "wrong": self.wrong,
            "seed": self.seed,
            "blocks": len(self.blocks),
            "began": self.began.isoformat(timespec="seconds"),
            "seconds": round(self.seconds),
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()} {platform.release()}",
            "load_average": round(os.getloadavg()[2], 1),
            "versions": self.versions,
        }

    def rows(self) -> list["Row"]:
        """One for each kind of fault that came, in the order of the table."""
        by_name: defaultdict[str, list[Suffered]] = defaultdict(list)
        for each in self.suffered:
            by_name[each.name].append(each)
        return [Row(fault, by_name[fault.name]) for fault in self.table if by_name[fault.name]]


@dataclass(frozen=True)
class Row:
    """One kind of fault, as often as it came."""

    fault: Fault
    suffered: Sequence[Suffered]

    @property
    def recoveries(self) -> list[float]:
        return [each.recovery for each in self.suffered if each.recovery is not None]

    @property
    def befell(self) -> str:
        return ", ".join(sorted({each.service for each in self.suffered if each.service})) or "the whole system"

    @property
    def held(self) -> str:
        shortest, longest = min(each.held for each in self.suffered), max(each.held for each in self.suffered)
        return f"{shortest:.0f} s" if round(shortest) == round(longest) else f"{shortest:.0f} to {longest:.0f} s"

    @property
    def meanwhile(self) -> str:
        """How many events a subscriber heard while it lasted."""
        counts = [each.events_meanwhile for each in self.suffered]
        return str(counts[0]) if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"

    @property
    def seen(self) -> list[str]:
        return list(dict.fromkeys(line for each in self.suffered for line in each.seen))[:SHOWN]

    def figures(self) -> dict[str, float | None]:
        found = self.recoveries
        return {
            "times": len(self.suffered),
            "median": round(statistics.median(found), 2) if found else None,
            "worst": round(max(found), 2) if len(found) == len(self.suffered) else None,
        }


def write(run: Run, folder: Path) -> None:
    """Both files."""
    folder.mkdir(parents=True, exist_ok=True)
    results = run.results()
    (folder / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    text = page.render(run=run, results=results, again_within=AGAIN_WITHIN)
    (folder / "index.html").write_text(text, encoding="utf-8")


def publish(run: Run, docs: Path) -> None:
    """The results of a run that is worth keeping, for readers of the documentation."""
    docs.mkdir(parents=True, exist_ok=True)
    results = run.results()
    (docs / "chaos.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 - Markdown
    page = environment.from_string(SUMMARY.read_text(encoding="utf-8"))
    (docs / "chaos.md").write_text(page.render(run=run, results=results) + "\n", encoding="utf-8")

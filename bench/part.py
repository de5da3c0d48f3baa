"""One part of the bench, and what it is given and gives back."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figure import Figure
from deploy.local.plan import Stack


@dataclass(frozen=True)
class Run:
    """What every part is told. `servers` is a durable broker and database, shared by all parts."""

    root: Path
    servers: Stack
    quick: bool
    rounds: int
    #: The part's budget: it chooses how much to do so that it ends within these seconds.
    seconds: float
    #: What the parts before this one have found, by dotted name. Empty when a part runs alone.
    found: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where results and pictures go."""
        return self.root / "build" / "bench"

    def place(self, name: str) -> str:
        """A name for a virtual host and a database that no other run uses."""
        return f"omzien_bench_{os.getpid()}_{name}"


@dataclass(frozen=True)
class Findings:
    """What a part found.

    `figures` by dotted name: `{"growth.signals": …}` stands in the results as `results["growth"]["signals"]`.
    `series` is JSON for pictures and tables, and stands in the results as `results["series"][part]`.
    `remarks` are sentences for the reader: what was left out here, and why.
    """

    figures: Mapping[str, Figure]
    series: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A module of the bench ends with `PART = Part(…)`; `measure` raises what went wrong."""

    name: str
    measure: Callable[[Run], Findings]
    seconds: float
    quick_seconds: float

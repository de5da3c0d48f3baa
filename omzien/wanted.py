"""Which events a subscriber asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from omzien.errors import Advice

PATTERN = re.compile(r"^(?:nl\.omzien\.)?(?P<noun>[a-z-]+|\*)(?:\.(?P<what>[a-z-]+|\*|#)(?:\.(?:v\d+|\*))?)?$")
NEIGHBOURHOOD = re.compile(r"^[a-z0-9][a-z0-9-]{0,47}$")

ANY = "*"


@dataclass(frozen=True)
class Wanted:
    """By noun, by what happened, by neighbourhood; `*` is any."""

    noun: str = ANY
    what: str = ANY
    neighbourhood: str = ANY

    @classmethod
    def of(cls, pattern: str | None, neighbourhood: str | None) -> Self:
        """`cases`, `cases.opened`, `*.closed`, `nl.omzien.cases.#`. Raises Advice."""
        found = PATTERN.match(pattern or ANY)
        if found is None:
            raise Advice(f"--type {pattern!r} is no pattern: give cases, cases.opened or *.closed")
        if neighbourhood is not None and not NEIGHBOURHOOD.match(neighbourhood):
            raise Advice(f"--neighbourhood {neighbourhood!r} is no code: give one such as de-bilt-west")
        what = found["what"]
        return cls(found["noun"], ANY if what in (None, "#") else what, neighbourhood or ANY)

    @property
    def binding(self) -> str:
        """For a queue of one's own on `events`: routing keys are `nl.omzien.<noun>.<what>.v<N>.<neighbourhood>`."""
        return f"nl.omzien.{self.noun}.{self.what}.*.{self.neighbourhood}"

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Whether the binding would let it through."""
        words = str(event.get("type", "")).split(".")
        told = (*words[2:4], place(event))
        asked = (self.noun, self.what, self.neighbourhood)
        return len(words) == 5 and all(a in (ANY, b) for a, b in zip(asked, told, strict=True))


def place(event: Mapping[str, Any]) -> str:
    """The neighbourhood that an event says it is about."""
    data = event.get("data")
    return str(data.get("neighbourhood", UNKNOWN_NEIGHBOURHOOD)) if isinstance(data, dict) else UNKNOWN_NEIGHBOURHOOD

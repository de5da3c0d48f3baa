"""Rounds: an area assigned at once, from being asked for until it is applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.matching.domain.area import Area
from services.matching.domain.need import Need


class RoundState(StrEnum):
    ASKED = "asked"
    APPLYING = "applying"
    DONE = "done"


class Outcome(StrEnum):
    """What became of one need: what was chosen for it, another answer, none, or it had changed meanwhile."""

    GIVEN = "given"
    OTHER = "other"
    NOTHING = "nothing"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Round:
    """`failed`: why nothing was chosen, so that everybody was looked for one by one. `figures` as `fairness.py` has
    them.
    """

    id: UUID
    area: Area
    by_rhythm: bool
    asked_at: datetime
    state: RoundState = RoundState.ASKED
    done_at: datetime | None = None
    failed: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


def outcome(before: Need | None, after: Need, chosen: UUID | None) -> Outcome:
    """Of one need, from what it was when its turn came to what it is now."""
    if before is not None and after.proposals == before.proposals and after.unanswered == before.unanswered:
        return Outcome.NOTHING if after.pending is None and not after.over and not after.running else Outcome.CHANGED
    if after.pending is None:
        return Outcome.NOTHING
    return Outcome.GIVEN if chosen is not None and after.pending.offering == chosen else Outcome.OTHER

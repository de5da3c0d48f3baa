"""What is destroyed with a signal, and the proof of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Place(StrEnum):
    """Where something could lead to whom a signal was about."""

    TEXT = "text"
    HOUSEHOLD = "household"
    HOUSEHOLD_KEYS = "household_keys"
    TRACES = "traces"
    CONTENTS = "contents"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Erasure:
    """That it was erased. `destroyed` was counted then; `left` is what its places hold now, which should be nothing.

    `kept_for_intake`: intake refers to the household that it was about, so that household's keys stayed.
    """

    signal: UUID
    erased_at: datetime
    policy: str
    destroyed: Mapping[Place, int]
    left: Mapping[Place, int]
    kept_for_intake: bool

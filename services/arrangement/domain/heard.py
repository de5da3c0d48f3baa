"""What matching told of a case, kept until the plan can take it.

Events of different subjects may come in any order: a proposal can be accepted here before its case was
clarified, or before the item that it fills was intended. Such a fact waits with the plan, and is not lost.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from libs.contracts.words import Rung
from services.arrangement.domain.ladder import Record


class What(StrEnum):
    """Of a proposal the first five, of a need the others."""

    ACCEPTED = "accepted"
    STARTED = "started"
    DROPPED_OUT = "dropped_out"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"
    UNANSWERED = "unanswered"
    RUNG_UNANSWERED = "rung_unanswered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Heard:
    """`record` says why not lower; `ground` is matching's code of why a proposal ended; `offering` the entry of the
    catalogue by which it is answered, none on rungs 0 and 1 and with a `personal_budget`.
    """

    what: What
    need: UUID
    proposal: UUID | None = None
    rung: Rung = Rung.OWN_STRENGTH
    record: Record = ()
    cost_cents_per_week: int = 0
    ground: str = ""
    offering: UUID | None = None
    personal_budget: bool = False

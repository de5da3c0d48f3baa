"""A message that could not become a signal: told to the partner with the reason, and to all that it happened."""

from dataclasses import dataclass
from uuid import UUID

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Event
from libs.contracts.signals import SignalRefused
from libs.contracts.words import RefusalReason


@dataclass(frozen=True)
class Refusal:
    """`source` and `event_id` are None when they could not be read either. `detail` names fields and faults only."""

    id: UUID
    source: str | None
    event_id: str | None
    reasons: tuple[RefusalReason, ...]
    detail: str
    sequence: int = 0
    neighbourhood: str = UNKNOWN_NEIGHBOURHOOD


def refused(refusal: Refusal) -> list[Event]:
    return [SignalRefused(neighbourhood=refusal.neighbourhood, reasons=refusal.reasons)]

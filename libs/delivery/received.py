"""A message as a handler sees it: typed data, and where it came from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from libs.contracts.payload import Payload

P_co = TypeVar("P_co", bound=Payload, covariant=True)


@dataclass(frozen=True, slots=True)
class Cause:
    """What brought an effect about, to be told with every event that it leads to."""

    id: str
    correlation: str
    actor: str
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Received(Generic[P_co]):
    """One event with its data. `sequence` counts within (source, subject); None when the sender does not count."""

    id: str
    source: str
    type: str
    subject: str | None
    sequence: int | None
    time: datetime | None
    data: P_co
    cause: Cause

    @property
    def subject_id(self) -> UUID:
        """The aggregate that the event is about. Only for omzien's own events, whose subjects are UUIDs."""
        return UUID(self.subject)

"""Events as a subscriber would have heard them, for the parts of the demo that only look at events."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from libs.contracts import plans
from libs.contracts.payload import Event
from libs.contracts.words import Rung
from omzien.demo.subscriber import Subscriber
from omzien.demo.told import Told

BEGAN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CASE = UUID(int=1)


def told(fact: Event, subject: UUID, sequence: int = 1, seconds: float = 0) -> Told[Any]:
    """One event, so many seconds after the beginning; heard a tenth of a second later."""
    at = BEGAN + timedelta(seconds=seconds)
    return Told(
        id=str(uuid4()),
        source="urn:test",
        type=fact.type,
        subject=subject,
        sequence=sequence,
        at=at,
        heard_at=at + timedelta(milliseconds=100),
        actor="system",
        neighbourhood=fact.neighbourhood,
        fact=fact,
    )


def heard(*events: Told[Any]) -> Subscriber:
    """A subscriber that has heard these."""
    subscriber = Subscriber()
    for event in events:
        subscriber.take(event)
    return subscriber


def started(item: UUID, need: UUID, rung: Rung) -> plans.PlanItemStarted:
    return plans.PlanItemStarted(caseid=CASE, item=item, need=need, rung=rung)


def ended(item: UUID, need: UUID, rung: Rung) -> plans.PlanItemEnded:
    return plans.PlanItemEnded.model_validate(
        {"caseid": CASE, "item": item, "need": need, "rung": rung, "reason": "replaced"}
    )

"""Applications for an individual provision, and their decisions. The subject is the application's id."""

from datetime import date
from uuid import UUID

from libs.contracts.needs import PassedOver
from libs.contracts.payload import CaseEvent
from libs.contracts.words import Ground, Rung


class ApplicationEvent(CaseEvent):
    """Without a grant nothing stands on rungs 4 and 5."""

    plan: UUID
    need: UUID
    rung: Rung


class ApplicationSubmitted(ApplicationEvent, type="nl.omzien.applications.submitted.v1"):
    """`why_not_lower` is the evidence from matching; empty only with an exception among the grounds."""

    grounds: tuple[Ground, ...]
    why_not_lower: tuple[PassedOver, ...] = ()


class ApplicationGranted(ApplicationEvent, type="nl.omzien.applications.granted.v1"):
    """By someone mandated who did not propose it. Matching now looks on this rung.

    `until` or, where the support is lasting, `review_on` is set.
    """

    until: date | None = None
    review_on: date | None = None
    lasting: bool = False
    cost_cents_per_week: int = 0


class ApplicationRejected(ApplicationEvent, type="nl.omzien.applications.rejected.v1"):
    ground: str


class ApplicationWithdrawn(ApplicationEvent, type="nl.omzien.applications.withdrawn.v1"):
    pass

"""An application for support on rung 4 or 5, and its decision. An aggregate of its own."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from libs.contracts.applications import (
    ApplicationEvent,
    ApplicationGranted,
    ApplicationRejected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from libs.contracts.payload import Event
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, Rung
from services.arrangement.domain.ladder import Record


class ApplicationState(StrEnum):
    """domain.md section 6."""

    SUBMITTED = "submitted"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Application:
    """`why_not_lower` is matching's evidence; empty only with an exception among the grounds.

    `until` and the cost are what was asked for, and after the decision what was granted.
    """

    id: UUID
    caseid: UUID
    plan: UUID
    neighbourhood: str
    need: UUID
    rung: Rung
    grounds: tuple[Ground, ...]
    why_not_lower: Record
    proposed_by: UUID
    submitted_at: datetime
    until: date | None = None
    review_on: date | None = None
    lasting: bool = False
    cost_cents_per_week: int = 0
    state: ApplicationState = ApplicationState.SUBMITTED
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    rejected: str | None = None
    sequence: int = 0

    def decided(self, state: ApplicationState, by: UUID, now: datetime) -> "Application":
        """Raises Refused when it was decided or withdrawn before."""
        if self.state is not ApplicationState.SUBMITTED:
            raise Refused("application-state", f"This application is {self.state}: submit a new one.")
        return replace(self, state=state, decided_by=by, decided_at=now)

    def tell(self, kind: type[ApplicationEvent], **data: object) -> Event:
        """A fact about this application."""
        about = {"plan": self.plan, "need": self.need, "rung": self.rung}
        return kind.model_validate({"caseid": self.caseid, "neighbourhood": self.neighbourhood, **about, **data})


Decision: TypeAlias = tuple[Application, list[Event]]


def submitted(application: Application) -> Decision:
    """Asked for; `domain/applying.py` looks whether it may be."""
    told = application.tell(ApplicationSubmitted, grounds=application.grounds, why_not_lower=application.why_not_lower)
    return application, [told]


def granted(application: Application, by: UUID, terms: "Terms", now: datetime) -> Decision:
    """Until a date; or lasting, with a date on which it is looked at again."""
    application = replace(
        application.decided(ApplicationState.GRANTED, by, now),
        until=terms.until,
        review_on=terms.review_on,
        lasting=terms.lasting,
        cost_cents_per_week=terms.cost_cents_per_week,
    )
    told = application.tell(
        ApplicationGranted,
        until=terms.until,
        review_on=terms.review_on,
        lasting=terms.lasting,
        cost_cents_per_week=terms.cost_cents_per_week,
    )
    return application, [told]


def rejected(application: Application, by: UUID, ground: str, now: datetime) -> Decision:
    """Not granted, and why, as a code."""
    application = replace(application.decided(ApplicationState.REJECTED, by, now), rejected=ground)
    return application, [application.tell(ApplicationRejected, ground=ground)]


def withdrawn(application: Application, by: UUID, now: datetime) -> Decision:
    """No longer asked for."""
    application = application.decided(ApplicationState.WITHDRAWN, by, now)
    return application, [application.tell(ApplicationWithdrawn)]


@dataclass(frozen=True)
class Terms:
    """Under which it is granted. Either `until`, or lasting with `review_on`."""

    until: date | None
    cost_cents_per_week: int
    lasting: bool = False
    review_on: date | None = None

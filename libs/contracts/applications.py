"""Applications for an individual provision, and their decisions. The subject is the application's id."""

from datetime import date
from uuid import UUID

from pydantic import Field

from libs.contracts.casework import SuspensionGround
from libs.contracts.needs import PassedOver
from libs.contracts.payload import CaseEvent
from libs.contracts.words import Ground, Rung


class ApplicationEvent(CaseEvent):
    """Without a grant nothing stands on rungs 4 and 5."""

    plan: UUID
    need: UUID
    rung: Rung


class ApplicationSubmitted(ApplicationEvent, type="nl.omzien.applications.submitted.v1"):
    """`why_not_lower` is the evidence from matching; empty only with an exception among the grounds.

    `decide_by`: the last day of the term of the law (Wmo 2015, art. 2.3.5(2)).
    """

    grounds: tuple[Ground, ...]
    why_not_lower: tuple[PassedOver, ...] = ()
    decide_by: date | None = None
    personal_budget: bool = Field(default=False, description="Asked for by the resident.")


class ApplicationGranted(ApplicationEvent, type="nl.omzien.applications.granted.v1"):
    """By someone mandated who did not propose it. Matching now looks on this rung; with a personal budget of
    `cost_cents_per_week` it looks for nobody: residents buy the support themselves (Wmo 2015, art. 2.3.6).

    `until` or, where the support is lasting, `review_on` is set. `starts_on`: today, or after the grant that it
    prolongs.
    """

    until: date | None = None
    review_on: date | None = None
    lasting: bool = False
    cost_cents_per_week: int = 0
    starts_on: date | None = None
    granted_cents: int | None = Field(
        default=None,
        description="From `starts_on` to the end, or to the day on which lasting support is looked at; less what was "
        "granted for those days before.",
    )
    personal_budget: bool = False


class ApplicationRejected(ApplicationEvent, type="nl.omzien.applications.rejected.v1"):
    ground: str


class ApplicationTermSuspended(ApplicationEvent, type="nl.omzien.applications.term-suspended.v1"):
    """The term stands still, through `until` where it is known (Awb art. 4:15)."""

    ground: SuspensionGround
    until: date | None = None


class ApplicationTermStill(ApplicationEvent, type="nl.omzien.applications.term-still.v1"):
    """It still stands still, after that day, and nobody named a day on which it runs on: told again and again."""

    ground: SuspensionGround
    since: date


class ApplicationTermResumed(ApplicationEvent, type="nl.omzien.applications.term-resumed.v1"):
    """It runs on: `decide_by` has moved by the days that it stood still."""

    days: int
    decide_by: date


class ApplicationTermNear(ApplicationEvent, type="nl.omzien.applications.term-near.v1"):
    """The term ends soon: told once for each day on which it would end."""

    decide_by: date


class ApplicationTermOverdue(ApplicationEvent, type="nl.omzien.applications.term-overdue.v1"):
    """The term has passed without a decision: told once."""

    decide_by: date


class ApplicationWithdrawn(ApplicationEvent, type="nl.omzien.applications.withdrawn.v1"):
    """No longer asked for. `ground` where nobody withdrew it: `plan_closed`."""

    ground: str | None = None

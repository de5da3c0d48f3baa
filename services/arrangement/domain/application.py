"""An application for support on rung 4 or 5, and its decision. An aggregate of its own."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from libs.contracts.applications import (
    ApplicationEvent,
    ApplicationGranted,
    ApplicationRejected,
    ApplicationSubmitted,
    ApplicationTermNear,
    ApplicationTermOverdue,
    ApplicationTermResumed,
    ApplicationTermStill,
    ApplicationTermSuspended,
    ApplicationWithdrawn,
)
from libs.contracts.calendar import day_of
from libs.contracts.casework import SuspensionGround
from libs.contracts.payload import Event
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, Rung
from services.arrangement.domain.euros import granted_cents
from services.arrangement.domain.ladder import Record
from services.arrangement.domain.personal_budget import BudgetPlan, BudgetRefusal, may_be_granted, must_be_explained
from services.arrangement.domain.term import Term

#: Why an application is withdrawn that nobody withdrew.
PLAN_CLOSED = "plan_closed"


class ApplicationState(StrEnum):
    """Waiting, or how it was decided on."""

    SUBMITTED = "submitted"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Application:
    """`why_not_lower` is why each rung below will not do; empty only with an exception among the grounds.

    `until` and the cost are what was asked for (0: nobody said), and after the decision what was granted;
    `granted_cents` is what that adds to what was granted before, through `until` or the day on which lasting support is
    looked at. `times_per_week` where it is not to come as often as the need asks. `term` is the legal clock.
    `withdrawn` says why, where that was no decision about the application: then nobody decided on it.
    `budget_plan` where a personal budget is asked for; then it was granted, or `budget_refused` says why not.
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
    term: Term
    until: date | None = None
    review_on: date | None = None
    lasting: bool = False
    cost_cents_per_week: int = 0
    times_per_week: int | None = None
    starts_on: date | None = None
    granted_cents: int | None = None
    budget_plan: BudgetPlan | None = None
    personal_budget: bool = False
    budget_refused: BudgetRefusal | None = None
    state: ApplicationState = ApplicationState.SUBMITTED
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    rejected: str | None = None
    withdrawn: str | None = None
    sequence: int = 0

    def decided(self, state: ApplicationState, by: UUID | None, now: datetime) -> "Application":
        """Raises Refused when it was decided or withdrawn before."""
        if self.state is not ApplicationState.SUBMITTED:
            raise Refused("application-state", f"This application is {self.state}: submit a new one.")
        return replace(self, state=state, decided_by=by, decided_at=now)

    def must_wait(self) -> None:
        """Raises Refused when it was decided or withdrawn before."""
        if self.state is not ApplicationState.SUBMITTED:
            raise Refused("application-state", f"This application is {self.state}: its term is over.")

    def tell(self, kind: type[ApplicationEvent], **data: object) -> Event:
        """A fact about this application."""
        about = {"plan": self.plan, "need": self.need, "rung": self.rung}
        return kind.model_validate({"caseid": self.caseid, "neighbourhood": self.neighbourhood, **about, **data})


Decision: TypeAlias = tuple[Application, list[Event]]


def submitted(application: Application) -> Decision:
    """Asked for; `domain/applying.py` looks whether it may be."""
    told = application.tell(
        ApplicationSubmitted,
        grounds=application.grounds,
        why_not_lower=application.why_not_lower,
        decide_by=application.term.decide_by,
        personal_budget=application.budget_plan is not None,
    )
    return application, [told]


def granted(application: Application, by: UUID, terms: "Terms", now: datetime, already: int = 0) -> Decision:
    """Until a date; or lasting, with a date on which it is looked at again. In kind, or as a budget that was asked for.
    `already`: of what it comes to, so many cents were granted before.

    Raises Refused when a condition of the budget is not met, or when it is not said why there is none.
    """
    if terms.personal_budget:
        may_be_granted(application.budget_plan, terms.cents)
    else:
        must_be_explained(application.budget_plan, terms.budget_refused)
    starts_on = terms.starts_on or day_of(now)
    application = replace(
        application.decided(ApplicationState.GRANTED, by, now),
        until=terms.until,
        review_on=terms.review_on,
        lasting=terms.lasting,
        cost_cents_per_week=terms.cents,
        starts_on=starts_on,
        granted_cents=granted_cents(terms.cents, starts_on, terms.through) - already,
        personal_budget=terms.personal_budget,
        budget_refused=terms.budget_refused,
    )
    told = application.tell(
        ApplicationGranted,
        until=terms.until,
        review_on=terms.review_on,
        lasting=terms.lasting,
        cost_cents_per_week=terms.cents,
        starts_on=starts_on,
        granted_cents=application.granted_cents,
        personal_budget=terms.personal_budget,
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


def lapsed(application: Application, now: datetime) -> Decision:
    """Its plan closed: nobody waits for a decision any more. Changes nothing when there was one before."""
    if application.state is not ApplicationState.SUBMITTED:
        return application, []
    application = replace(application.decided(ApplicationState.WITHDRAWN, None, now), withdrawn=PLAN_CLOSED)
    return application, [application.tell(ApplicationWithdrawn, ground=PLAN_CLOSED)]


def suspended(application: Application, ground: SuspensionGround, until: date | None, now: datetime) -> Decision:
    """The term stands still from tomorrow on (Awb art. 4:15)."""
    application.must_wait()
    application = replace(application, term=application.term.suspended(ground, until, day_of(now)))
    return application, [application.tell(ApplicationTermSuspended, ground=ground, until=until)]


def resumed(application: Application, now: datetime) -> Decision:
    """The reason is gone: it runs on from tomorrow."""
    application.must_wait()
    before = application.term
    application = replace(application, term=before.resumed(day_of(now)))
    days = application.term.days_still - before.days_still
    told = application.tell(ApplicationTermResumed, days=days, decide_by=application.term.decide_by)
    return application, [told]


def term_looked_at(application: Application, near: timedelta, still_every: timedelta, now: datetime) -> Decision:
    """Its timer ran: what is near, has passed or still stands still is told. Changes nothing once it was decided."""
    events: list[Event] = []
    if application.state is not ApplicationState.SUBMITTED:
        return application, events
    if application.term.runs_on(now):
        application, events = resumed(application, now)
    term, what = application.term.notices(now, near, still_every)
    application = replace(application, term=term)
    if what == "still":
        events.append(application.tell(ApplicationTermStill, ground=term.suspended_for, since=term.suspended_on))
    elif what:
        kind = ApplicationTermNear if what == "near" else ApplicationTermOverdue
        events.append(application.tell(kind, decide_by=term.decide_by))
    return application, events


@dataclass(frozen=True)
class Terms:
    """Under which it is granted. Either `until`, or lasting with `review_on`; from today, unless `starts_on`. What a
    week may cost is always named in the end. How often is asked for, and granted as it was asked.

    As a personal budget, or in kind; then `budget_refused` answers whoever asked for a budget.
    """

    until: date | None
    cost_cents_per_week: int | None
    lasting: bool = False
    review_on: date | None = None
    starts_on: date | None = None
    personal_budget: bool = False
    budget_refused: BudgetRefusal | None = None
    times_per_week: int | None = None

    @property
    def cents(self) -> int:
        """What a week may cost."""
        return self.cost_cents_per_week or 0

    @property
    def through(self) -> date:
        """Until when it is decided on: then it ends, or is looked at again."""
        return self.until or self.review_on or date.max

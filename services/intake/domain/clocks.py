"""The legal clocks of a case (Wmo 2015, art. 2.3.2 and 2.3.3): when they end, stand still, and are told of.

They run while the case is investigated: clarification, a direct transfer and closing stop them, nothing else need.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypedDict

from libs.contracts.calendar import after, day_of, morning_of
from libs.contracts.cases import (
    CasePersonalPlanReceived,
    CaseTermNear,
    CaseTermOverdue,
    CaseTermResumed,
    CaseTermSuspended,
)
from libs.contracts.casework import SuspensionGround, Term
from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import Refused
from libs.contracts.terms import last_day, next_working_day
from services.intake.domain.case import Case, Decision, about, require_open
from services.intake.domain.policy import Policy

#: Art. 2.3.2(2): the resident may hand in a personal plan within seven days after the report.
PERSONAL_PLAN_DAYS = 7
#: Art. 2.3.2(1): the investigation takes six weeks at most.
INVESTIGATION_DAYS = 42

#: The kind of a case's one timer: it runs when the next notice is due.
TERM = "term"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock that runs: from `late` on it is overdue. `due` is its last day; `at` the moment, where it is in hours."""

    term: Term
    due: date
    late: datetime
    at: datetime | None = None

    def near(self, policy: Policy) -> datetime:
        """When it is told that it ends soon."""
        before = policy.near[self.term]
        return self.late - before if self.at else morning_of(self.due - before)

    def notice(self, what: str) -> str:
        """What is told at most once."""
        return f"{what}:{self.term}:{self.at or self.due}"


class Beginning(TypedDict):
    """What a report gives a case: `Case(..., **beginning(now))`."""

    reported_on: date
    personal_plan_by: date
    investigation_by: date
    due: datetime


def beginning(now: datetime) -> Beginning:
    """A report came in: its clocks begin."""
    today = day_of(now)
    investigation_by = last_day(today, INVESTIGATION_DAYS)
    return Beginning(
        reported_on=today,
        personal_plan_by=last_day(today, PERSONAL_PLAN_DAYS),
        investigation_by=investigation_by,
        due=after(investigation_by),
    )


def begun_anew(case: Case, now: datetime) -> Case:
    """As if the report came in now."""
    return replace(
        case,
        **beginning(now),
        personal_plan_on=None,
        suspended_on=None,
        suspended_until=None,
        suspended_for=None,
        suspended_days=0,
        told=(),
    )


def deadlines(case: Case) -> Iterator[Deadline]:
    """The clocks that run now. While they stand still, those that had passed have passed all the same."""
    if not case.investigated:
        return
    if case.personal_plan_by and case.personal_plan_on is None and not _stands_still(case, case.personal_plan_by):
        yield Deadline(Term.PERSONAL_PLAN, case.personal_plan_by, after(case.personal_plan_by))
    if case.investigation_by and not _stands_still(case, case.investigation_by):
        yield Deadline(Term.INVESTIGATION, case.investigation_by, after(case.investigation_by))
    if case.urgent_by and case.exception:
        yield Deadline(Term.URGENT_PROVISION, day_of(case.urgent_by), case.urgent_by, case.urgent_by)


def timed(case: Case) -> Case:
    """With `due`: when the team is late with it. The personal plan is not theirs to be late with: it is a right."""
    late = (each.late for each in deadlines(case) if each.term is not Term.PERSONAL_PLAN)
    due = min(late, default=None)
    return case if case.due == due else replace(case, due=due)


def next_moment(case: Case, policy: Policy) -> datetime | None:
    """When there is something to tell of its clocks, or they run on by themselves; None when never."""
    moments = [
        each.near(policy) if each.notice("near") not in case.told else each.late
        for each in deadlines(case)
        if each.notice("overdue") not in case.told
    ]
    if case.investigated and case.suspended_until:
        moments.append(after(case.suspended_until))
    return min(moments, default=None)


def tick(case: Case, policy: Policy, now: datetime) -> Decision:
    """The timer has run: tell of what is near or overdue and was not told yet. Changes nothing when nothing is."""
    events: list[CaseEvent] = []
    since, until = case.suspended_on, case.suspended_until
    if case.investigated and since and until and now >= after(until):
        case, events = _run_on(case, since, until)
    for deadline in deadlines(case):
        near, overdue = deadline.notice("near"), deadline.notice("overdue")
        if now >= deadline.late and overdue not in case.told:
            # that it was near is no news any more
            case = replace(case, told=tuple(dict.fromkeys((*case.told, near, overdue))))
            events.append(CaseTermOverdue(**about(case), term=deadline.term, due=deadline.due, due_at=deadline.at))
        elif now >= deadline.near(policy) and near not in case.told:
            case = replace(case, told=(*case.told, near))
            events.append(CaseTermNear(**about(case), term=deadline.term, due=deadline.due, due_at=deadline.at))
    return case, events


def suspend(case: Case, ground: SuspensionGround, until: date | None, now: datetime) -> Decision:
    """The clocks stand still from tomorrow on, through `until` or till somebody lets them run on (Awb art. 4:15).

    What is acute or palliative has a clock that no ground stops.
    """
    _require_investigated(case)
    if case.suspended_on is not None:
        raise Refused("already-suspended", "The terms stand still already. Let them run on first.")
    today = day_of(now)
    if until is not None and until <= today:
        raise Refused("until-is-past", "The terms stand still from tomorrow on: give a later day, or none.")
    case = replace(case, suspended_on=today, suspended_until=until, suspended_for=ground)
    return case, [CaseTermSuspended(**about(case), ground=ground, until=until)]


def resume(case: Case, now: datetime) -> Decision:
    """The reason is gone: from tomorrow on the clocks run again."""
    _require_investigated(case)
    if case.suspended_on is None:
        raise Refused("not-suspended", "The terms are running: there is nothing to resume.")
    today = day_of(now)
    return _run_on(case, case.suspended_on, min(today, case.suspended_until or today))


def receive_personal_plan(case: Case, received_on: date, now: datetime) -> Decision:
    """The resident handed it in. The first one stops the clock; a further one is told of as well."""
    _require_investigated(case)
    if received_on > day_of(now):
        raise Refused("not-received-yet", "That day lies in the future. Record the plan when it has been handed in.")
    if case.reported_on and received_on < case.reported_on:
        raise Refused("before-the-report", f"The report came in on {case.reported_on}. Give that day, or a later one.")
    event = CasePersonalPlanReceived(**about(case), received_on=received_on)
    return replace(case, personal_plan_on=case.personal_plan_on or received_on), [event]


def _run_on(case: Case, since: date, last: date) -> Decision:
    """They stood still from the day after `since` through `last`."""
    days = (last - since).days
    total = case.suspended_days + days
    case = replace(
        case,
        personal_plan_by=_moved(case, case.personal_plan_by, PERSONAL_PLAN_DAYS + total, last),
        investigation_by=_moved(case, case.investigation_by, INVESTIGATION_DAYS + total, last),
        suspended_days=total,
        suspended_on=None,
        suspended_until=None,
        suspended_for=None,
    )
    resumed = CaseTermResumed(
        **about(case), days=days, personal_plan_by=case.personal_plan_by, investigation_by=case.investigation_by
    )
    return case, [resumed]


def _moved(case: Case, end: date | None, days: int, last: date) -> date | None:
    """The end once the term has stood still through `last`, when it has so many days."""
    if end is None or case.reported_on is None or case.suspended_on is None or end < case.suspended_on:
        return end
    # counted from the report again: what a weekend had added is not added twice ...
    moved = last_day(case.reported_on, days)
    # ... but who had a day left by it has one afterwards too, and no term ends while it stands still
    left = timedelta(days=1 if end > case.suspended_on else 0)
    return max(moved, end, next_working_day(last + left))


def _stands_still(case: Case, end: date) -> bool:
    return case.suspended_on is not None and end >= case.suspended_on


def _require_investigated(case: Case) -> None:
    require_open(case)
    if not case.investigated:
        raise Refused("investigated-already", f"The case is {case.state}: its investigation is over, no term runs.")

"""Gaps: what a neighbourhood asks for and nobody answers, counted, told, and taken up in the service consultation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from libs.contracts.gaps import (
    GapClosed,
    GapEvent,
    GapGrown,
    GapLeftOpen,
    GapOpened,
    GapPromiseOverdue,
    GapTakenUp,
)
from libs.contracts.refusals import Refused
from libs.contracts.words import Category
from services.matching.domain.need import Need, NeedState

E = TypeVar("E", bound=GapEvent)

#: A promise for later than this is none.
LATEST = timedelta(days=5 * 366)


@dataclass(frozen=True)
class GapRules:
    """`enough`: from so many cases on a gap is told and shown with its numbers, since fewer could be pointed at.

    `grows_by_percent`: so many more cases than when it was told last are told again. `period`: what the agenda compares
    with as much before. `certificate_ends`: so long before its end a volunteer's certificate stands on the agenda.
    """

    enough: int
    grows_by_percent: int
    period: timedelta
    certificate_ends: timedelta


@dataclass(frozen=True)
class Count:
    """Open needs that nobody answers, of so many cases; `since`: the day on which the longest unanswered became one."""

    needs: int
    cases: int
    since: date | None


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One category in one neighbourhood. `cases` when counted last; `told` the most that were told since it opened.

    `promised_on` is the day by which somebody promised an answer, `overdue` once that was told to be late.
    """

    id: UUID
    neighbourhood: str
    category: Category
    cases: int = 0
    told: int = 0
    opened_on: date | None = None
    promised_on: date | None = None
    overdue: bool = False
    sequence: int = 0

    def tell(self, event: type[E], **more: Any) -> E:
        return event(neighbourhood=self.neighbourhood, category=self.category, **more)


Change = tuple[Gap, Sequence[GapEvent]]


def unanswered(need: Need) -> bool:
    """Whether this need is a gap: it waits for an answer, and there is none."""
    return need.state is NeedState.OPEN and bool(need.unanswered)


def counted(gap: Gap, count: Count, rules: GapRules, today: date) -> Change:
    """Opened at enough cases, grown by as much as policy says, closed when no need is left; else nothing is told.

    Between opening and closing only a new highest number is growth: what goes up and down is not told each time.
    """
    gap = replace(gap, cases=count.cases)
    if not count.cases or count.since is None:
        closed = [gap.tell(GapClosed, since=gap.opened_on)] if gap.told and gap.opened_on else []
        return replace(gap, told=0, opened_on=None, promised_on=None, overdue=False), closed
    told: type[GapOpened | GapGrown]
    if not gap.told and count.cases >= rules.enough:
        told, gap = GapOpened, replace(gap, opened_on=today)
    elif gap.told and 100 * count.cases >= (100 + rules.grows_by_percent) * gap.told:
        told = GapGrown
    else:
        return gap, []
    size = gap.tell(told, needs=count.needs, cases=count.cases, since=count.since)
    return replace(gap, told=count.cases), [size]


def taken_up(gap: Gap, organisation: UUID | None, promised_on: date, today: date) -> Change:
    """An organisation promises an answer by that day; a later promise takes the place of an earlier one.

    Raises Refused for a gap that closed, and for a day that is over or years away.
    """
    _must_be_open(gap)
    if not today <= promised_on <= today + LATEST:
        raise Refused("promise-date", "Promise a day from today on, and within five years.")
    promised = replace(gap, promised_on=promised_on, overdue=False)
    return promised, [gap.tell(GapTakenUp, promised_on=promised_on, organisation=organisation)]


def left_open(gap: Gap, ground: str) -> Change:
    """Nobody takes it up (any more). Raises Refused for a gap that closed."""
    _must_be_open(gap)
    return replace(gap, promised_on=None, overdue=False), [gap.tell(GapLeftOpen, ground=ground)]


def promise_over(gap: Gap, today: date) -> Change:
    """The day promised is over: told once. Changes nothing when the gap closed or the promise is another one."""
    if gap.promised_on is None or gap.promised_on >= today or gap.overdue:
        return gap, []
    return replace(gap, overdue=True), [gap.tell(GapPromiseOverdue, promised_on=gap.promised_on)]


def _must_be_open(gap: Gap) -> None:
    if not gap.cases:
        raise Refused("gap-closed", "No need in it is without an answer any more: it is not on the agenda.")

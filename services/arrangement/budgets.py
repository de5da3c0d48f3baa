"""Every Monday, and once a year is over, all budgets are held against what was used: load, decide, save, record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from libs.contracts.calendar import AMSTERDAM, day_of
from libs.delivery.service import TimerHandler
from libs.delivery.timers import Timer
from services.arrangement import store
from services.arrangement.domain import spending
from services.arrangement.domain.cost import Budget, by_budget
from services.arrangement.domain.spending import NAMESPACE, BudgetYear
from services.arrangement.recording import W, policy

#: All budgets are looked at.
LOOK = "budget_look"
#: Before anybody comes to work.
AT = time(5)


def due(work: W) -> None:
    """Where policy has budgets, they are looked at next Monday, or on the first of January before it. Again is once:
    each has a timer of its own, and none moves one that is due.
    """
    if policy(work).budgets:
        _next(work, work.now)


def _next(work: W, after: datetime) -> None:
    today = day_of(after)
    monday = today - timedelta(days=today.weekday())
    days = (monday, monday + timedelta(weeks=1), date(today.year, 1, 1), date(today.year + 1, 1, 1))
    at = min(at for day in days if (at := datetime.combine(day, AT, AMSTERDAM)) > after)
    work.schedule(NAMESPACE, LOOK, at, at.toordinal())


async def look(work: W, timers: Sequence[Timer]) -> None:
    """Over-use and under-use are told when they begin, and when they are over: also in a neighbourhood without plans,
    which uses nothing of what it has.

    As of when it was due, however late the service is: a year whose last look came late would be told as the next one.
    """
    for timer in sorted(timers, key=lambda timer: timer.due):
        await _looked_at(work, timer.due)
        if policy(work).budgets:
            _next(work, timer.due)


async def _looked_at(work: W, due_at: datetime) -> None:
    today = day_of(due_at)
    yesterday = today - timedelta(days=1)
    # by what held for the days that are looked at: with a new year there is often a new policy
    terms = work.settings.policies.at(datetime.combine(yesterday, AT, AMSTERDAM))
    first = date(yesterday.year, 1, 1)
    used = by_budget(await store.costs(work.connection, first, yesterday, None), terms.fields)
    known = await store.lock_budget_years(work.connection, (_id(key, first.year) for key in terms.budgets))
    years: list[BudgetYear] = []
    for key, cents in terms.budgets.items():
        year = known.get(_id(key, first.year)) or BudgetYear.of(key, first.year)
        after, events = spending.looked_at(year, used.get(key, 0), cents, today, terms.spending)
        years.append(work.record(after, events))
    await store.save_budget_years(work.connection, years)


def _id(budget: Budget, year: int) -> UUID:
    return spending.budget_id(budget, year)


TIMERS: Mapping[str, TimerHandler] = {LOOK: look}

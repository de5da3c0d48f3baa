"""Every Monday, and once a year is over, the budgets of a neighbourhood are held against what was used: load, decide,
save, record.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from libs.contracts.calendar import AMSTERDAM, day_of
from libs.delivery.service import TimerHandler
from libs.delivery.timers import Timer
from services.arrangement import store
from services.arrangement.domain import spending
from services.arrangement.domain.cost import Budget, by_budget
from services.arrangement.domain.spending import NAMESPACE, BudgetYear
from services.arrangement.recording import W, policy

#: The budgets of a neighbourhood are looked at.
LOOK = "budget_look"
#: Before anybody comes to work.
AT = time(5)


def due(work: W, neighbourhoods: Iterable[str]) -> None:
    """Where policy gives them a budget, these are looked at from now on. Again is once."""
    wanted = {each.neighbourhood for each in policy(work).budgets}
    for neighbourhood in wanted.intersection(neighbourhoods):
        _next(work, neighbourhood)


def _next(work: W, neighbourhood: str) -> None:
    """The next Monday, or the first of January before it. Each has a timer of its own: none moves one that is due."""
    today = day_of(work.now)
    monday = today - timedelta(days=today.weekday())
    days = (monday, monday + timedelta(weeks=1), date(today.year, 1, 1), date(today.year + 1, 1, 1))
    at = min(at for day in days if (at := datetime.combine(day, AT, AMSTERDAM)) > work.now)
    work.schedule(uuid5(NAMESPACE, neighbourhood), LOOK, at, at.toordinal(), neighbourhood=neighbourhood)


async def look(work: W, timers: Sequence[Timer]) -> None:
    """Over-use and under-use are told when they begin, and when they are over."""
    today, terms = day_of(work.now), policy(work)
    for timer in timers:
        place = str(timer.data["neighbourhood"])
        _next(work, place)
        yesterday = today - timedelta(days=1)
        first = date(yesterday.year, 1, 1)
        used = by_budget(await store.costs(work.connection, first, yesterday, place), terms.fields)
        mine = {key: cents for key, cents in terms.budgets.items() if key.neighbourhood == place}
        known = await store.lock_budget_years(work.connection, (_id(key, first.year) for key in mine))
        years: list[BudgetYear] = []
        for key, cents in mine.items():
            year = known.get(_id(key, first.year)) or BudgetYear.of(key, first.year)
            after, events = spending.looked_at(year, used.get(key, 0), cents, today, terms.spending)
            years.append(work.record(after, events))
        await store.save_budget_years(work.connection, years)


def _id(budget: Budget, year: int) -> UUID:
    return spending.budget_id(budget, year)


TIMERS: Mapping[str, TimerHandler] = {LOOK: look}

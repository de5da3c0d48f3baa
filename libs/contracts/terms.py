"""Legal terms: working days in the Netherlands, computed in local time and given in UTC."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

import holidays

from libs.contracts.calendar import AMSTERDAM, day_of

#: A term in working days ends when the day's work does.
CLOSING = time(17, 0)

WEEKEND = (5, 6)


def is_working_day(day: date) -> bool:
    """Not in a weekend, and not a day that the General Terms Act (Algemene termijnenwet, art. 3) names."""
    return day.weekday() not in WEEKEND and day not in _holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it: where a term ends that would end on it
    (General Terms Act, art. 1; for terms of the AVG Regulation 1182/71, art. 3(4)).
    """
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(1_024)
def last_day(begins: date, days: int) -> date:
    """The last day of a term of so many days, of which the first is the day after `begins`."""
    return next_working_day(begins + timedelta(days=days))


def in_office_hours(moment: datetime, opens: time, closes: time) -> bool:
    """Whether the office is open: on a working day, from `opens` until just before `closes`, in Amsterdam."""
    local = moment.astimezone(AMSTERDAM)
    return is_working_day(local.date()) and opens <= local.time() < closes


def after_working_days(moment: datetime, days: int) -> datetime:
    """The close of the `days`-th working day after the day of `moment` (which does not count). UTC."""
    return _closing(day_of(moment), days)


def month_after(moment: datetime) -> date:
    """The last day of a term of one month: the same day of the next month, or its last one (Regulation 1182/71,
    art. 3(2)(c)), and never in a weekend or on a holiday.
    """
    day = day_of(moment)
    year, month = divmod(day.year * 12 + day.month, 12)
    return next_working_day(date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])))


def working_days_between(since: datetime, until: datetime) -> int:
    """The working days after the day of `since`, up to and with the day of `until`; 0 when that is not later.

    So a term that began on `since` has counted this many of its days on `until`.
    """
    day, last = day_of(since), day_of(until)
    return sum(is_working_day(day + timedelta(days=ahead)) for ahead in range(1, (last - day).days + 1))


def put_off(due: datetime, since: datetime, until: datetime) -> datetime:
    """`due` later by the working days from `since` to `until`, at the close of that day; in UTC, and after `until`.

    A pause that took the rest of the last day leaves until the close of the next.
    """
    days = working_days_between(since, until)
    later = after_working_days(due, days) if days else due
    return later if later > until else after_working_days(until, 1)


def after_years(moment: datetime, years: int) -> datetime:
    """The same moment so many calendar years later; for the 29th of February the 1st of March where there is none."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)


@lru_cache(1_024)
def _closing(day: date, days: int) -> datetime:
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return datetime.combine(day, CLOSING, AMSTERDAM).astimezone(UTC)


@cache
def _holidays(year: int) -> frozenset[date]:
    # the library gives Liberation Day every fifth year, when offices close; the act names it every year
    return frozenset(holidays.country_holidays("NL", years=year)) | {date(year, 5, 5)}


# the library reads all countries at its first question: not in a transaction, while the first signal waits
_holidays(date.today().year)  # noqa: DTZ011 - any year would do

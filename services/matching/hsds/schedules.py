"""Weekly hours from schedules as in iCal, and schedules of weekly hours."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.matching.domain.hours import MIDNIGHT, Hours
from services.matching.hsds.model import Schedule

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: As many as an entry of the catalogue may have.
MOST = 50

_TIME = re.compile(r"^([0-2]?\d):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$")
_DAY = re.compile(r"^[+-]?\d*(MO|TU|WE|TH|FR|SA|SU)$")
#: A time with one of these offsets is a time on the clock here, in winter or in summer.
HERE = (timedelta(hours=1), timedelta(hours=2))


def hours_of(schedules: Iterable[Schedule]) -> tuple[tuple[Hours, ...], list[str]]:
    """Sorted, each once, in local time; and what of the schedules says nothing about a week."""
    found: set[Hours] = set()
    remarks = []
    for each in schedules:
        if each.opens_at is None and each.closes_at is None and each.byday is None:
            continue  # it is told in words, for people
        try:
            found |= _weekly(each)
        except ValueError as error:
            remarks.append(f"schedule {each.id} is left out of the opening hours: {error}")
    if len(found) > MOST:
        remarks.append(f"only the first {MOST} of {len(found)} opening hours are searched by")
    return tuple(sorted(found)[:MOST]), remarks


def _weekly(schedule: Schedule) -> set[Hours]:
    if schedule.freq == "MONTHLY" or (schedule.interval or 1) != 1:
        raise ValueError("it is not every week")
    if schedule.opens_at is None or schedule.closes_at is None:
        raise ValueError("opens_at and closes_at belong together")
    days = [DAYS.index(_day(each)) for each in re.split(r"[,\s]+", schedule.byday or "") if each]
    if not days:
        raise ValueError("byday names no day of the week")
    on = _date(schedule.dtstart) or _date(schedule.valid_from) or date(2026, 1, 1)
    opens, closes = _local(schedule.opens_at, on), _local(schedule.closes_at, on)
    return {hours for day in days for hours in _night(day, opens, closes)}


def _night(day: int, opens: time, closes: time) -> Sequence[Hours]:
    """What ends after midnight belongs to two days."""
    if closes == MIDNIGHT or opens < closes:
        return [Hours(day + 1, opens, closes)]
    if opens == closes:
        raise ValueError(f"it opens and closes at {opens:%H:%M}")
    return [Hours(day + 1, opens, MIDNIGHT), Hours((day + 1) % 7 + 1, MIDNIGHT, closes)]


def _day(text: str) -> str:
    found = _DAY.fullmatch(text.upper())
    if not found:
        raise ValueError(f"'{text[:20]}' is no day: use {', '.join(DAYS)}")
    return found[1]


def _local(text: str, on: date) -> time:
    """On the clock here, to the minute. An offset of elsewhere is reckoned on the day on which it begins."""
    found = _TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 24 or (int(found[1]) == 24 and found[2] != "00"):
        raise ValueError(f"'{text[:20]}' is no time: use HH:MM")
    at = time(int(found[1]) % 24, int(found[2]))
    offset = _offset(found[3])
    if offset is None or offset in HERE:
        return at
    moment = datetime.combine(on, at, timezone(offset)).astimezone(AMSTERDAM)
    return time(moment.hour, moment.minute)


def _offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text == "Z":
        return timedelta()
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    if size >= timedelta(days=1):
        raise ValueError(f"'{text}' is no offset")
    return -size if text[0] == "-" else size


def _date(text: str | None) -> date | None:
    try:
        found = date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    # the ends of the calendar have no other time zone
    return found if 1 < found.year < 9999 else None


def schedules_of(hours: Iterable[Hours], key: UUID) -> list[dict[str, Any]]:
    """A schedule for each pair of times. `key` makes their ids: the same hours have the same ids."""
    days: dict[tuple[time, time], list[int]] = {}
    for each in sorted(hours):
        days.setdefault((each.opens, each.closes), []).append(each.weekday)
    return [
        {
            "id": str(uuid5(key, f"schedule {opens} {closes}")),
            "freq": "WEEKLY",
            "byday": ",".join(DAYS[day - 1] for day in which),
            "opens_at": f"{opens:%H:%M}",
            "closes_at": f"{closes:%H:%M}",
        }
        for (opens, closes), which in days.items()
    ]

"""A date of birth as partners write it."""

import re
from datetime import date

MONTHS = ("jan", "feb", "maa|mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt|oct", "nov", "dec")

#: Year first, as the standard has it; day first, as people write; run together, as old systems do.
NOTATIONS = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})[-/. ](?P<day>\d{1,2})(?:[T ]00:00.*)?",
        r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})",
    )
)
IN_WORDS = re.compile(r"(\d{1,2})[\s.-]+([a-z]{3})[a-z]*\.?[\s.-]+(\d{4})")


def birth_date(text: str) -> date | None:
    """None when it is no day of the calendar, or when its year is left to a guess."""
    told = text.strip().casefold()
    found = next((match for notation in NOTATIONS if (match := notation.fullmatch(told.upper()))), None)
    if found:
        return _day(int(found["year"]), int(found["month"]), int(found["day"]))
    if words := IN_WORDS.fullmatch(told):
        month = next((at for at, names in enumerate(MONTHS, 1) if re.match(names, words[2])), 0)
        return _day(int(words[3]), month, int(words[1]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""A date of birth as partners write it: what of it is certain, and never a guess."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

#: Nobody who lives was born before: it is a slip, or stands for a date that nobody knows.
OLDEST = date(1900, 1, 1)

#: Year first, as the standard has it; day first, as people write; run together, as old systems do. Zeros for a day or a
#: month are the registry's way to say that it is not known. A time of day is a day only at midnight: 23:00 in another
#: zone would be the day after.
NOTATIONS = tuple(
    re.compile(pattern, re.VERBOSE | re.IGNORECASE)
    for pattern in (
        r"(?P<year>[0-9]{4})[-/.\ ](?P<month>[0-9]{1,2})[-/.\ ](?P<day>[0-9]{1,2})(?:[T\ ]00:00(?::00.*)?)?",
        r"(?P<day>[0-9]{1,2})[-/.\ ](?P<month>[0-9]{1,2})[-/.\ ](?P<year>[0-9]{4})",
        r"(?P<year>(?:19|20)[0-9]{2})(?P<month>0[0-9]|1[0-2])(?P<day>[0-9]{2})",
        r"(?P<day>[0-9]{2})(?P<month>0[0-9]|1[0-2])(?P<year>(?:19|20)[0-9]{2})",
        r"(?P<day>[0-9]{1,2})[\s.-]+(?P<word>[a-z]{3})[a-z]*\.?[\s.-]+(?P<year>[0-9]{4})",
    )
)
WORDS = {
    word: month
    for month, words in enumerate(
        ("jan", "feb", "maa mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"), 1
    )
    for word in words.split()
}


@dataclass(frozen=True)
class Birth:
    """Between these two days, both included."""

    earliest: date
    latest: date

    @property
    def day(self) -> date | None:
        """The day itself, where all of it is told."""
        return self.earliest if self.earliest == self.latest else None


def birth_of(text: str | None) -> Birth | None:
    """None when nothing of it is certain: no day of the calendar, or a year of two digits."""
    told = (text or "").strip()
    found = next((match for notation in NOTATIONS if (match := notation.fullmatch(told))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = WORDS.get(parts["word"].casefold()) if "word" in parts else int(parts["month"])
    return None if month is None else _between(int(parts["year"]), month, int(parts["day"]))


def _between(year: int, month: int, day: int) -> Birth | None:
    """A month or a day of 0 is not known; a day without its month says nothing more than the year."""
    first, last = (month, month) if month else (1, 12)
    try:
        if day and month:
            earliest = latest = date(year, month, day)
        else:
            earliest, latest = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:
        return None
    return Birth(earliest, latest) if earliest >= OLDEST else None

"""Faults in the birth date and in the citizen service number."""

from datetime import date, timedelta
from random import Random

from tests.correlation.making.kinds import Fault, Part
from tests.correlation.making.persons import Person, Record, changed, passes_eleven

#: Numbers that fill a field and are nobody's; the first three even pass the eleven check.
FILLERS = ("000000000", "111111110", "123456782", "999999999", "123456789")

_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_NO_DATES = ("1900-01-01", "9999-12-31", "0001-01-01", "onbekend", "00-00-0000", "1800-01-01")
_SPREADSHEET_ZERO = date(1899, 12, 30)


def _born(record: Record) -> date | None:
    try:
        return date.fromisoformat(record.get("Geboortedatum", ""))
    except ValueError:
        return None


def birth_swapped(rng: Random, person: Person, record: Record) -> Record | None:
    born = _born(record)
    if born is None or born.day > 12:
        return None
    return changed(record, Geboortedatum=born.replace(month=born.day, day=born.month).isoformat())


def birth_digit(rng: Random, person: Person, record: Record) -> Record | None:
    """Another digit that leaves a date on which somebody alive was born."""
    born = _born(record)
    if born is None:
        return None
    text = born.isoformat()
    at = rng.choice((2, 3, 3, 5, 6, 6, 8, 9, 9))
    try:
        other = date.fromisoformat(text[:at] + str(rng.randrange(10)) + text[at + 1 :])
    except ValueError:
        return None
    return changed(record, Geboortedatum=other.isoformat()) if 1920 < other.year < 2026 else None


def birth_year_only(rng: Random, person: Person, record: Record) -> Record | None:
    born = _born(record)
    return changed(record, Geboortedatum=f"{born.year}-01-01") if born else None


def birth_missing(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Geboortedatum="")


def birth_notation(rng: Random, person: Person, record: Record) -> Record | None:
    born = _born(record)
    if born is None:
        return None
    styles = (
        *("%d-%m-%Y",) * 4,
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%Y%m%d",
        "%d%m%Y",
        "%d-%m-%y",
        "%Y-%m-%dT00:00:00",
        f"{born.day}-{born.month}-%Y",
        f"{born.day} {_MONTHS[born.month - 1]} %Y",
    )
    return changed(record, Geboortedatum=born.strftime(rng.choice(styles)))


def birth_zeroes(rng: Random, person: Person, record: Record) -> Record | None:
    """What isn't known as zeroes: the day, or the month as well."""
    born = _born(record)
    if born is None:
        return None
    return changed(record, Geboortedatum=rng.choice((f"{born:%Y}-00-00", f"{born:%Y-%m}-00", f"{born:%Y}0000")))


def birth_century(rng: Random, person: Person, record: Record) -> Record | None:
    born = _born(record)
    if born is None or born.year > 1999 or (born.month, born.day) == (2, 29):
        return None
    return changed(record, Geboortedatum=born.replace(year=born.year + 100).isoformat())


def birth_day_before(rng: Random, person: Person, record: Record) -> Record | None:
    """A day too early: midnight here was the evening before in Greenwich."""
    born = _born(record)
    if born is None:
        return None
    hour = "T22:00:00Z" if 4 <= born.month <= 9 else "T23:00:00Z"
    return changed(record, Geboortedatum=(born - timedelta(days=1)).isoformat() + rng.choice((hour, "", "")))


def birth_filler(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Geboortedatum=rng.choice(_NO_DATES)) if _born(record) else None


def birth_spreadsheet(rng: Random, person: Person, record: Record) -> Record | None:
    born = _born(record)
    return changed(record, Geboortedatum=str((born - _SPREADSHEET_ZERO).days)) if born else None


def birth_scanned(rng: Random, person: Person, record: Record) -> Record | None:
    born = _born(record)
    if born is None:
        return None
    old, new = rng.choice((("0", "O"), ("1", "l"), ("5", "S"), ("8", "B"), ("-0", "-o")))
    return changed(record, Geboortedatum=born.isoformat().replace(old, new))


def number_missing(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Burgerservicenummer="")


def number_typo(rng: Random, person: Person, record: Record) -> Record | None:
    """One digit wrong, or two swapped; no longer a possible number."""
    digits = record.get("Burgerservicenummer", "")
    if not passes_eleven(digits):
        return None
    at = rng.randrange(8)
    pair = digits[at + 1] + digits[at] if rng.random() < 0.4 else str(rng.randrange(10)) + digits[at + 1]
    wrong = digits[:at] + pair + digits[at + 2 :]
    return None if passes_eleven(wrong) else changed(record, Burgerservicenummer=wrong)


def number_notation(rng: Random, person: Person, record: Record) -> Record | None:
    d = record.get("Burgerservicenummer", "")
    if len(d) != 9:
        return None
    styles = (
        f"{d[:3]}.{d[3:6]}.{d[6:]}",
        f"{d[:3]} {d[3:6]} {d[6:]}",
        f"{d[:4]}.{d[4:6]}.{d[6:]}",
        f"{d[:3]}-{d[3:6]}-{d[6:]}",
    )
    return changed(record, Burgerservicenummer=rng.choice((*styles, f" {d}", f"{d[:4]} {d[4:]}")))


def number_without_zero(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Burgerservicenummer=record.get("Burgerservicenummer", "").removeprefix("0"))


def number_decimals(rng: Random, person: Person, record: Record) -> Record | None:
    """A number that went through a spreadsheet as a quantity."""
    digits = record.get("Burgerservicenummer", "").lstrip("0")
    return (
        changed(record, Burgerservicenummer=rng.choice((f"{digits}.0", f"{digits},00", f"'{digits}")))
        if digits
        else None
    )


def number_labelled(rng: Random, person: Person, record: Record) -> Record | None:
    digits = record.get("Burgerservicenummer", "")
    label = rng.choice(("BSN ", "bsn: ", "BSN:", "SOFI ", "NL"))
    return changed(record, Burgerservicenummer=f"{label}{digits}") if digits else None


def number_filler(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Burgerservicenummer=rng.choice(FILLERS)) if "Burgerservicenummer" in record else None


_BIRTH, _BIRTH_LOST, _NUMBER, _NUMBER_LOST = {Part.BIRTH: 1}, {Part.BIRTH: 2}, {Part.NUMBER: 1}, {Part.NUMBER: 2}

PARTICULARS: dict[str, Fault] = {
    "birth_digit": Fault(birth_digit, 8, "birth", _BIRTH),
    "birth_missing": Fault(birth_missing, 10, "birth", _BIRTH_LOST),
    "birth_notation": Fault(birth_notation, 8, "birth", ordinary=True),
    "birth_swapped": Fault(birth_swapped, 7, "birth", _BIRTH),
    "birth_year_only": Fault(birth_year_only, 5, "birth", _BIRTH),
    "number_missing": Fault(number_missing, 45, "number", _NUMBER_LOST),
    "number_notation": Fault(number_notation, 5, "number", ordinary=True),
    "number_typo": Fault(number_typo, 7, "number", _NUMBER),
    "number_without_zero": Fault(number_without_zero, 4, "number", ordinary=True),
    "birth_century": Fault(birth_century, 2, "birth", _BIRTH),
    "birth_day_before": Fault(birth_day_before, 3, "birth", _BIRTH),
    "birth_filler": Fault(birth_filler, 2, "birth", _BIRTH_LOST),
    "birth_scanned": Fault(birth_scanned, 2, "birth", _BIRTH),
    "birth_spreadsheet": Fault(birth_spreadsheet, 2, "birth", _BIRTH_LOST),
    "birth_zeroes": Fault(birth_zeroes, 4, "birth", _BIRTH, origins=("moroccan", "turkish", "eritrean", "chinese")),
    "number_decimals": Fault(number_decimals, 2, "number"),
    "number_filler": Fault(number_filler, 3, "number", _NUMBER_LOST),
    "number_labelled": Fault(number_labelled, 2, "number"),
}

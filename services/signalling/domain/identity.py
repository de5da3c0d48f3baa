"""Whom and where a signal is about: what of it can be trusted as a key, and what a person must look at."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from libs.contracts.calendar import day_of
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Places, normalised_postcode
from libs.contracts.signals import Address, Person
from libs.contracts.words import Mark

#: Makes a keyed hash of (kind of key, value): found again, but not readable.
Lookup = Callable[[str, str], bytes]

OF_AGE = 18
HOUSE_NUMBER = re.compile(r"^\s*0*([1-9][0-9]*)(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Identity:
    """The keys by which a household is found again: its address, and the persons, the surest one first."""

    address: bytes | None
    persons: tuple[bytes, ...]
    neighbourhood: str
    marks: tuple[Mark, ...]

    @property
    def keys(self) -> tuple[bytes, ...]:
        return (self.address, *self.persons) if self.address else self.persons


def identify(person: Person | None, address: Address | None, places: Places, lookup: Lookup) -> Identity:
    """What is wrong is marked and not used as a key; nothing is ever refused for it."""
    person, address = person or Person(), address or Address()
    postcode = normalised_postcode(address.postcode or "")
    neighbourhood = places.neighbourhood(postcode)
    number = house_number(address.house_number, address.suffix)
    bsn, name = valid_bsn(person.bsn), _name(person)

    found = {
        Mark.BSN_INVALID: bool(person.bsn) and bsn is None,
        Mark.POSTCODE_MISSING: not address.postcode,
        Mark.POSTCODE_UNKNOWN: bool(address.postcode) and neighbourhood == UNKNOWN_NEIGHBOURHOOD,
        Mark.HOUSE_NUMBER_MISSING: number is None,
        Mark.NOBODY_NAMED: not person.surname and bsn is None,
    }
    known = neighbourhood != UNKNOWN_NEIGHBOURHOOD and number is not None
    persons = [lookup("bsn", bsn)] if bsn else []
    if name and person.birth_date:
        persons.append(lookup("name", f"{name}|{person.birth_date.isoformat()}"))
    return Identity(
        address=lookup("address", f"{postcode}|{number}") if known else None,
        persons=tuple(persons),
        neighbourhood=neighbourhood,
        marks=tuple(mark for mark, is_so in found.items() if is_so),
    )


def nobody(person: Person | None, address: Address | None) -> bool:
    """Whether not one word says whom or which address it is about."""
    return not any(value for part in (person, address) if part for value in part.model_dump().values())


def is_minor(person: Person | None, now: datetime) -> bool:
    """By the calendar in the Netherlands. A birth date in the future is a typing error, not a child."""
    if person is None or person.birth_date is None:
        return False
    today = day_of(now)
    return person.birth_date <= today and _age(person.birth_date, today) < OF_AGE


def valid_bsn(text: str | None) -> str | None:
    """The nine digits of a citizen number that passes the eleven check; None when it does not."""
    digits = re.sub(r"[\s.\-]", "", text or "")
    if not re.fullmatch(r"[0-9]{8,9}", digits) or not int(digits):
        return None
    digits = digits.zfill(9)
    total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return digits if total % 11 == 0 else None


def house_number(number: str | None, suffix: str | None) -> str | None:
    """`10`, `a` is the same door as `010 A` and `10-A`: `10|A`. None when there is no number."""
    found = HOUSE_NUMBER.match(number or "")
    if found is None:
        return None
    rest = _plain(f"{found[2]}{suffix or ''}").upper()
    return f"{found[1]}|{rest.lstrip('0') if rest.isdigit() else rest}"


def _name(person: Person) -> str:
    surname = _plain(f"{person.infix or ''}{person.surname or ''}") if person.surname else ""
    # without the first initial every Jansen born on the same day would be one household
    return f"{surname}|{_plain(person.initials or '')[:1]}" if surname else ""


def _plain(text: str) -> str:
    """Letters and digits only, without accents, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

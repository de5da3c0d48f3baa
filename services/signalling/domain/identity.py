"""Whom and where a signal is about: what of it can be trusted as a key, and what a person must look at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from libs.contracts.birth import birth_of
from libs.contracts.calendar import day_of
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Places, normalised_postcode
from libs.contracts.signals import Address, Person
from libs.contracts.spelling import letters
from libs.contracts.words import Mark
from services.signalling.domain.description import Description, house_number, valid_bsn
from services.signalling.domain.likeness import traces

#: Makes a keyed hash of (kind of key, value): found again, but not readable.
Lookup = Callable[[str, str], bytes]

OF_AGE = 18


@dataclass(frozen=True)
class Identity:
    """The keys by which a household is found again: its address, and the persons, the surest one first.

    `traces` lead to signals in which the person may be written otherwise; `described` is what is then compared.
    """

    address: bytes | None
    persons: tuple[bytes, ...]
    traces: tuple[bytes, ...]
    neighbourhood: str
    marks: tuple[Mark, ...]
    described: Description

    @property
    def keys(self) -> tuple[bytes, ...]:
        return (self.address, *self.persons) if self.address else self.persons


def identify(person: Person | None, address: Address | None, places: Places, lookup: Lookup, today: date) -> Identity:
    """What is wrong is marked and not used as a key; nothing is ever refused for it."""
    described = Description(person or Person(), address or Address())
    person, address = described.person, described.address
    postcode = normalised_postcode(address.postcode or "")
    neighbourhood = places.neighbourhood(postcode)
    number = house_number(address.house_number, address.suffix)
    bsn, name = valid_bsn(person.bsn), _name(person)
    born = described.born if described.born and described.born <= today else None

    found = {
        Mark.BSN_INVALID: bool(person.bsn) and bsn is None,
        Mark.POSTCODE_MISSING: not address.postcode,
        Mark.POSTCODE_UNKNOWN: bool(address.postcode) and neighbourhood == UNKNOWN_NEIGHBOURHOOD,
        Mark.HOUSE_NUMBER_MISSING: number is None,
        Mark.NOBODY_NAMED: not person.surname and bsn is None,
        Mark.BIRTH_DATE_UNCLEAR: bool(person.birth_date) and born is None,
    }
    known = neighbourhood != UNKNOWN_NEIGHBOURHOOD and number is not None
    persons = [lookup("bsn", bsn)] if bsn else []
    if name and born:
        persons.append(lookup("name", f"{name}|{born.isoformat()}"))
    return Identity(
        address=lookup("address", f"{postcode}|{number}") if known else None,
        persons=tuple(persons),
        traces=tuple(lookup("trace", trace) for trace in sorted(traces(described))),
        neighbourhood=neighbourhood,
        marks=tuple(mark for mark, is_so in found.items() if is_so),
        described=described,
    )


def nobody(person: Person | None, address: Address | None) -> bool:
    """Whether not one word says whom or which address it is about."""
    return not any(value for part in (person, address) if part for value in part.model_dump().values())


def is_minor(person: Person | None, now: datetime) -> bool:
    """By the calendar in the Netherlands, where it is certain: also of a year alone, when it is late enough.

    A birth date in the future is a typing error, not a child.
    """
    birth = birth_of(person.birth_date) if person else None
    if birth is None:
        return False
    today = day_of(now)
    return birth.earliest <= today and _age(birth.earliest, today) < OF_AGE


def _name(person: Person) -> str:
    surname = letters(f"{person.infix or ''}{person.surname or ''}") if person.surname else ""
    # without the first initial every Jansen born on the same day would be one household
    return f"{surname}|{letters(person.initials or '')[:1]}" if surname else ""


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

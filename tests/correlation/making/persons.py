"""Persons, with all that a careful clerk could know of them, and the record that a tidy organisation keeps."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import accumulate
from random import Random
from typing import Literal

from tests.correlation.making.names import ORIGINS
from tests.correlation.making.places import FLATS, STREETS, TOWNS

Record = dict[str, str]
Usage = Literal["own", "partner", "partner-own", "own-partner"]

FIELDS = (
    "Burgerservicenummer",
    "Voorletters",
    "Voorvoegsel",
    "Achternaam",
    "Geboortedatum",
    "Straatnaam",
    "Postcode",
    "Huisnummer",
    "Huisnummertoevoeging",
    "Plaatsnaam",
)
DIGRAPHS = ("IJ", "Th", "Chr", "Ph", "Sj", "Tj")
_INFIX = re.compile(r"((?:(?:van|von|de|der|den|het|'t|in|op|uit|ter|ten|te)\s)*(?:[dl]')?)(.+)")
_FIRST_BORN, _LAST_BORN = date(1936, 1, 1).toordinal(), date(2007, 12, 31).toordinal()
_LETTERS = "ABCDEGHJKLMNPRSTVWXZ"
_ESTIMATED = frozenset({"moroccan", "turkish", "eritrean"})


@dataclass(frozen=True)
class Address:
    """Where somebody lives; streets and postcodes belong together."""

    street: str
    postcode: str
    number: int
    suffix: str
    town: str


@dataclass(frozen=True)
class Person:
    """Somebody; `surname` is the name at birth and `usage` says which names are carried."""

    origin: str
    woman: bool
    firsts: tuple[str, ...]
    surname: str
    partner: str
    usage: Usage
    born: date
    bsn: str
    home: Address
    long_initials: bool


def one(rng: Random, names: tuple[str, ...]) -> str:
    """One of them: the earlier in the list, the likelier."""
    return rng.choices(names, cum_weights=_skew(len(names)))[0]


@cache
def _skew(length: int) -> list[float]:
    return list(accumulate(1 / (rank + 3) for rank in range(length)))


@cache
def _shares() -> tuple[tuple[str, ...], list[int], tuple[int, ...], list[int]]:
    people = list(accumulate(origin.share for origin in ORIGINS.values()))
    towns = list(accumulate(town[3] for town in TOWNS))
    return tuple(ORIGINS), people, tuple(range(len(TOWNS))), towns


def passes_eleven(digits: str) -> bool:
    """Whether nine digits could be a citizen service number."""
    if len(digits) != 9 or not digits.isascii() or not digits.isdigit():
        return False
    return sum(int(d) * w for d, w in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0


def a_number(rng: Random) -> str:
    """A made-up citizen service number that passes the eleven check; one in eight begins with a zero."""
    while True:
        head = "0" if rng.random() < 0.125 else str(rng.randint(1, 9))
        digits = head + f"{rng.randrange(10**7):07d}"
        check = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=True)) % 11
        if check < 10 and len(set(digits)) > 3:
            return digits + str(check)


def next_number(bsn: str) -> str:
    """The next higher number that passes the eleven check."""
    number = int(bsn) + 1
    while not passes_eleven(f"{number:09d}"):
        number += 1
    return f"{number:09d}"


def a_home(rng: Random, *, town: str | None = None, elsewhere: str | None = None) -> Address:
    """An address; in `town`, or anywhere but in the town `elsewhere`."""
    _, _, numbers, shares = _shares()
    while True:
        name, low, high, _ = TOWNS[rng.choices(numbers, cum_weights=shares)[0]]
        if (town is None or name == town) and name != elsewhere:
            break
    letters = rng.choice(_LETTERS) + rng.choice(_LETTERS.replace("S", "").replace("D", ""))
    suffix = rng.choice(rng.choice(FLATS)) if rng.random() < 0.35 else ""
    number = min(int(rng.expovariate(1 / 60)) + 1, 480)
    return Address(rng.choice(STREETS), f"{rng.randint(low, high)}{letters}", number, suffix, name)


def moved(rng: Random, home: Address) -> Address:
    """Another address in the same town, with another postcode and street."""
    low, high = next((town[1], town[2]) for town in TOWNS if town[0] == home.town)
    while True:
        found = replace(a_home(rng), town=home.town)
        found = replace(found, postcode=f"{rng.randint(low, high)}{found.postcode[4:]}")
        if found.street != home.street and found.postcode != home.postcode and found.number != home.number:
            return found


def a_person(rng: Random, origins: tuple[str, ...] = ()) -> Person:
    """Somebody as likely as among residents, or among those of the origins given."""
    names, shares, _, _ = _shares()
    origin = rng.choice(origins) if origins else rng.choices(names, cum_weights=shares)[0]
    woman = rng.random() < 0.5
    surname = one(rng, ORIGINS[origin].surnames)
    partner, usage = _marriage(rng, origin, woman, surname)
    return Person(
        origin=origin,
        woman=woman,
        firsts=first_names(rng, origin, woman),
        surname=surname,
        partner=partner,
        usage=usage,
        born=_birth(rng, origin),
        bsn=a_number(rng),
        home=a_home(rng),
        long_initials=rng.random() < 0.5,
    )


def first_names(rng: Random, origin: str, woman: bool) -> tuple[str, ...]:
    """One to three different first names."""
    names = ORIGINS[origin].women if woman else ORIGINS[origin].men
    count = rng.choices((1, 2, 3), (55, 33, 12))[0]
    return tuple(dict.fromkeys(one(rng, names) for _ in range(count)))


def another_name(rng: Random, origin: str, surname: str) -> str:
    """A surname of that origin, but not this one."""
    while True:
        found = one(rng, ORIGINS[origin].surnames)
        if found != surname:
            return found


def _marriage(rng: Random, origin: str, woman: bool, surname: str) -> tuple[str, Usage]:
    if rng.random() > (0.4 if woman else 0.2):
        return "", "own"
    partner = another_name(rng, origin if rng.random() < 0.7 else "dutch", surname)
    usages: tuple[Usage, ...] = ("own", "partner", "partner-own", "own-partner")
    return partner, rng.choices(usages, (45, 15, 30, 10) if woman else (88, 2, 5, 5))[0]


def _birth(rng: Random, origin: str) -> date:
    born = date.fromordinal(rng.randint(_FIRST_BORN, _LAST_BORN))
    if origin in _ESTIMATED and rng.random() < 0.15:
        return born.replace(month=rng.choice((1, 7)), day=1)
    return born


def split(name: str) -> tuple[str, str]:
    """The infix and the rest: `van den Berg` is `van den` and `Berg`."""
    found = _INFIX.fullmatch(name)
    return (found[1].strip(), found[2]) if found else ("", name)


def feminine(name: str) -> str:
    """The form that a daughter bears, where a language has one."""
    return re.sub(r"(sk|ck)(i|yi)$", r"\1a", name)


def born_as(person: Person) -> str:
    """The name at birth, in the form for a man or a woman."""
    return feminine(person.surname) if person.woman and person.origin in {"polish", "ukrainian"} else person.surname


def carried(person: Person) -> str:
    """The name that is carried, as the register of persons composes it."""
    own = born_as(person)
    if not person.partner or person.usage == "own":
        return own
    return {
        "partner": person.partner,
        "partner-own": f"{person.partner}-{own}",
        "own-partner": f"{own}-{person.partner}",
    }[person.usage]


def initial(first: str, *, long: bool) -> str:
    """`T.` or `Th.` for Theodorus; an IJ is one letter."""
    for digraph in DIGRAPHS:
        if first.startswith(digraph) and (long or digraph == "IJ"):
            return f"{digraph}."
    return f"{first[0]}."


def initials(person: Person) -> str:
    """As a tidy organisation writes them."""
    return "".join(initial(first, long=person.long_initials) for first in person.firsts)


def letters(firsts: tuple[str, ...]) -> frozenset[str]:
    """The first letters without their diacritics; I, IJ and Y count as one."""
    plain = (unicodedata.normalize("NFD", first[0])[0].upper() for first in firsts)
    return frozenset({"Y": "I", "İ": "I", "Ł": "L", "Ø": "O"}.get(letter, letter) for letter in plain)


def changed(record: Record, **fields: str) -> Record:
    """The record with these fields, in the usual order and without what is empty."""
    found = record | fields
    return {field: found[field] for field in FIELDS if found.get(field)}


def renamed(record: Record, name: str) -> Record:
    """The record with this surname, its infix apart."""
    infix, rest = split(name)
    return changed(record, Voorvoegsel=infix, Achternaam=rest)


def rehoused(record: Record, home: Address) -> Record:
    """The record with this address."""
    return changed(
        record,
        Straatnaam=home.street,
        Postcode=home.postcode,
        Huisnummer=str(home.number),
        Huisnummertoevoeging=home.suffix,
        Plaatsnaam=home.town,
    )


def written(person: Person, *, number: bool = True, birth: bool = True) -> Record:
    """The record of a tidy organisation, with or without the citizen service number and the birth date."""
    record = {"Voorletters": initials(person)}
    if number:
        record["Burgerservicenummer"] = person.bsn
    if birth:
        record["Geboortedatum"] = person.born.isoformat()
    return rehoused(renamed(record, carried(person)), person.home)

"""Whether two partners mean the same person: which fields agree, how, and how much that says. Pure.

The points stand for how much more often a field agrees so for one person told twice than for two people of one town,
in the manner of Fellegi and Sunter (A theory for record linkage, 1969), set by hand. Twins, father and son of the
same name, and neighbours are what they must keep apart.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from libs.contracts.places import normalised_postcode
from libs.contracts.signals import Address, Person
from libs.contracts.spelling import letters
from libs.contracts.words import Agreement, IdentityField
from services.signalling.domain import names
from services.signalling.domain.description import Description, house_number, valid_bsn
from services.signalling.domain.slips import one_slip_apart

POINTS: Mapping[IdentityField, Mapping[Agreement, int]] = {
    IdentityField.BSN: {Agreement.SAME: 20, Agreement.DIFFERENT: -20},
    IdentityField.SURNAME: {Agreement.SAME: 7, Agreement.ALIKE: 6, Agreement.PART: 6, Agreement.DIFFERENT: -6},
    IdentityField.INITIALS: {Agreement.SAME: 3, Agreement.PART: 2, Agreement.ALIKE: 0, Agreement.DIFFERENT: -7},
    IdentityField.BIRTH_DATE: {Agreement.SAME: 9, Agreement.ALIKE: 6, Agreement.PART: 3, Agreement.DIFFERENT: -10},
    IdentityField.ADDRESS: {Agreement.SAME: 8, Agreement.ALIKE: 6, Agreement.PART: 2, Agreement.DIFFERENT: -1},
}
#: From here on two records are about one person.
ENOUGH = 10


@dataclass(frozen=True)
class Likeness:
    """How two records agree, field by field."""

    agreements: Mapping[IdentityField, Agreement]

    @property
    def points(self) -> Mapping[IdentityField, int]:
        """How much each field says: for the same person above 0, against it below."""
        told = {field: POINTS[field].get(agreement, 0) for field, agreement in self.agreements.items()}
        at = self.agreements
        if at[IdentityField.INITIALS] is Agreement.DIFFERENT:
            if at[IdentityField.BIRTH_DATE] is Agreement.SAME and at[IdentityField.SURNAME] is not Agreement.DIFFERENT:
                told[IdentityField.BIRTH_DATE] = 0  # so do twins
            if at[IdentityField.BSN] is Agreement.SAME and at[IdentityField.BIRTH_DATE] is Agreement.DIFFERENT:
                told[IdentityField.BSN] = 0  # a number that was written down with somebody else's name
        return told

    @property
    def strength(self) -> int:
        """What all fields say together."""
        return sum(self.points.values())

    @property
    def same(self) -> bool:
        """Whether that is enough to say that it is one person."""
        return self.strength >= ENOUGH

    @property
    def told(self) -> Mapping[IdentityField, Agreement]:
        """The fields that both tell."""
        return {field: how for field, how in self.agreements.items() if how is not Agreement.UNKNOWN}


def likeness(one: Description, other: Description) -> Likeness:
    """Of two descriptions, whichever comes first."""
    a, b = one.person, other.person
    return Likeness(
        {
            IdentityField.BSN: _bsn(a, b),
            IdentityField.SURNAME: _surname(a, b),
            IdentityField.INITIALS: _initials(a, b),
            IdentityField.BIRTH_DATE: _birth_date(one.born, other.born),
            IdentityField.ADDRESS: _address(one.address, other.address),
        }
    )


def traces(described: Description) -> frozenset[str]:
    """What two descriptions of one person share at least one of, whatever went wrong in one: to look each other up.

    None when nobody is named: an address is looked up as it is.
    """
    person, address = described.person, described.address
    found: set[str] = set()
    if bsn := valid_bsn(person.bsn):
        found.add(f"bsn {bsn}")
    told, first = _parts(person), _told_initials(person)[:1]
    said = {sound for part in told for sound in names.sounds(part)}
    if not said and not found:
        return frozenset()
    if born := described.born:
        found |= {f"year {born:%Y} {word} {letter}" for word in said for letter in first}
    # the first of January stands for a birth date of which only the year is known: half of a city would leave it
    if born and (born.month, born.day) != (1, 1):
        days = "".join(sorted(f"{born.month:02}{born.day:02}"))
        found |= {f"born {born:%Y} {days} {each}" for each in (*(word[:2] for word in said), *first)}
        found |= {f"day {born:%m%d} {word}" for word in said}
    postcode = normalised_postcode(address.postcode or "")
    number = house_number(address.house_number, address.suffix)
    if number and postcode:
        found.add(f"door {postcode} {_of(number)[0]}")
    if number and address.street:
        found |= {f"street {_street(address.street)[:4]} {_of(number)[0]} {word[:3]}" for word in said}
    if postcode:
        found |= {f"area {postcode} {word[:4]}" for word in said}
    return frozenset(found)


def _bsn(a: Person, b: Person) -> Agreement:
    one, other = valid_bsn(a.bsn), valid_bsn(b.bsn)
    if one is None or other is None:
        return Agreement.UNKNOWN
    return Agreement.SAME if one == other else Agreement.DIFFERENT


def _parts(person: Person) -> tuple[str, ...]:
    return names.parts(f"{person.infix or ''} {person.surname or ''}")


def _surname(a: Person, b: Person) -> Agreement:
    one, other = _parts(a), _parts(b)
    if not one or not other:
        return Agreement.UNKNOWN
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return Agreement.SAME
    if _alike("".join(one), "".join(other)):
        return Agreement.ALIKE
    common = [(word, match) for word in one for match in other if _alike(word, match)]
    if common:
        return Agreement.ALIKE if len(common) >= max(len(one), len(other)) else Agreement.PART
    swapped = names.given(a.initials or "") & set(other) or names.given(b.initials or "") & set(one)
    return Agreement.PART if swapped else Agreement.DIFFERENT


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if names.sounds(one) & names.sounds(other):
        return True
    if len(short) >= 4 and one_slip_apart(one, other):
        return True
    # a field that was too short for it
    if len(short) >= 5 and long.startswith(short) and len(long) - len(short) >= 2:
        return True
    return len(short) >= 6 and one_slip_apart(names.sound(one), names.sound(other))


def _told_initials(person: Person) -> tuple[str, ...]:
    return names.initials(person.initials or "") or names.initials_in(person.surname or "")


#: Letters with which one name is spelt in two ways.
SPELT = str.maketrans("kzyfq", "csjvc")


def _initials(a: Person, b: Person) -> Agreement:
    one, other = (tuple(letter.translate(SPELT) for letter in _told_initials(each)) for each in (a, b))
    if not one or not other:
        return Agreement.UNKNOWN
    if one == other:
        return Agreement.SAME
    if one[0] == other[0]:
        return Agreement.PART
    return Agreement.ALIKE if set(one) & set(other) else Agreement.DIFFERENT


def _birth_date(one: date | None, other: date | None) -> Agreement:
    if one is None or other is None:
        return Agreement.UNKNOWN
    if one == other:
        return Agreement.SAME
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return Agreement.ALIKE
    if one.year == other.year and date(one.year, 1, 1) in (one, other):
        return Agreement.PART
    if one_slip_apart(f"{one:%Y%m%d}", f"{other:%Y%m%d}"):
        # the same day and month in another decade: a slip, or a father and a son
        return Agreement.ALIKE if abs(one.year - other.year) < 15 else Agreement.PART
    return Agreement.DIFFERENT


def _address(a: Address, b: Address) -> Agreement:
    one, other = house_number(a.house_number, a.suffix), house_number(b.house_number, b.suffix)
    areas = {normalised_postcode(each.postcode or "") or "" for each in (a, b)}
    streets = [_street(each.street) for each in (a, b) if each.street]
    same_street = len(streets) == 2 and _alike(*streets)
    if one is None or other is None:
        return Agreement.PART if len(areas) == 1 and areas != {""} else Agreement.UNKNOWN
    (number, suffix), (number_, suffix_) = _of(one), _of(other)
    place = _place(areas, same_street=same_street, both=len(streets) == 2)
    if place is Agreement.DIFFERENT or place is Agreement.UNKNOWN:
        return place
    if number != number_:
        return Agreement.DIFFERENT if place is Agreement.ALIKE else Agreement.PART
    if suffix and suffix_ and suffix != suffix_:
        return Agreement.PART
    return Agreement.SAME if place is Agreement.SAME and suffix == suffix_ else Agreement.ALIKE


def _place(areas: Collection[str], *, same_street: bool, both: bool) -> Agreement:
    """Whether two records are of one street, by their postcodes and their streets."""
    told = sorted(each for each in areas if each)
    if not told:
        return (Agreement.ALIKE if same_street else Agreement.DIFFERENT) if both else Agreement.UNKNOWN
    if len(told) == 1 and len(areas) == 1:
        return Agreement.SAME
    if len(told) == 1:
        return (Agreement.ALIKE if same_street else Agreement.DIFFERENT) if both else Agreement.UNKNOWN
    slip = one_slip_apart(*told)
    return Agreement.ALIKE if same_street or (slip and not both) else Agreement.DIFFERENT


#: Ways to write what stands behind a house number.
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}
GROUND = {"HS": "HS", "H": "HS", "HUIS": "HS", "BEL": "HS", "BG": "HS"}


def _of(number: str) -> tuple[str, str]:
    """A house number and what stands behind it, in one way of writing."""
    bare, _, suffix = number.partition("|")
    suffix = re.sub(r"(?<![0-9])0+(?=[0-9])", "", suffix)
    return bare, ROMAN.get(suffix) or GROUND.get(suffix) or suffix


#: Words of a street that are written in short.
SHORT = (
    (r"straat\b|str\b", "s"),
    (r"laan\b|ln\b", "l"),
    (r"weg\b|wg\b", "w"),
    (r"plein\b|pln\b", "p"),
    (r"burgemeester|burg\b", "b"),
    (r"sint\b|st\b", "st"),
    (r"professor|prof\b", "pr"),
    (r"dokter|doctor|dr\b", "dr"),
    (r"kade\b|kd\b", "k"),
    (r"gracht\b|gr\b", "g"),
    (r"koningin|kon\b", "kn"),
    (r"prins(es)?\b|pr\b", "pr"),
)


def _street(street: str) -> str:
    told = re.sub(r"[^\w]+", " ", street.casefold())
    for pattern, short in SHORT:
        told = re.sub(pattern, short, told)
    return letters(told)

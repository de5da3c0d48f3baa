"""Two persons who look alike, and what their records must tell for a clerk to keep them apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from random import Random

from tests.correlation.making.names import CALL_NAMES, ORIGINS
from tests.correlation.making.particulars import FILLERS
from tests.correlation.making.persons import (
    Person,
    Record,
    Usage,
    a_home,
    a_number,
    a_person,
    another_name,
    born_as,
    carried,
    first_names,
    letters,
    moved,
    next_number,
)


class Told(Enum):
    """Which particulars both records have; without them the two couldn't be told apart."""

    ANY = "whatever happens to be there"
    DATES = "both birth dates"
    NUMBERS = "both numbers"
    EITHER = "both birth dates or both numbers"
    BOTH = "both birth dates and both numbers"


@dataclass(frozen=True)
class Lookalikes:
    """Two persons; `written` first names take the place of initials, and `filled` fields are alike in both records."""

    a: Person
    b: Person
    told: Told
    written: bool = False
    filled: Record = field(default_factory=dict)


Make = Callable[[Random], Lookalikes]

_EARLIEST, _LATEST = 1925, 2007


def _common(rng: Random) -> Person:
    """Somebody unmarried, with one of the commonest names of their origin and a birthday that is no estimate."""
    person = a_person(rng)
    surname = rng.choice(ORIGINS[person.origin].surnames[:8])
    return replace(person, surname=surname, partner="", usage="own", born=_birthday(rng, person.born.year))


def _birthday(rng: Random, year: int, not_like: date | None = None) -> date:
    """A day in that year; it shares neither day nor month with the other, nor is it the other's mirror image."""
    while True:
        found = date(min(max(year, _EARLIEST), _LATEST), rng.randint(1, 12), rng.randint(2, 28))
        taken = set() if not_like is None else {not_like.day, not_like.month}
        if not taken & {found.day, found.month}:
            return found


def _apart(rng: Random, person: Person, least: int, most: int) -> date:
    """Another's birth date, so many years before or after."""
    years = rng.randint(least, most)
    later = person.born.year + years <= _LATEST and (rng.random() < 0.5 or person.born.year - years < _EARLIEST)
    return _birthday(rng, person.born.year + (years if later else -years), person.born)


def _other_letters(rng: Random, person: Person, *, woman: bool) -> tuple[str, ...]:
    """First names that share no first letter with those of the person."""
    while True:
        found = first_names(rng, person.origin, woman)
        if not letters(found) & letters(person.firsts):
            return found


def _kin(rng: Random, person: Person, born: date, *, woman: bool | None = None, number: str = "") -> Person:
    """Somebody of the same name and house with other initials."""
    woman = rng.random() < 0.5 if woman is None else woman
    firsts = _other_letters(rng, person, woman=woman)
    return replace(person, woman=woman, firsts=firsts, born=born, bsn=number or a_number(rng))


def _unlike(one_name: str, other: str) -> bool:
    """Whether no fault makes the one name of the other."""
    x, y = set(one_name.lower()) - set(" '-"), set(other.lower()) - set(" '-")
    return one_name.rsplit(maxsplit=1)[-1][0] != other.rsplit(maxsplit=1)[-1][0] and len(x & y) * 2 < len(x | y)


def _both_chinese(a: Person, b: Person) -> bool:
    """Whether their names may be two readings of one character."""
    return a.origin == b.origin == "chinese"


def _stranger(rng: Random, person: Person) -> Person:
    """Somebody with another name, other initials and another birth date, in the same house."""
    while True:
        other = a_person(rng)
        names = [(x, y) for x in _names(person) for y in _names(other)]
        unlike = all(_unlike(x, y) for x, y in names) and not _both_chinese(person, other)
        if unlike and not letters(other.firsts) & letters(person.firsts):
            return replace(other, home=person.home, born=_apart(rng, person, 1, 45))


def _names(person: Person) -> tuple[str, ...]:
    return tuple(name for name in (born_as(person), person.partner, carried(person)) if name)


def _next_door(person: Person) -> Person:
    return replace(person, home=replace(person.home, number=person.home.number + 2))


def _same_initials(rng: Random, person: Person) -> tuple[str, ...]:
    """The same first names, or others that begin alike."""
    names = ORIGINS[person.origin].women if person.woman else ORIGINS[person.origin].men
    if rng.random() < 0.5:
        return person.firsts
    return tuple(rng.choice([name for name in names if name[0] == first[0]]) for first in person.firsts)


def neighbours_of_one_name(rng: Random) -> Lookalikes:
    a = _common(rng)
    if rng.random() < 0.6:
        return Lookalikes(a, _next_door(_kin(rng, a, _apart(rng, a, 1, 40))), Told.ANY)
    b = replace(a, firsts=_same_initials(rng, a), born=_apart(rng, a, 2, 40), bsn=a_number(rng))
    return Lookalikes(a, _next_door(b), Told.EITHER)


def neighbours_of_other_names(rng: Random) -> Lookalikes:
    a = a_person(rng)
    return Lookalikes(a, _next_door(_stranger(rng, a)), Told.ANY)


def _generations(rng: Random, *, woman: bool, least: int, most: int) -> Lookalikes:
    """A parent or grandparent and a child who bears the same name."""
    elder = _common(rng)
    firsts = first_names(rng, elder.origin, woman)
    elder = replace(elder, woman=woman, firsts=firsts, born=_birthday(rng, rng.randint(1926, 2006 - least)))
    year = elder.born.year + rng.randint(least, min(most, 2007 - elder.born.year))
    younger = replace(elder, born=_birthday(rng, year, elder.born), bsn=a_number(rng))
    return Lookalikes(elder, replace(younger, firsts=_same_initials(rng, elder)), Told.EITHER)


def father_and_son(rng: Random) -> Lookalikes:
    return _generations(rng, woman=False, least=18, most=45)


def mother_and_daughter(rng: Random) -> Lookalikes:
    return _generations(rng, woman=True, least=18, most=42)


def grandparent_and_namesake(rng: Random) -> Lookalikes:
    """Named after, and living elsewhere in town."""
    both = _generations(rng, woman=rng.random() < 0.5, least=42, most=75)
    return replace(both, b=replace(both.b, home=moved(rng, both.a.home)))


def twins(rng: Random) -> Lookalikes:
    """With other initials; or with the same, and then the numbers tell them apart."""
    a = _common(rng)
    if rng.random() < 0.9:
        return Lookalikes(a, _kin(rng, a, a.born), Told.DATES)
    names = ORIGINS[a.origin].women if a.woman else ORIGINS[a.origin].men
    alike = [name for name in names if letters((name,)) == letters(a.firsts[:1]) and name != a.firsts[0]]
    b = replace(a, firsts=(rng.choice(alike),) if alike else a.firsts[:1], bsn=a_number(rng))
    return Lookalikes(a, b, Told.BOTH) if alike else Lookalikes(a, _kin(rng, a, a.born), Told.DATES)


def siblings(rng: Random) -> Lookalikes:
    a = _common(rng)
    return Lookalikes(a, _kin(rng, a, _apart(rng, a, 1, 12)), Told.ANY)


def spouses(rng: Random) -> Lookalikes:
    """She bears his name, alone or with her own."""
    he = replace(_common(rng), woman=False)
    he = replace(he, firsts=first_names(rng, he.origin, woman=False))
    she = _kin(rng, he, _apart(rng, he, 0, 12), woman=True)
    own = another_name(rng, he.origin, he.surname)
    usages: tuple[Usage, ...] = ("partner", "partner-own", "own-partner")
    usage = rng.choices(usages, (60, 30, 10))[0]
    return Lookalikes(he, replace(she, surname=own, partner=he.surname, usage=usage), Told.ANY)


def one_tenant_after_another(rng: Random) -> Lookalikes:
    a = a_person(rng)
    return Lookalikes(a, _stranger(rng, a), Told.ANY)


def namesakes_elsewhere(rng: Random) -> Lookalikes:
    a = _common(rng)
    home = a_home(rng, elsewhere=a.home.town)
    b = replace(a, firsts=_same_initials(rng, a), born=_apart(rng, a, 1, 50), bsn=a_number(rng), home=home)
    return Lookalikes(a, b, Told.EITHER)


def birthday_and_initials_shared(rng: Random) -> Lookalikes:
    """Another common name in the same postcode; told apart by numbers, or by first names that are written out."""
    while True:
        a, b = _common(rng), _common(rng)
        names = ORIGINS[b.origin].women if b.woman else ORIGINS[b.origin].men
        alike = [name for name in names if name[0] == a.firsts[0][0]]
        if alike and _unlike(a.surname, b.surname) and not _both_chinese(a, b):
            break
    home = replace(a.home, number=a.home.number + rng.choice((4, 6, 8, 12)), suffix="")
    a = replace(a, firsts=a.firsts[:1])
    b = replace(b, firsts=(rng.choice(alike),), born=a.born, home=home, long_initials=a.long_initials)
    written = rng.random() < 0.6 and _other_name(a.firsts[0], b.firsts[0])
    return Lookalikes(a, b, Told.DATES if written else Told.BOTH, written=written)


def _other_name(first: str, other: str) -> bool:
    """Whether the one is no form of the other."""
    called = {*CALL_NAMES.get(first, ()), *CALL_NAMES.get(other, ())}
    return not called & {first, other} and first[:3] != other[:3]


def birthday_and_name_shared(rng: Random) -> Lookalikes:
    """A common name and a birthday, with other initials and in another house."""
    a = _common(rng)
    home = moved(rng, a.home) if rng.random() < 0.6 else a_home(rng, elsewhere=a.home.town)
    return Lookalikes(a, replace(_kin(rng, a, a.born), home=home), Told.DATES)


def flats_at_one_number(rng: Random) -> Lookalikes:
    a = _common(rng)
    first, second = rng.sample(rng.choice((("A", "B", "C", "D"), ("hs", "I", "II"), ("1", "2", "3"))), 2)
    a = replace(a, home=replace(a.home, suffix=first))
    if rng.random() < 0.5:
        b, told = _kin(rng, a, _apart(rng, a, 1, 40)), Told.ANY
    else:
        b, told = replace(a, firsts=_same_initials(rng, a), born=_apart(rng, a, 2, 40), bsn=a_number(rng)), Told.EITHER
    return Lookalikes(a, replace(b, home=replace(a.home, suffix=second)), told)


def cousins(rng: Random) -> Lookalikes:
    """Both named after one grandfather, of about one age, in one town."""
    a = _common(rng)
    return Lookalikes(a, replace(a, born=_apart(rng, a, 1, 4), bsn=a_number(rng), home=moved(rng, a.home)), Told.EITHER)


def women_of_one_husband(rng: Random) -> Lookalikes:
    """The former wife and the present one, registered with his name in his house."""
    he = _common(rng)
    former = replace(a_person(rng, (he.origin,)), woman=True, partner=he.surname, usage="partner-own", home=he.home)
    former = replace(former, firsts=first_names(rng, he.origin, woman=True), born=_birthday(rng, former.born.year))
    present = _kin(rng, former, _apart(rng, former, 1, 20), woman=True)
    while True:
        own, other = (another_name(rng, he.origin, he.surname) for _ in range(2))
        if _unlike(own, other):
            return Lookalikes(replace(former, surname=own), replace(present, surname=other), Told.ANY)


def in_laws(rng: Random) -> Lookalikes:
    """A mother and her son's wife: the same married name and the same initials."""
    both = _generations(rng, woman=True, least=18, most=42)
    married: dict[str, Person] = {}
    for side, person in (("a", both.a), ("b", both.b)):
        own = another_name(rng, person.origin, person.surname)
        married[side] = replace(person, surname=own, partner=person.surname, usage="partner")
    return replace(both, a=married["a"], b=married["b"])


def one_institution(rng: Random) -> Lookalikes:
    """Residents of one shelter who have a common name and the same estimated birth date."""
    a = a_person(rng, ("eritrean", "moroccan", "turkish", "ukrainian"))
    surname = rng.choice(ORIGINS[a.origin].surnames[:8])
    born = date(a.born.year, rng.choice((1, 1, 7)), 1)
    a = replace(a, surname=surname, partner="", usage="own", born=born)
    return Lookalikes(a, _kin(rng, a, born), Told.DATES)


def registered_together(rng: Random) -> Lookalikes:
    """A family that came in one day: consecutive numbers, estimated birthdays in other years."""
    a = replace(a_person(rng, ("eritrean", "moroccan", "turkish", "ukrainian")), partner="", usage="own")
    a = replace(a, born=date(a.born.year, 1, 1))
    born = date(a.born.year + rng.choice((-1, 1)) * rng.randint(1, 4), 1, 1)
    return Lookalikes(a, _kin(rng, a, born, number=next_number(a.bsn)), Told.NUMBERS)


def one_filler(rng: Random) -> Lookalikes:
    """The same nobody's number for two people of one common name."""
    a = _common(rng)
    b = replace(_kin(rng, a, _apart(rng, a, 1, 40)), home=moved(rng, a.home))
    return Lookalikes(a, b, Told.DATES, filled={"Burgerservicenummer": rng.choice(FILLERS)})


def one_administrator(rng: Random) -> Lookalikes:
    """Clients of one budget administrator, known by its address."""
    a = _common(rng)
    box = replace(a.home, street="Postbus", number=rng.randint(100, 9999), suffix="")
    a = replace(a, home=box)
    b = _kin(rng, a, _apart(rng, a, 1, 40)) if rng.random() < 0.6 else _stranger(rng, a)
    return Lookalikes(a, b, Told.ANY)


LOOKALIKES: Mapping[str, tuple[Make, int]] = {
    "birthday_and_initials_shared": (birthday_and_initials_shared, 7),
    "birthday_and_name_shared": (birthday_and_name_shared, 8),
    "father_and_son": (father_and_son, 9),
    "flats_at_one_number": (flats_at_one_number, 7),
    "mother_and_daughter": (mother_and_daughter, 7),
    "namesakes_elsewhere": (namesakes_elsewhere, 10),
    "neighbours_of_one_name": (neighbours_of_one_name, 8),
    "neighbours_of_other_names": (neighbours_of_other_names, 5),
    "one_tenant_after_another": (one_tenant_after_another, 7),
    "siblings": (siblings, 9),
    "spouses": (spouses, 9),
    "twins": (twins, 9),
    "cousins": (cousins, 5),
    "grandparent_and_namesake": (grandparent_and_namesake, 5),
    "in_laws": (in_laws, 3),
    "one_administrator": (one_administrator, 4),
    "one_filler": (one_filler, 4),
    "one_institution": (one_institution, 5),
    "registered_together": (registered_together, 4),
    "women_of_one_husband": (women_of_one_husband, 4),
}

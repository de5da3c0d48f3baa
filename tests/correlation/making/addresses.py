"""Faults in an address."""

from random import Random

from tests.correlation.making.kinds import Fault, Part
from tests.correlation.making.persons import Person, Record, a_home, changed, moved, rehoused
from tests.correlation.making.places import OTHER_SUFFIXES, OTHER_TOWN_NAMES, STREET_SHORTENED

_NOTES = ("p/a {street}", "{street} (p/a)", "{street}, begane grond", "{street} / achterhuis")
_SCANNED = (("0", "O"), ("1", "I"), ("1", "l"), ("5", "S"), ("8", "B"), ("2", "Z"), ("6", "G"))


def _postcode(record: Record) -> str:
    return record.get("Postcode", "")


def postcode_spacing(rng: Random, person: Person, record: Record) -> Record | None:
    code = _postcode(record)
    return changed(
        record, Postcode=rng.choice((f"{code[:4]} {code[4:]}",) * 3 + (f"{code[:4]}  {code[4:]}", f" {code}"))
    )


def postcode_case(rng: Random, person: Person, record: Record) -> Record | None:
    code = _postcode(record)
    return changed(
        record, Postcode=rng.choice((code.lower(), f"{code[:4]} {code[4:].lower()}", code[:5] + code[5:].lower()))
    )


def postcode_digit(rng: Random, person: Person, record: Record) -> Record | None:
    code, at = _postcode(record), rng.randrange(4)
    other = code[:at] + str(rng.randrange(10)) + code[at + 1 :]
    return changed(record, Postcode=other) if len(code) == 6 and other[0] != "0" else None


def postcode_missing(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Postcode="") if "Straatnaam" in record and "Plaatsnaam" in record else None


def suffix_style(rng: Random, person: Person, record: Record) -> Record | None:
    others = OTHER_SUFFIXES.get(record.get("Huisnummertoevoeging", ""))
    return changed(record, Huisnummertoevoeging=rng.choice(others)) if others else None


def suffix_in_number(rng: Random, person: Person, record: Record) -> Record | None:
    suffix, number = record.get("Huisnummertoevoeging", ""), record.get("Huisnummer", "")
    if not suffix:
        return None
    joints = ("-", " ", "/", " - ") if suffix[0].isdigit() else ("-", " ", "", "", " - ")
    if rng.random() < 0.3:
        suffix = suffix.lower()
    return changed(record, Huisnummer=f"{number}{rng.choice(joints)}{suffix}", Huisnummertoevoeging="")


def suffix_swapped(rng: Random, person: Person, record: Record) -> Record | None:
    suffix, number = record.get("Huisnummertoevoeging", ""), record.get("Huisnummer", "")
    return changed(record, Huisnummer=suffix, Huisnummertoevoeging=number) if suffix else None


def suffix_missing(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Huisnummertoevoeging="")


def suffix_marked(rng: Random, person: Person, record: Record) -> Record | None:
    suffix = record.get("Huisnummertoevoeging", "")
    return (
        changed(record, Huisnummertoevoeging=rng.choice((f"-{suffix}", f"/{suffix}", f"{suffix}."))) if suffix else None
    )


def street_abbreviated(rng: Random, person: Person, record: Record) -> Record | None:
    street = record.get("Straatnaam", "")
    fitting = [(old, new) for old, new in STREET_SHORTENED if old in street]
    if not fitting:
        return None
    for old, new in rng.sample(fitting, rng.randint(1, len(fitting))):
        street = street.replace(old, rng.choice(new), 1)
    return changed(record, Straatnaam=street)


def street_missing(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Straatnaam="") if "Postcode" in record else None


def street_as_postcode(rng: Random, person: Person, record: Record) -> Record | None:
    """The street in the postcode's field, and no postcode."""
    street = record.get("Straatnaam", "")
    return changed(record, Postcode=street, Straatnaam="") if street and "Plaatsnaam" in record else None


def street_typo(rng: Random, person: Person, record: Record) -> Record | None:
    street = record.get("Straatnaam", "")
    at = rng.randrange(1, len(street) - 1) if len(street) > 6 else 0
    if not at or not street[at : at + 2].isalpha():
        return None
    return changed(
        record, Straatnaam=street[:at] + rng.choice((street[at + 1] + street[at], street[at])) + street[at + 2 :]
    )


def town_spelled(rng: Random, person: Person, record: Record) -> Record | None:
    others = OTHER_TOWN_NAMES.get(record.get("Plaatsnaam", ""))
    return changed(record, Plaatsnaam=rng.choice(others)) if others else None


def moved_house(rng: Random, person: Person, record: Record) -> Record | None:
    return rehoused(record, moved(rng, person.home))


def moved_away(rng: Random, person: Person, record: Record) -> Record | None:
    return rehoused(record, a_home(rng, elsewhere=person.home.town))


def post_box(rng: Random, person: Person, record: Record) -> Record | None:
    box = f"{rng.randint(10, 9999)}"
    code = person.home.postcode[:2] + "00" + person.home.postcode[4:]
    return changed(record, Straatnaam="Postbus", Huisnummer=box, Huisnummertoevoeging="", Postcode=code)


def one_line(rng: Random, person: Person, record: Record) -> Record | None:
    """Street, number and suffix in the street's field."""
    if "Straatnaam" not in record:
        return None
    tail = " ".join(record[f] for f in ("Huisnummer", "Huisnummertoevoeging") if f in record)
    return changed(record, Straatnaam=f"{record['Straatnaam']} {tail}", Huisnummer="", Huisnummertoevoeging="")


def house_number_digit(rng: Random, person: Person, record: Record) -> Record | None:
    """A digit doubled, dropped or swapped; no neighbour's number but by accident."""
    number = record.get("Huisnummer", "")
    if len(number) < 2 or not number.isdigit():
        return None
    return changed(
        record, Huisnummer=rng.choice((number + number[-1], number[:-1], number[::-1].lstrip("0") or number))
    )


def house_number_date(rng: Random, person: Person, record: Record) -> Record | None:
    """10-1 that a spreadsheet took for the tenth of January."""
    suffix, number = record.get("Huisnummertoevoeging", ""), record.get("Huisnummer", "")
    if suffix not in {"1", "2", "3"} or not number.isdigit() or int(number) > 28:
        return None
    return changed(record, Huisnummer=f"{number}-{('jan', 'feb', 'mrt')[int(suffix) - 1]}", Huisnummertoevoeging="")


def postcode_scanned(rng: Random, person: Person, record: Record) -> Record | None:
    code = _postcode(record)
    fitting = [rule for rule in _SCANNED if rule[0] in code[:4]]
    old, new = rng.choice(fitting) if fitting else ("", "")
    return changed(record, Postcode=code[:4].replace(old, new, 1) + code[4:]) if fitting else None


def postcode_numeral(rng: Random, person: Person, record: Record) -> Record | None:
    """The digits without the letters, or with the country before them."""
    code = _postcode(record)
    return changed(record, Postcode=rng.choice((code[:4], f"NL-{code}", f"NL {code}", f"{code} NL"))) if code else None


def street_with_note(rng: Random, person: Person, record: Record) -> Record | None:
    street = record.get("Straatnaam", "")
    return changed(record, Straatnaam=rng.choice(_NOTES).format(street=street)) if street else None


def dash_for_nothing(rng: Random, person: Person, record: Record) -> Record | None:
    """A sign in a field that has nothing to say."""
    empty = [f for f in ("Huisnummertoevoeging", "Voorvoegsel") if f not in record]
    return changed(record, **{rng.choice(empty): rng.choice(("-", ".", "0", "n.v.t.", "geen", "X"))}) if empty else None


_ADDRESS, _LOST = {Part.ADDRESS: 1}, {Part.ADDRESS: 2}

ADDRESSES: dict[str, Fault] = {
    "moved_away": Fault(moved_away, 5, "home", _LOST, early=True, needs_number=True),
    "moved_house": Fault(moved_house, 12, "home", _LOST, early=True),
    "postcode_case": Fault(postcode_case, 4, "postcode", ordinary=True),
    "postcode_digit": Fault(postcode_digit, 6, "postcode", _ADDRESS),
    "postcode_missing": Fault(postcode_missing, 6, "street", _ADDRESS),
    "postcode_spacing": Fault(postcode_spacing, 8, "postcode", ordinary=True),
    "street_abbreviated": Fault(street_abbreviated, 8, "street", ordinary=True),
    "street_as_postcode": Fault(street_as_postcode, 2, "street", _ADDRESS),
    "street_missing": Fault(street_missing, 6, "street", ordinary=True),
    "suffix_in_number": Fault(suffix_in_number, 8, "suffix", ordinary=True),
    "suffix_missing": Fault(suffix_missing, 6, "suffix", _ADDRESS),
    "suffix_style": Fault(suffix_style, 6, "suffix", ordinary=True),
    "suffix_swapped": Fault(suffix_swapped, 3, "suffix"),
    "town_spelled": Fault(town_spelled, 8, "town", ordinary=True),
    "street_with_note": Fault(street_with_note, 2, "street"),
    "dash_for_nothing": Fault(dash_for_nothing, 4, "filler"),
    "house_number_date": Fault(house_number_date, 1, "suffix", _ADDRESS),
    "house_number_digit": Fault(house_number_digit, 5, "house", _ADDRESS),
    "one_line": Fault(one_line, 4, "street"),
    "post_box": Fault(post_box, 3, "home", _LOST, early=True),
    "postcode_numeral": Fault(postcode_numeral, 3, "postcode", _ADDRESS),
    "postcode_scanned": Fault(postcode_scanned, 3, "postcode"),
    "street_typo": Fault(street_typo, 4, "street"),
    "suffix_marked": Fault(suffix_marked, 3, "suffix", ordinary=True),
}

"""Faults in how a name is put together: infixes, names by marriage, initials and first names."""

from random import Random

from tests.correlation.making.kinds import Fault, Part
from tests.correlation.making.names import CALL_NAMES, ORIGINS
from tests.correlation.making.persons import (
    DIGRAPHS,
    Person,
    Record,
    born_as,
    carried,
    changed,
    initial,
    one,
    renamed,
    split,
)

_DOUBLE = ("partner-own", "own-partner")
_ARTICLES = ("El ", "Ben ", "Ait ", "Oulad ")
_MEN, _WOMEN = ("Dhr.", "De heer", "dhr", "Hr."), ("Mevr.", "Mw.", "mw", "Mevrouw")
_LEARNED = ("drs.", "ing.", "Dr.", "mr.")


def _infix(record: Record) -> tuple[str, str]:
    return record.get("Voorvoegsel", ""), record.get("Achternaam", "")


def infix_abbreviated(rng: Random, person: Person, record: Record) -> Record | None:
    infix, name = _infix(record)
    words = infix.replace("'", "").split()
    if not words:
        return None
    if len(words) == 1:
        short = f"{words[0][0]}." if len(words[0]) > 1 else infix
    else:
        first, last = words[0][0], words[-1][0]
        short = rng.choice(
            (f"{first}.{last}.", f"{first}{last}", f"{first}/{last}", f"{first}. {last}.", f"{first} {last}")
        )
    if rng.random() < 0.3:
        return changed(record, Voorvoegsel="", Achternaam=f"{short} {name}")
    return changed(record, Voorvoegsel=short)


def infix_in_surname(rng: Random, person: Person, record: Record) -> Record | None:
    infix, name = _infix(record)
    return changed(record, Voorvoegsel="", Achternaam=_joined(infix, name)) if infix else None


def _joined(infix: str, name: str) -> str:
    return f"{infix}{name}" if infix.endswith(("d'", "l'")) or not infix else f"{infix} {name}"


def infix_dropped(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Voorvoegsel="")


def infix_capitalised(rng: Random, person: Person, record: Record) -> Record | None:
    infix, name = _infix(record)
    words = infix.split()
    if not words or infix.startswith("'"):
        return None
    capital = " ".join(w.capitalize() for w in (words if rng.random() < 0.5 else words[:1]))
    capital = " ".join((capital, *words[len(capital.split()) :]))
    if rng.random() < 0.4:
        return changed(record, Voorvoegsel="", Achternaam=_joined(capital, name))
    return changed(record, Voorvoegsel=capital)


def infix_after_comma(rng: Random, person: Person, record: Record) -> Record | None:
    infix, name = _infix(record)
    style = rng.choice(("{name}, {infix}", "{name}, {infix}", "{name},{infix}", "{name} {infix}", "{name} ({infix})"))
    return changed(record, Voorvoegsel="", Achternaam=style.format(name=name, infix=infix)) if infix else None


def infix_fused(rng: Random, person: Person, record: Record) -> Record | None:
    infix, name = _infix(record)
    fused = "".join(infix.replace("'", "").split())
    return changed(record, Voorvoegsel="", Achternaam=f"{fused.capitalize()}{name.lower()}") if fused else None


def infix_confused(rng: Random, person: Person, record: Record) -> Record | None:
    infix = record.get("Voorvoegsel", "")
    alike = next((kin for kin in (("van de", "van den", "van der", "v.d."), ("de", "den")) if infix in kin), ())
    return changed(record, Voorvoegsel=rng.choice([other for other in alike if other != infix])) if alike else None


def infix_with_initials(rng: Random, person: Person, record: Record) -> Record | None:
    infix, _ = _infix(record)
    if not infix or "Voorletters" not in record:
        return None
    return changed(record, Voorletters=f"{record['Voorletters']} {infix}", Voorvoegsel="")


def _doubles(person: Person) -> dict[str, tuple[str, ...]]:
    """The notations in which both names are told, by their order."""
    own, partner = born_as(person), person.partner
    return {
        "partner-own": (f"{partner}-{own}", f"{partner} - {own}", f"{partner} {own}", f"{partner}/{own}"),
        "own-partner": (f"{own}-{partner}", f"{own} {partner}", f"{own}/{partner}"),
        "told": (
            f"{own} e/v {partner}",
            f"{own} e.v. {partner}",
            f"{own}, e/v {partner}",
            f"{own} ev {partner}",
            f"{own} echtg. {partner}",
            f"{own} wed. {partner}",
            f"{partner} geb. {own}",
            f"{partner}, geb. {own}",
            f"{partner} (geb. {own})",
            f"{partner} g. {own}",
        ),
    }


def _named(rng: Random, record: Record, name: str) -> Record:
    """With the leading infix apart, in the surname, or after a comma at the end as in a card index."""
    infix, rest = split(name)
    place = rng.choices(("apart", "within", "after"), (55, 35, 10))[0]
    if place == "apart" or not infix:
        return renamed(record, name)
    return changed(record, Voorvoegsel="", Achternaam=name if place == "within" else f"{rest}, {infix}")


def double_name(rng: Random, person: Person, record: Record) -> Record | None:
    """Both names where the other organisation has one."""
    if not person.partner or person.usage in _DOUBLE:
        return None
    doubles = _doubles(person)
    return _named(rng, record, rng.choice(doubles[rng.choice(tuple(doubles))]))


def double_order(rng: Random, person: Person, record: Record) -> Record | None:
    """The two names the other way about."""
    if not person.partner or person.usage not in _DOUBLE:
        return None
    return _named(rng, record, rng.choice(_doubles(person)[_DOUBLE[1 - _DOUBLE.index(person.usage)]]))


def double_told(rng: Random, person: Person, record: Record) -> Record | None:
    """Both names, with a word that says which is whose."""
    if not person.partner or person.usage not in _DOUBLE:
        return None
    return _named(rng, record, rng.choice(_doubles(person)["told"]))


def birth_name_only(rng: Random, person: Person, record: Record) -> Record | None:
    return renamed(record, born_as(person)) if person.partner and person.usage in _DOUBLE else None


def partner_name_only(rng: Random, person: Person, record: Record) -> Record | None:
    return renamed(record, person.partner) if person.partner and person.usage in _DOUBLE else None


def other_name_instead(rng: Random, person: Person, record: Record) -> Record | None:
    """The partner's name where the other has the name at birth, or the reverse."""
    if not person.partner or person.usage in _DOUBLE:
        return None
    return renamed(record, person.partner if person.usage == "own" else born_as(person))


def initials_bare(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Voorletters=record.get("Voorletters", "").replace(".", ""))


def initials_spaced(rng: Random, person: Person, record: Record) -> Record | None:
    spaced = record.get("Voorletters", "").replace(".", rng.choice((". ", " ", ".,", "-"))).strip(" ,-")
    return changed(record, Voorletters=spaced) if len(person.firsts) > 1 else None


def initials_first_only(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Voorletters=initial(person.firsts[0], long=person.long_initials))


def initials_digraph(rng: Random, person: Person, record: Record) -> Record | None:
    """Th. for T., or the reverse; IJ. in one of its other forms."""
    first, rest = person.firsts[0], [initial(name, long=person.long_initials) for name in person.firsts[1:]]
    if not first.startswith(DIGRAPHS):
        return None
    if first.startswith("IJ"):
        other = rng.choice(("I.", "Y.", "I.J.", "Ij."))
    else:
        other = initial(first, long=not person.long_initials)
    return changed(record, Voorletters="".join((other, *rest)))


def first_names_written(rng: Random, person: Person, record: Record) -> Record | None:
    first, *others = person.firsts
    short = "".join(initial(name, long=person.long_initials) for name in others)
    return changed(record, Voorletters=rng.choice((" ".join(person.firsts), first, f"{first} {short}".strip())))


def initials_missing(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Voorletters="")


def initials_turned(rng: Random, person: Person, record: Record) -> Record | None:
    """The name that is used put first, or only that one."""
    if len(person.firsts) < 2:
        return None
    turned = [*person.firsts[1:], person.firsts[0]][: rng.choice((1, 3))]
    return changed(record, Voorletters="".join(initial(name, long=person.long_initials) for name in turned))


def call_name(rng: Random, person: Person, record: Record) -> Record | None:
    names = CALL_NAMES.get(person.firsts[0])
    return changed(record, Voorletters=rng.choice(names)) if names else None


def household(rng: Random, person: Person, record: Record) -> Record | None:
    infix, name = _infix(record)
    word = rng.choice(("Fam.", "Familie", "fam", "Dhr./Mevr.", "De bewoners"))
    return changed(record, Voorletters="", Voorvoegsel="", Achternaam=f"{word} {_joined(infix, name)}")


def titles(rng: Random, person: Person, record: Record) -> Record | None:
    title = rng.choice((*(_WOMEN if person.woman else _MEN) * 3, *_LEARNED))
    field = rng.choice(("Voorletters", "Voorletters", "Achternaam"))
    return changed(record, **{field: f"{title} {record[field]}"}) if field in record else None


def one_field(rng: Random, person: Person, record: Record) -> Record | None:
    """The whole name in the surname, in one of the orders of a letter or a list."""
    infix, name = _infix(record)
    first = record.get("Voorletters", "")
    whole = rng.choice((f"{first} {_joined(infix, name)}", f"{name}, {f'{first} {infix}'.strip()}"))
    return changed(record, Voorletters="", Voorvoegsel="", Achternaam=whole) if first else None


def order_swapped(rng: Random, person: Person, record: Record) -> Record | None:
    """The first name taken for the family name."""
    return changed(record, Voorletters=carried(person), Voorvoegsel="", Achternaam=" ".join(person.firsts))


def father_added(rng: Random, person: Person, record: Record) -> Record | None:
    """The grandfather's name behind the father's, from a travel document."""
    name = record.get("Achternaam", "")
    grandfather = one(rng, ORIGINS[person.origin].men)
    return changed(record, Achternaam=f"{name} {grandfather}") if person.origin in {"eritrean", "moroccan"} else None


def article(rng: Random, person: Person, record: Record) -> Record | None:
    """El Amrani with its article elsewhere, fused, in another form, or gone."""
    name = record.get("Achternaam", "")
    found = next((word for word in _ARTICLES if name.startswith(word)), None)
    if found is None:
        return None
    rest, word = name.removeprefix(found), found.strip()
    place = rng.randrange(4)
    if place == 0:
        return changed(record, Voorvoegsel=rng.choice((word, word.lower())), Achternaam=rest)
    if place == 1:
        return changed(record, Achternaam=rest)
    return changed(record, Achternaam=f"{word}{rest.lower()}" if place == 2 else f"{rest}, {word}")


def half_name(rng: Random, person: Person, record: Record) -> Record | None:
    """One word of a surname of several words that belong together."""
    words = record.get("Achternaam", "").split()
    if len(words) < 2 or person.partner or f"{words[0]} " in _ARTICLES or len(words[-1]) < 4:
        return None
    return changed(record, Achternaam=words[-1] if len(words[0]) < 5 or rng.random() < 0.5 else words[0])


_SURNAME, _INITIALS = {Part.SURNAME: 1}, {Part.INITIALS: 1}
_LOST = {Part.INITIALS: 2}
_DUTCH = ("dutch", "dutch", "dutch", "frisian")

NAMING: dict[str, Fault] = {
    "birth_name_only": Fault(birth_name_only, 6, "names", _SURNAME, early=True),
    "double_name": Fault(double_name, 6, "names", _SURNAME, early=True),
    "double_order": Fault(double_order, 5, "names", early=True),
    "double_told": Fault(double_told, 6, "names", early=True),
    "first_names_written": Fault(first_names_written, 10, "initials", early=True, ordinary=True),
    "infix_abbreviated": Fault(infix_abbreviated, 8, "names", early=True, ordinary=True, origins=_DUTCH),
    "infix_after_comma": Fault(infix_after_comma, 6, "names", early=True, ordinary=True, origins=_DUTCH),
    "infix_capitalised": Fault(infix_capitalised, 6, "names", early=True, ordinary=True, origins=_DUTCH),
    "infix_dropped": Fault(infix_dropped, 7, "names", _SURNAME, early=True, ordinary=True, origins=_DUTCH),
    "infix_in_surname": Fault(infix_in_surname, 9, "names", early=True, ordinary=True, origins=_DUTCH),
    "initials_bare": Fault(initials_bare, 8, "dots", ordinary=True),
    "initials_digraph": Fault(initials_digraph, 4, "initials", early=True, ordinary=True, origins=_DUTCH),
    "initials_first_only": Fault(initials_first_only, 9, "initials", early=True, ordinary=True),
    "initials_spaced": Fault(initials_spaced, 6, "dots", ordinary=True),
    "other_name_instead": Fault(other_name_instead, 5, "names", {Part.SURNAME: 2}, early=True),
    "partner_name_only": Fault(partner_name_only, 5, "names", _SURNAME, early=True),
    "article": Fault(article, 5, "names", _SURNAME, early=True, origins=("moroccan",)),
    "call_name": Fault(call_name, 5, "initials", _LOST, early=True, needs_number=True),
    "father_added": Fault(father_added, 3, "names", _SURNAME, early=True, origins=("eritrean", "eritrean", "moroccan")),
    "half_name": Fault(half_name, 3, "names", _SURNAME, early=True, origins=("antillean", "surinamese", "dutch")),
    "household": Fault(household, 2, "whole", _LOST),
    "infix_confused": Fault(infix_confused, 6, "names", early=True, ordinary=True, origins=_DUTCH),
    "infix_fused": Fault(infix_fused, 3, "names", early=True, ordinary=True, origins=_DUTCH),
    "infix_with_initials": Fault(infix_with_initials, 3, "whole", origins=_DUTCH),
    "initials_missing": Fault(initials_missing, 4, "initials", _LOST, early=True),
    "initials_turned": Fault(initials_turned, 4, "initials", _INITIALS, early=True),
    "one_field": Fault(one_field, 4, "whole"),
    "order_swapped": Fault(
        order_swapped,
        3,
        "whole",
        _SURNAME | _INITIALS,
        early=True,
        origins=("chinese", "indonesian", "eritrean", "polish"),
    ),
    "titles": Fault(titles, 4, "whole"),
}

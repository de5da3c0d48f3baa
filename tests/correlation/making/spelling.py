"""Faults in how a surname is spelt: letters, marks and keys."""

import html
import re
import unicodedata
from random import Random

from tests.correlation.making.kinds import Fault, Part
from tests.correlation.making.persons import Person, Record, born_as, changed

_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "æ": "ae", "Æ": "Ae", "ß": "ss"})
_EXPANDED = {"ü": "ue", "ö": "oe", "ä": "ae", "ø": "oe", "å": "aa", "æ": "ae", "Ü": "Ue", "Ö": "Oe", "Ä": "Ae"} | {
    "Ø": "Oe",
    "Å": "Aa",
}
_HEARD = {
    "ş": ("sh", "sj"),
    "Ş": ("Sh", "Sj"),
    "ç": ("ch", "tsj"),
    "Ç": ("Ch", "Tsj"),
    "ğ": ("gh", "h", ""),
    "ı": ("i", "e"),
    "ö": ("eu", "o"),
    "Ö": ("Eu", "O"),
    "ü": ("u", "uu"),
    "Ü": ("U",),
    "ś": ("s", "sj"),
    "ł": ("w", "l"),
    "ń": ("n", "nj"),
    "ą": ("on", "a"),
    "ż": ("z", "zj"),
    "ó": ("u", "o"),
}
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = (
    ("ks", "x"), ("x", "ks"), ("kk", "ck"), ("sch", "s"), ("dt$", "d"), ("dt$", "t"), ("t$", "dt"), ("ph", "f"),
    ("th", "t"), ("ij", "ei"), ("ou", "au"), ("gh", "g"), ("cht", "gt"), ("z", "s"), ("v", "f"), ("ae", "aa"),
    ("ui", "uy"), ("uij", "ui"), ("ss", "s"), ("sen$", "ssen"), ("ers$", "eers"), ("kx$", "ks"), ("c", "k"),
)  # fmt: skip
_ARABIC = (
    ("ou", "u"), ("oui", "wi"), ("Bou", "Bu"), ("ch", "sh"), ("Ch", "Sh"), ("kh", "ch"), ("Kh", "Ch"), ("ou", "oe"),
    ("q", "k"), ("Q", "K"), ("J", "Dj"), ("aa", "a"), ("Aa", "A"), ("dd", "d"), ("zz", "z"), ("i$", "y"), ("Y", "J"),
)  # fmt: skip
_SLAVIC = (
    ("sh", "sj"), ("Sh", "Sj"), ("ch", "tsj"), ("Ch", "Tsj"), ("v", "w"), ("V", "W"), ("yi$", "yj"), ("yi$", "iy"),
    ("kh", "ch"), ("Kh", "Ch"), ("Kh", "H"), ("Zh", "Zj"), ("Yu", "Joe"), ("Ya", "Ja"), ("Hr", "Gr"), ("y", "i"),
    ("iy", "iĭ"), ("Hn", "Gn"),
)  # fmt: skip
_OLD_SPELLING = (("oe", "u"), ("Oe", "U"), ("tj", "c"), ("Tj", "C"), ("dj", "j"), ("Dj", "J"), ("j", "y"), ("nj", "ny"))
_CANTONESE = {
    "Wang": "Wong", "Zhang": "Cheung", "Li": "Lee", "Huang": "Wong", "Chen": "Chan", "Lin": "Lam", "Wu": "Ng",
    "Zhou": "Chow", "Liu": "Lau", "Yang": "Yeung", "Zheng": "Cheng", "Zhao": "Chiu", "Xu": "Hsu", "Hu": "Woo",
    "Guo": "Kwok", "Ye": "Yip", "Cai": "Choi", "Liang": "Leung",
}  # fmt: skip
_SCANNED = (
    ("o", "0"), ("O", "0"), ("l", "1"), ("l", "I"), ("i", "1"), ("I", "l"), ("rn", "m"), ("m", "rn"), ("S", "5"),
    ("B", "8"), ("e", "c"), ("h", "b"), ("g", "9"), ("d", "cl"), ("vv", "w"), ("w", "vv"), ("ij", "ü"),
)  # fmt: skip
_TEXTS = ("Voorletters", "Voorvoegsel", "Achternaam", "Straatnaam", "Plaatsnaam")
_NON_ASCII = re.compile(r"[^\x00-\x7f]")


def plain(text: str) -> str:
    """Without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", text.translate(_PLAIN)) if not unicodedata.combining(c))


def _name(record: Record) -> str:
    return record.get("Achternaam", "")


def _texts(record: Record) -> Record:
    return {field: record[field] for field in _TEXTS if field in record}


def _rule(rng: Random, name: str, rules: tuple[tuple[str, str], ...]) -> str | None:
    """The name after one of the rules that fit, on the first place where it fits."""
    fitting = [rule for rule in rules if re.search(rule[0], name)]
    if not fitting:
        return None
    old, new = rng.choice(fitting)
    return re.sub(old, new, name, count=1)


def _by_rule(rng: Random, record: Record, rules: tuple[tuple[str, str], ...]) -> Record | None:
    name = _rule(rng, _name(record), rules)
    return changed(record, Achternaam=name) if name else None


def ij_y(rng: Random, person: Person, record: Record) -> Record | None:
    name = _name(record)
    if "ij" in name or "IJ" in name:
        small, capital = rng.choice((("y", "Y"), ("y", "Y"), ("ÿ", "Ÿ"), ("ĳ", "Ĳ")))
        return changed(record, Achternaam=name.replace("IJ", capital).replace("ij", small))
    if person.origin in {"dutch", "frisian"} and ("y" in name or "Y" in name):
        return changed(record, Achternaam=name.replace("Y", "IJ").replace("y", "ij"))
    return None


def eszett(rng: Random, person: Person, record: Record) -> Record | None:
    name = _name(record)
    if "ß" in name:
        return changed(record, Achternaam=name.replace("ß", rng.choice(("ss", "ss", "sz", "s"))))
    return changed(record, Achternaam=name.replace("ss", "ß")) if person.origin == "german" else None


def diacritics_dropped(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, **{field: plain(text) for field, text in _texts(record).items()})


def umlauts_expanded(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Achternaam="".join(_EXPANDED.get(c, c) for c in _name(record)))


def diacritics_lost(rng: Random, person: Person, record: Record) -> Record | None:
    """Each letter with a mark became one sign that says nothing, or none where there is one only."""
    name = _name(record)
    signs = ("?", "_", "\ufffd", "¿", "") if len(_NON_ASCII.findall(name)) == 1 else ("?", "_", "\ufffd")
    return changed(record, Achternaam=_NON_ASCII.sub(rng.choice(signs), name))


def diacritics_apart(rng: Random, person: Person, record: Record) -> Record | None:
    """The mark typed beside its letter: e' for é; or as a letter of its own."""
    name = unicodedata.normalize("NFD", _name(record))
    marks = {"\u0301": "'", "\u0300": "`", "\u0308": '"', "\u0327": ",", "\u0302": "^", "\u0306": "~", "\u0328": ","}
    if rng.random() < 0.4 or name == _name(record):
        return changed(record, Achternaam=name)
    return changed(record, Achternaam="".join(marks.get(c, c) for c in name))


def diacritics_heard(rng: Random, person: Person, record: Record) -> Record | None:
    return changed(record, Achternaam="".join(rng.choice(_HEARD[c]) if c in _HEARD else c for c in _name(record)))


def capitals(rng: Random, person: Person, record: Record) -> Record | None:
    upper = rng.random() < 0.75
    return changed(record, **{f: text.upper() if upper else text.lower() for f, text in _texts(record).items()})


def stray_spaces(rng: Random, person: Person, record: Record) -> Record | None:
    field = rng.choice([f for f in ("Achternaam", "Achternaam", "Voorletters", "Plaatsnaam") if f in record])
    text = record[field]
    spaced = (f" {text}", f"{text} ", f"{text}   ", text.replace(" ", "  "), f"\u00a0{text}", f"{text}\t")
    return changed(record, **{field: rng.choice(spaced)})


def stray_punctuation(rng: Random, person: Person, record: Record) -> Record | None:
    name = _name(record)
    styles = (
        f"{name},",
        f"{name}.",
        f"{name};",
        f'"{name}"',
        f"*{name}",
        f"-{name}",
        f"{name} -",
        f"{name}/",
        f"({name})",
    )
    return changed(record, Achternaam=rng.choice(styles))


def hyphens(rng: Random, person: Person, record: Record) -> Record | None:
    name = _name(record)
    if "-" in name:
        return changed(record, Achternaam=name.replace("-", rng.choice((" ", " - ", "–", "- ", " -", "/"))))
    return changed(record, Achternaam=name.replace(" ", "-")) if re.fullmatch(r"[^\W\d]+ [^\W\d]+", name) else None


def apostrophes(rng: Random, person: Person, record: Record) -> Record | None:
    sign = rng.choice(("’", "`", "´", "", "‘", '"'))
    return changed(record, **{f: record[f].replace("'", sign) for f in ("Voorvoegsel", "Achternaam") if f in record})


def _spots(record: Record, least: int) -> tuple[str, list[int]]:
    """The surname and where in it one may err: among letters, and never in a short name."""
    name = _name(record)
    return name, [i for i in range(len(name) - 1) if name[i].isalpha()] if len(name) >= least else []


def typo_insert(rng: Random, person: Person, record: Record) -> Record | None:
    name, spots = _spots(record, 4)
    if not spots:
        return None
    at = rng.choice(spots)
    extra = name[at].lower() if rng.random() < 0.5 else rng.choice(_beside(name[at]) or name[at])
    return changed(record, Achternaam=name[: at + 1] + extra + name[at + 1 :])


def typo_drop(rng: Random, person: Person, record: Record) -> Record | None:
    name, spots = _spots(record, 5)
    at = rng.choice(spots[1:]) if len(spots) > 1 else 0
    return changed(record, Achternaam=name[:at] + name[at + 1 :]) if at else None


def typo_swap(rng: Random, person: Person, record: Record) -> Record | None:
    name, spots = _spots(record, 5)
    at = rng.choice(spots[1:]) if len(spots) > 1 else 0
    if not at or not name[at + 1].isalpha():
        return None
    return changed(record, Achternaam=name[:at] + name[at + 1] + name[at] + name[at + 2 :])


def typo_neighbour(rng: Random, person: Person, record: Record) -> Record | None:
    name, spots = _spots(record, 5)
    if not spots:
        return None
    at = rng.choice(spots)
    beside = _beside(name[at])
    if not beside:
        return None
    key = rng.choice(beside)
    return changed(record, Achternaam=name[:at] + (key.upper() if name[at].isupper() else key) + name[at + 1 :])


def _beside(letter: str) -> str:
    row = next((row for row in _KEYS if letter.lower() in row), "")
    at = row.find(letter.lower())
    return row[max(0, at - 1) : at] + row[at + 1 : at + 2] if row else ""


def sound_alike(rng: Random, person: Person, record: Record) -> Record | None:
    return _by_rule(rng, record, _SOUNDS)


def romanised_from_arabic(rng: Random, person: Person, record: Record) -> Record | None:
    return _by_rule(rng, record, _ARABIC)


def romanised_from_cyrillic(rng: Random, person: Person, record: Record) -> Record | None:
    return _by_rule(rng, record, _SLAVIC)


def colonial_spelling(rng: Random, person: Person, record: Record) -> Record | None:
    return _by_rule(rng, record, _OLD_SPELLING)


def other_chinese(rng: Random, person: Person, record: Record) -> Record | None:
    name = _CANTONESE.get(_name(record))
    return changed(record, Achternaam=name) if name else None


def gendered_ending(rng: Random, person: Person, record: Record) -> Record | None:
    """A woman registered under the man's form of her own name."""
    own = born_as(person)
    if own == person.surname or own not in _name(record):
        return None
    return changed(record, Achternaam=_name(record).replace(own, person.surname))


def scanned_name(rng: Random, person: Person, record: Record) -> Record | None:
    return _by_rule(rng, record, _SCANNED) if len(_name(record)) >= 4 else None


def mojibake(rng: Random, person: Person, record: Record) -> Record | None:
    if _name(record).isascii():
        return None
    return changed(
        record, **{f: text.encode().decode("cp1252", errors="replace") for f, text in _texts(record).items()}
    )


def markup(rng: Random, person: Person, record: Record) -> Record | None:
    """What a web form escaped and nobody put back."""
    name, infix = _name(record), record.get("Voorvoegsel", "")
    escaped = {f: _escaped(text) for f, text in (("Achternaam", name), ("Voorvoegsel", infix)) if text}
    return changed(record, **escaped)


def _escaped(text: str) -> str:
    return _NON_ASCII.sub(lambda c: f"&#{ord(c[0])};", html.escape(text))


def truncated(rng: Random, person: Person, record: Record) -> Record | None:
    name, most = _name(record), rng.choice((8, 10, 12, 15))
    return changed(record, Achternaam=name[:most].rstrip(" -'")) if len(name) > most else None


_SURNAME = {Part.SURNAME: 1}
_MARKED = ("turkish", "polish", "german", "scandinavian", "turkish", "moroccan", "dutch")

SPELLING: dict[str, Fault] = {
    "apostrophes": Fault(apostrophes, 5, "marks", ordinary=True, origins=("dutch",)),
    "capitals": Fault(capitals, 8, "case", ordinary=True),
    "diacritics_apart": Fault(diacritics_apart, 3, "letters", ordinary=True, origins=_MARKED),
    "diacritics_dropped": Fault(diacritics_dropped, 12, "letters", ordinary=True, origins=_MARKED),
    "diacritics_heard": Fault(diacritics_heard, 3, "letters", _SURNAME, origins=("turkish", "polish")),
    "diacritics_lost": Fault(diacritics_lost, 4, "letters", _SURNAME, origins=_MARKED),
    "eszett": Fault(eszett, 4, "letters", ordinary=True, origins=("german",)),
    "hyphens": Fault(hyphens, 8, "marks", ordinary=True),
    "ij_y": Fault(ij_y, 8, "letters", ordinary=True, origins=("dutch", "frisian")),
    "stray_punctuation": Fault(stray_punctuation, 4, "marks", ordinary=True),
    "stray_spaces": Fault(stray_spaces, 5, "spaces", ordinary=True),
    "typo_drop": Fault(typo_drop, 7, "letters", _SURNAME, ordinary=True),
    "typo_insert": Fault(typo_insert, 7, "letters", _SURNAME, ordinary=True),
    "typo_neighbour": Fault(typo_neighbour, 7, "letters", _SURNAME, ordinary=True),
    "typo_swap": Fault(typo_swap, 7, "letters", _SURNAME, ordinary=True),
    "umlauts_expanded": Fault(
        umlauts_expanded, 4, "letters", ordinary=True, origins=("german", "turkish", "scandinavian")
    ),
    "colonial_spelling": Fault(colonial_spelling, 3, "letters", _SURNAME, origins=("indonesian", "surinamese")),
    "gendered_ending": Fault(gendered_ending, 3, "letters", origins=("polish", "ukrainian")),
    "markup": Fault(markup, 3, "letters", _SURNAME),
    "mojibake": Fault(mojibake, 4, "letters", _SURNAME, origins=_MARKED),
    "other_chinese": Fault(other_chinese, 2, "letters", {Part.SURNAME: 2}, origins=("chinese",)),
    "romanised_from_arabic": Fault(romanised_from_arabic, 6, "letters", _SURNAME, origins=("moroccan",)),
    "romanised_from_cyrillic": Fault(romanised_from_cyrillic, 4, "letters", _SURNAME, origins=("ukrainian",)),
    "scanned_name": Fault(scanned_name, 4, "letters", _SURNAME),
    "sound_alike": Fault(sound_alike, 8, "letters", _SURNAME, origins=("dutch", "dutch", "frisian")),
    "truncated": Fault(truncated, 3, "letters", _SURNAME),
}

"""How people are called, however it is written down: with or without infixes, accents, partner's names and mistakes."""

import re
from collections.abc import Iterator
from functools import lru_cache

from libs.contracts.spelling import letters, mended

#: Words that belong to a name and tell nobody apart: infixes, Arabic articles, "spouse of", titles.
INFIXES = frozenset(
    (  # noqa: SIM905 - one below the other they would fill two screens
        "a aan al bij d da de del della den der des di do dos du e el en het in l la le les na of onder op over s t te "
        "ten ter tot uijt uit v van vande vanden vander vd vdr ven voor von y zu zum zur "
        "ev geb geboren wed weduwe dhr heer mw mevr mevrouw fam dr drs ing ir jhr jr mr prof sr"
    ).split()
)
#: Infixes that are written as one word with what follows, and how much must follow for it to be a name.
GLUED, SHORTEST = ("vanden", "vander", "vande", "van", "ter", "ten", "el", "al", "de"), 4

#: What a scanner makes of letters.
SCANNED = str.maketrans("0158", "olsb")

#: What sounds alike becomes alike, in this order.
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"uij|ui|uy", "uy"),
        (r"eij|ij|ei|ey|ay", "y"),
        (r"sch|sj|sh|sz", "s"),
        (r"tsj|tj|tch", "c"),
        (r"ck|kh|kk|q", "k"),
        (r"gh|ch", "g"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ph|v|w(?=f)", "f"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"th|dt|d$", "t"),
        (r"oe|ou|au|ue", "u"),
        (r"ae", "a"),
        (r"ie|ee", "i"),
        (r"yi|ii|jj", "y"),
        (r"(?<=[a-z])h(?![aeiouy])", ""),
        (r"(.)\1+", r"\1"),
        (r"s$", ""),
    )
)


def parts(surname: str) -> tuple[str, ...]:
    """The words of a surname that tell people apart, in order; of "Jansen-de Vries": jansen, vries."""
    found = [word for word in _words(surname) if len(word) > 1 and word not in INFIXES]
    # somebody may be called nothing but Van der Ven
    return tuple(dict.fromkeys(found)) or tuple(word for word in _words(surname) if len(word) > 1)[-1:]


def initials_in(surname: str) -> tuple[str, ...]:
    """Single letters among the words of a surname: initials that came along."""
    spelt = re.findall(r"(?<![\w'’])[A-Z](?=\.|\s|$)", surname)
    return tuple(each.casefold() for each in spelt if len(spelt) < len(surname.split()) or "." in surname)


def initials(written: str) -> tuple[str, ...]:
    """First letters, of initials and of names written out: `J.P.`, `JP`, `J P` and `Jan Piet` are all j, p."""
    found: list[str] = []
    for word in re.findall(r"[^\W\d_]+", mended(written)):
        plain = letters(word)
        if plain in INFIXES and len(plain) > 1:
            continue
        if word.isupper() and len(word) <= 4 and plain not in DIGRAPHS:
            found += plain
        else:
            found.append("y" if plain.startswith("ij") else plain[:1])
    return tuple(each for each in found if each)


def given(written: str) -> frozenset[str]:
    """First names that are written out."""
    return frozenset(
        letters(word) for word in re.findall(r"[^\W\d_]{3,}", mended(written)) if not word.isupper() or len(word) > 4
    )


#: Two or three letters that are one initial.
DIGRAPHS = frozenset({"ij", "th", "ch", "chr", "ph", "fr", "st", "joh", "wilh", "sj"})


@lru_cache(10_000)
def sound(word: str) -> str:
    """The same for words that are said alike: `meyer`, `meijer` and `meier`."""
    for pattern, said in SOUNDS:
        word = pattern.sub(said, word)
    return word


def sounds(word: str) -> frozenset[str]:
    """How it sounds, and how without an infix that was written onto it: `vandenberg` is also `berg`."""
    found = {sound(word)}
    for infix in GLUED:
        rest = word.removeprefix(infix)
        if rest != word and len(rest) >= SHORTEST:
            found.add(sound(rest))
    return frozenset(found)


def _words(text: str) -> Iterator[str]:
    told = mended(text).casefold()
    told = re.sub(r"\be\s*[/.]\s*v\b\.?", " ", told)
    for word in re.split(r"[\s,./\\()\-\u2010-\u2015_;&+]+", re.sub(r"[‘’`´']", " ", told)):
        if plain := letters(word).translate(SCANNED):
            yield plain

"""Languages: HSDS tells a code, a name, or both."""

import re
from collections.abc import Iterable

from services.matching.hsds.model import Language

_CODE = re.compile(r"^[a-z]{2,3}$")

#: Names in Dutch and in English, with the ISO 639-1 code; what is spoken here most.
CODES = {
    name: code
    for code, names in {
        "nl": "nederlands dutch vlaams flemish",
        "en": "engels english",
        "de": "duits german",
        "fr": "frans french",
        "es": "spaans spanish",
        "it": "italiaans italian",
        "pt": "portugees portuguese",
        "tr": "turks turkish",
        "ar": "arabisch arabic",
        "ber": "berbers tamazight berber",
        "fa": "farsi perzisch persian dari",
        "pl": "pools polish",
        "ru": "russisch russian",
        "uk": "oekraïens ukrainian",
        "ro": "roemeens romanian",
        "bg": "bulgaars bulgarian",
        "zh": "chinees chinese mandarijn mandarin",
        "yue": "kantonees cantonese",
        "ko": "koreaans korean",
        "tl": "tagalog filipino",
        "vi": "vietnamees vietnamese",
        "hi": "hindi",
        "ur": "urdu",
        "so": "somalisch somali",
        "ti": "tigrinya",
        "pap": "papiaments papiamento papiamentu",
        "fy": "fries frisian",
        "id": "indonesisch indonesian",
    }.items()
    for name in names.split()
}


def code_of(language: Language) -> str | None:
    """The ISO 639 code, by the code that is told or by the name; None when neither is known."""
    code = (language.code or "").strip().lower()
    # a code may come with its country: nl-NL
    code = re.split(r"[-_]", code)[0]
    return code if _CODE.fullmatch(code) else CODES.get((language.name or "").strip().lower())


def codes_of(languages: Iterable[Language]) -> tuple[tuple[str, ...], list[str]]:
    """The codes, each once, in order; and what could not be understood."""
    codes: dict[str, None] = {}
    remarks = []
    for each in languages:
        code = code_of(each)
        if code is None:
            remarks.append(f"language '{each.name or each.code or each.id}' is not known: give its ISO 639 code")
        else:
            codes[code] = None
    return tuple(codes), remarks

"""What is the same however it is written: names, initials and door numbers are looked up by this."""

import re
import unicodedata

#: Letters that do not come apart into a letter and an accent.
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "þ": "th", "ŋ": "n"})


def letters(text: str) -> str:
    """Letters and digits only, without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", mended(text).translate(LETTERS)).casefold().translate(LETTERS)
    return "".join(character for character in plain if character.isalnum())


def mended(text: str) -> str:
    """UTF-8 that was once read as Latin-1 is read as what it was."""
    try:
        return text.encode("cp1252").decode() if re.search("[ÃÅÄ][\x80-\xff–-›]", text) else text
    except UnicodeError:
        return text

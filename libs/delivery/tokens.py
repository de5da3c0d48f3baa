"""The files of tokens that the HTTP side lets in: one token to a line, and of partners' systems `token source kind`.

What is a partner's system's own is told to it alone. A line that begins with `#` is passed over in both. A system may
have two tokens while one is being replaced.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from libs.contracts.words import PartnerKind

#: Characters of a partner's shortest token, and of the longest source: as in the envelope.
SHORTEST, LONGEST = 16, 255


@dataclass(frozen=True)
class Partner:
    """A system that gives signals. `source`: of its CloudEvents, as it writes it itself."""

    source: str
    kind: PartnerKind


def read_tokens(path: Path) -> tuple[str, ...]:
    """Tokens that open everything. Raises ValueError with the line and what is wrong with it, never with a token."""
    tokens = []
    for number, words in _lines(path):
        # each word of a remark, or of a partner's line, would open everything
        if len(words) != 1:
            raise ValueError(f"{path}: line {number}: one token to a line, and '#' before a remark")
        tokens += words
    if not tokens:
        raise ValueError(f"{path} holds no token")
    return tuple(tokens)


def read_partners(path: Path) -> Mapping[str, Partner]:
    """Partners by token. Raises ValueError with the line and what is wrong with it, never with a token."""
    partners: dict[str, Partner] = {}
    for number, words in _lines(path):
        if fault := _fault(words, partners):
            raise ValueError(f"{path}: line {number}: {fault}")
        token, source, kind = words
        partners[token] = Partner(source, PartnerKind(kind))
    return partners


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        # not the error itself: it holds all that stands in the file
        raise ValueError(f"{path} is not UTF-8") from None
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            yield number, words


def _fault(words: list[str], before: Mapping[str, Partner]) -> str | None:
    if len(words) != 3:
        return f"write 'token source kind', three words; there are {len(words)}"
    token, source, kind = words
    if len(token) < SHORTEST or not token.isascii():
        return f"a token has {SHORTEST} characters or more, all of ASCII"
    if token in before:
        return "this token stands on an earlier line: give each system its own"
    if len(source) > LONGEST:
        return f"a source has {LONGEST} characters at most"
    if kind not in list(PartnerKind):
        return f"the kind is one of {', '.join(PartnerKind)}"
    return None

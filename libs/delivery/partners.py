"""Partners' systems that may use the HTTP side for what is their own: each has a token, a source and a kind.

The file has a line for each, `token source kind`; a line that begins with `#` is passed over. A system may have two
tokens while one is being replaced.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from libs.contracts.words import PartnerKind

#: Characters of the shortest token, and of the longest source: as in the envelope.
SHORTEST, LONGEST = 16, 255


@dataclass(frozen=True)
class Partner:
    """A system that gives signals. `source`: of its CloudEvents, as it writes it itself."""

    source: str
    kind: PartnerKind


def read_partners(path: Path) -> Mapping[str, Partner]:
    """Partners by token. Raises ValueError with the line and what is wrong with it, and never with the token."""
    partners: dict[str, Partner] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        words = line.split()
        if words and not words[0].startswith("#"):
            if fault := _fault(words, partners):
                raise ValueError(f"{path}: line {number}: {fault}")
            token, source, kind = words
            partners[token] = Partner(source, PartnerKind(kind))
    return partners


def _fault(words: list[str], before: Mapping[str, Partner]) -> str | None:
    if len(words) != 3:
        return f"write 'token source kind', three words; there are {len(words)}"
    token, source, kind = words
    if len(token) < SHORTEST:
        return f"a token has {SHORTEST} characters or more"
    if token in before:
        return "this token stands on an earlier line: give each system its own"
    if len(source) > LONGEST:
        return f"a source has {LONGEST} characters at most"
    if kind not in list(PartnerKind):
        return f"the kind is one of {', '.join(PartnerKind)}"
    return None

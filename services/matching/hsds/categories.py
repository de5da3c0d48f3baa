"""Which of the fourteen categories, and which rung, the terms and the words of a service stand for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from unicodedata import combining, normalize

from libs.contracts.words import Category, Rung


class Term(NamedTuple):
    """A term of somebody's taxonomy."""

    taxonomy: str
    code: str
    name: str


@dataclass(frozen=True)
class Rule:
    """`codes` of terms (`102*` for all that begin so), `names` of terms, or `words`, which begin a word of its text.

    `taxonomy` narrows codes and names down to one taxonomy; empty: any. `skills` are what needs may ask for.
    """

    categories: tuple[Category, ...]
    rung: Rung | None = None
    taxonomy: str = ""
    codes: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    def takes(self, term: Term) -> bool:
        if self.taxonomy and plain(self.taxonomy) != plain(term.taxonomy):
            return False
        return plain(term.name) in self.names or any(_matches(code, term.code) for code in self.codes)

    def stands_in(self, text: str) -> bool:
        """Whether one of the words begins a word of the text, which is plain."""
        spaced = f" {text}"
        return any(f" {word}" in spaced for word in self.words)


@dataclass(frozen=True)
class Sorted:
    """Where a service belongs."""

    categories: tuple[Category, ...]
    rung: Rung
    skills: tuple[str, ...]


@dataclass(frozen=True)
class Categories:
    """One version of a municipality's table. `capacity`: places of a service, since HSDS does not tell them.

    `otherwise`: the categories of what matches no rule; empty: that is refused.
    """

    version: str
    holds_from: date
    content_hash: str
    rules: tuple[Rule, ...]
    rung: Rung
    capacity: int
    otherwise: tuple[Category, ...] = ()

    def sort(self, terms: Sequence[Term], texts: Iterable[str]) -> Sorted | None:
        """By the terms; where they say nothing, by the first of the texts that says something. None: nothing does.

        Rules add up; of rungs the heaviest that a rule names counts, so that nothing is offered without its grounds.
        """
        found = [rule for rule in self.rules if any(rule.takes(term) for term in terms)]
        for text in map(plain, texts):
            found = found or [rule for rule in self.rules if rule.stands_in(text)]
        categories = dict.fromkeys(each for rule in found for each in rule.categories)
        if not categories and not self.otherwise:
            return None
        return Sorted(
            categories=tuple(categories) or self.otherwise,
            rung=max((rule.rung for rule in found if rule.rung is not None), default=self.rung),
            skills=tuple(dict.fromkeys(each for rule in found for each in rule.skills)),
        )


def plain(text: str) -> str:
    """Without capitals, accents and punctuation, with single spaces."""
    bare = (each for each in normalize("NFKD", text.casefold()) if not combining(each))
    return " ".join("".join(each if each.isalnum() else " " for each in bare).split())


def _matches(pattern: str, code: str) -> bool:
    return code.startswith(pattern[:-1]) if pattern.endswith("*") else code == pattern

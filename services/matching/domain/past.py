"""What a case has seen before: who said no, and who helped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from libs.contracts.words import Category, Rung


class Declined(NamedTuple):
    """An offering that one of the two parties said no to, for a need of this category."""

    category: Category
    rung: Rung
    offering: UUID


@dataclass(frozen=True)
class Past:
    """Of one case, over all its needs. `helped`: offerings by which something runs or ran."""

    declined: frozenset[Declined] = frozenset()
    helped: frozenset[UUID] = frozenset()

    def declined_for(self, category: Category) -> Iterable[Declined]:
        return (each for each in self.declined if each.category == category)

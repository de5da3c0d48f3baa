"""The story of one case, told from its events alone: what happened, in plain words, with nobody's name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from libs.contracts import cases, plans
from libs.contracts.words import Rung
from omzien.demo.sentences import sentence
from omzien.demo.told import Told


@dataclass(frozen=True)
class Chapter:
    """A part of the story: the year that it tells of, and when it was played."""

    year: str
    title: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One event in plain words. `rung` where it is about support on one."""

    at: datetime
    type: str
    words: str
    rung: Rung | None


@dataclass(frozen=True)
class Stretch:
    """A need on one rung, from the chapter in which that began until the one in which it ended (None: it runs)."""

    need: str
    rung: Rung
    begins: int
    ends: int | None


@dataclass
class Story:
    """What the script knows beside the events: which household and case, how its needs are called, which years."""

    title: str
    household: UUID | None = None
    case: UUID | None = None
    chapters: list[Chapter] = field(default_factory=list)
    needs: dict[UUID, str] = field(default_factory=dict)

    def begins(self, year: str, title: str) -> None:
        """A chapter."""
        self.chapters.append(Chapter(year, title, datetime.now(UTC)))

    def name(self, needs: Iterable[tuple[UUID, str]]) -> None:
        """How needs are called: events know them by id and category only."""
        self.needs |= dict(needs)

    def events(self, heard: Iterable[Told[Any]]) -> list[Told[Any]]:
        """Those of this household's signals and this case, in the order of their moments."""
        mine = [told for told in heard if self._is_mine(told)]
        return sorted(mine, key=lambda told: told.at)  # stable: what was told in one moment keeps its order

    def _is_mine(self, told: Told[Any]) -> bool:
        household = getattr(told.fact, "household", None)
        return told.case == self.case or (household is not None and household == self.household)

    def told(self, heard: Iterable[Told[Any]]) -> list[tuple[Chapter, list[Line]]]:
        """Chapter by chapter. Events that say nothing new to a reader are passed over."""
        pages: list[tuple[Chapter, list[Line]]] = [(chapter, []) for chapter in self.chapters]
        for told in self.events(heard):
            if words := sentence(told.fact, self.needs):
                line = Line(told.at, told.type, words, _rung(told))
                pages[self._chapter_at(told.at)][1].append(line)
        return pages

    def _chapter_at(self, moment: datetime) -> int:
        return max((place for place, each in enumerate(self.chapters) if each.at <= moment), default=0)

    def stretches(self, heard: Iterable[Told[Any]]) -> list[Stretch]:
        """On which rung each need stood when, oldest first."""
        begun: dict[UUID, tuple[UUID, Rung, int]] = {}
        ended: dict[UUID, int] = {}
        for told in self.events(heard):
            if isinstance(told.fact, plans.PlanItemStarted):
                begun[told.fact.item] = told.fact.need, told.fact.rung, self._chapter_at(told.at)
            elif isinstance(told.fact, plans.PlanItemEnded):
                ended[told.fact.item] = self._chapter_at(told.at)
        return [
            Stretch(self.needs.get(need, "a need"), rung, at, ended.get(item))
            for item, (need, rung, at) in begun.items()
        ]

    def scores(self, heard: Sequence[Told[Any]]) -> list[dict[str, int]]:
        """Per life domain at the clarification, and at each review since."""
        return [
            {str(domain): score for domain, score in told.fact.scores.items()}
            for told in self.events(heard)
            if isinstance(told.fact, cases.CaseClarified | plans.PlanReviewed)
        ]


def _rung(told: Told[Any]) -> Rung | None:
    rung = getattr(told.fact, "to_rung", None)
    return rung if rung is not None else getattr(told.fact, "rung", None)

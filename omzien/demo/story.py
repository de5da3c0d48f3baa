"""The story of one case, told from its events alone: what happened, in plain words, with nobody's name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from libs.contracts import cases, plans
from libs.contracts.words import LifeDomain, Rung
from omzien.demo.sentences import sentence
from omzien.demo.told import Told

#: Said before the chapters, whose years no date in their lines goes with.
CLOCK = "The years are those of the story; dates are of the day on which it was played."


@dataclass(frozen=True)
class Chapter:
    """A part of the story: the year that it tells of, two words for it, a sentence, and when it was played."""

    year: str
    brief: str
    title: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One event in plain words. `rung` where it is about support on one."""

    at: datetime
    words: str
    rung: Rung | None
    times: int = 1


@dataclass(frozen=True)
class Stretch:
    """A need on one rung, from when until when (None: it still runs).

    Moments are counted in chapters: 2.5 is halfway through the third.
    """

    need: str
    rung: Rung
    begins: float
    ends: float | None


@dataclass
class Story:
    """What the script knows beside the events: which household and case, how its needs are called, which years."""

    title: str
    household: UUID | None = None
    case: UUID | None = None
    chapters: list[Chapter] = field(default_factory=list)
    needs: dict[UUID, str] = field(default_factory=dict)
    gives: set[UUID] = field(default_factory=set)
    gift: str = ""

    def begins(self, year: str, brief: str, title: str) -> None:
        """A chapter."""
        self.chapters.append(Chapter(year, brief, title, datetime.now(UTC)))

    def name(self, needs: Iterable[tuple[UUID, str]]) -> None:
        """How needs are called: events know them by id and category only."""
        self.needs |= dict(needs)

    def events(self, heard: Iterable[Told[Any]]) -> list[Told[Any]]:
        """Those of this household's signals and this case, in the order of their moments."""
        mine = [told for told in heard if self._is_mine(told)]
        return sorted(mine, key=lambda told: told.at)  # stable: what was told in one moment keeps its order

    def _is_mine(self, told: Told[Any]) -> bool:
        household = getattr(told.fact, "household", None)
        same = household is not None and household == self.household
        return same or (self.case is not None and told.case == self.case) or told.subject in self.gives

    def told(self, heard: Iterable[Told[Any]]) -> list[tuple[Chapter, list[Line]]]:
        """Chapter by chapter. Events that say nothing new to a reader are passed over."""
        pages: list[tuple[Chapter, list[Line]]] = [(chapter, []) for chapter in self.chapters]
        for told in self.events(heard):
            if words := sentence(told, self.needs):
                lines = pages[self._chapter_at(told.at)][1]
                if lines and lines[-1].words == words:
                    lines[-1] = replace(lines[-1], times=lines[-1].times + 1)
                else:
                    lines.append(Line(told.at, words, _rung(told)))
        return pages

    def _chapter_at(self, moment: datetime) -> int:
        return max((place for place, each in enumerate(self.chapters) if each.at <= moment), default=0)

    def stretches(self, heard: Iterable[Told[Any]]) -> list[Stretch]:
        """On which rung each need stood when, oldest first.

        What a chapter brings a need is spread over it evenly: the story tells years, and was played in seconds.
        """
        turns: defaultdict[tuple[UUID, int], list[Told[Any]]] = defaultdict(list)
        for told in self.events(heard):
            if isinstance(told.fact, plans.PlanItemStarted | plans.PlanItemEnded):
                turns[told.fact.need, self._chapter_at(told.at)].append(told)
        begun: dict[UUID, tuple[UUID, Rung, float]] = {}
        ended: dict[UUID, float] = {}
        for (need, chapter), mine in turns.items():
            for place, told in enumerate(mine, start=1):
                at = chapter + place / (len(mine) + 1)
                if isinstance(told.fact, plans.PlanItemStarted):
                    begun[told.fact.item] = need, told.fact.rung, at
                else:
                    ended[told.fact.item] = at
        return [
            Stretch(self.needs.get(need, "a need"), rung, at, ended.get(item))
            for item, (need, rung, at) in begun.items()
        ]

    def clarified(self, heard: Iterable[Told[Any]]) -> float:
        """In chapters, when the needs were stated."""
        stated = (told.at for told in self.events(heard) if isinstance(told.fact, cases.CaseClarified))
        return next((self._chapter_at(at) + 0.5 for at in stated), 0.0)

    def scores(self, heard: Iterable[Told[Any]]) -> list[dict[LifeDomain, int]]:
        """Per life domain at the clarification, and at each review since."""
        return [
            told.fact.scores
            for told in self.events(heard)
            if isinstance(told.fact, cases.CaseClarified | plans.PlanReviewed)
        ]


def _rung(told: Told[Any]) -> Rung | None:
    rung = getattr(told.fact, "to_rung", None)
    return rung if rung is not None else getattr(told.fact, "rung", None)

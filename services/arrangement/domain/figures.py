"""What answers add up to, such that nobody is recognised in them, whichever two figures are held beside each other.

Answers are taken five at a time, in the order in which they were given, each group, neighbourhood and moment apart: a
figure is of whole fives. So it changes by five answers or more, when somebody answers and when other days are asked
about. The same fives are told (`satisfaction.told_together`): by others beside them a single answer could be reckoned.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from libs.contracts.surveys import Group, Moment

#: Of fewer answers nothing is shown but how many there are.
FEWEST = 5


@dataclass(frozen=True)
class Answer:
    """What somebody said, to what was asked on that day."""

    group: Group
    neighbourhood: str
    moment: Moment
    asked_on: date
    helped_well: bool
    mark: int | None = None


@dataclass(frozen=True)
class Period:
    """What was asked from one day through another."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Figures:
    """Of one group. `helped_well` is of the answers that are `counted`; `mean_mark` of whole fives of marks."""

    group: Group
    asked: int = 0
    answered: int = 0
    counted: int = 0
    helped_well: int | None = None
    mean_mark: float | None = None

    @property
    def share(self) -> float | None:
        """Of those who are counted, who were helped well: 0 ... 1."""
        return None if self.helped_well is None else self.helped_well / self.counted

    @property
    def too_few(self) -> bool:
        return self.helped_well is None


def figures(asked: Counter[Group], answers: Sequence[Answer], period: Period) -> list[Figures]:
    """Of each group: `asked` how often in that period; `answers` all that were ever given, in that order."""
    return [_of(group, asked[group], [each for each in answers if each.group is group], period) for group in Group]


def _of(group: Group, asked: int, answers: list[Answer], period: Period) -> Figures:
    counted = list(_in_fives(answers, period))
    fives = [counted[first : first + FEWEST] for first in range(0, len(counted), FEWEST)]
    # as they are told: of the same five, and only where each of them gave one
    marks = [each.mark for five in fives if all(it.mark is not None for it in five) for each in five if each.mark]
    return Figures(
        group,
        asked,
        sum(period.holds(each.asked_on) for each in answers),
        len(counted),
        sum(each.helped_well for each in counted) if counted else None,
        float(Fraction(sum(marks), len(marks))) if marks else None,
    )


def _in_fives(answers: Iterable[Answer], period: Period) -> Iterator[Answer]:
    """Those of whole fives that lie within the period altogether."""
    fives: dict[tuple[str, Moment], list[Answer]] = defaultdict(list)
    for each in answers:
        five = fives[each.neighbourhood, each.moment]
        five.append(each)
        if len(five) == FEWEST:
            if all(period.holds(said.asked_on) for said in five):
                yield from five
            five.clear()

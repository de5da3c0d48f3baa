"""Residents' own research: residents interview residents, and what they say describes the neighbourhood.

Seed: MENS, chapter 4. Nobody may be found in the results: a count of a few would name somebody to the neighbours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from libs.contracts.cases import CaseContributionOffered
from libs.contracts.needs import StatedContribution
from libs.contracts.refusals import Refused
from services.intake.domain.case import Case, Decision, about

#: Fewer people than this are never shown, nor to be reckoned from what is shown.
FEWEST = 5

#: By the code of the question: the codes of the options that were chosen.
Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """`at_most`: how many of the options one person may choose."""

    code: str
    text: str
    options: tuple[Option, ...]
    at_most: int = 1


@dataclass(frozen=True, slots=True)
class Survey:
    """Asked in these neighbourhoods, from the one day until the other, both included."""

    id: UUID
    title: str
    neighbourhoods: tuple[str, ...]
    opens_on: date
    until: date
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """One neighbourhood's answers, and by question and option how many chose it. For `shown` only."""

    neighbourhood: str
    answers: int
    chosen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def check(survey: Survey, neighbourhood: str, answers: Answers, today: date) -> None:
    """Raises Refused for an answer that the survey does not ask for. A question may be left out."""
    if not survey.opens_on <= today <= survey.until:
        raise Refused("survey-not-open", f"It is asked from {survey.opens_on} until {survey.until}.")
    if neighbourhood not in survey.neighbourhoods:
        raise Refused("not-asked-here", f"It is asked in {', '.join(survey.neighbourhoods)}.")
    questions = {each.code: each for each in survey.questions}
    for code, chosen in answers.items():
        if code not in questions:
            raise Refused("question-unknown", f"The survey has no question {code}: it has {', '.join(questions)}.")
        question = questions[code]
        options = [each.code for each in question.options]
        if not set(chosen) <= set(options):
            raise Refused("option-unknown", f"Question {code} has the options {', '.join(options)}.")
        if len(set(chosen)) != len(chosen) or len(chosen) > question.at_most:
            raise Refused("too-many-options", f"Choose {question.at_most} of question {code} at most, each once.")


def require_over(survey: Survey, today: date) -> None:
    """Raises Refused while answers still come in: a count that is seen to rise tells what the last one said."""
    if today <= survey.until:
        raise Refused("survey-open", f"It is asked until {survey.until}. What came out is shown after that.")


def shown(question: Question, answers: int, counts: Mapping[str, int]) -> dict[str, int | None]:
    """How many chose each option, of so many `answers` in a neighbourhood; None where too few would be found by it."""
    chosen = {option.code: counts.get(option.code, 0) for option in question.options}
    hidden = _hidden_of_one(chosen, answers) if question.at_most == 1 else _hidden_of_several(chosen, answers)
    return {option: None if option in hidden else number for option, number in chosen.items()}


def offer(case: Case, contribution: StatedContribution) -> Decision:
    """Who was interviewed has something to give, and agreed to be asked."""
    return case, [CaseContributionOffered(**about(case), contribution=contribution)]


def _hidden_of_one(chosen: Mapping[str, int], answers: int) -> set[str]:
    """Who chooses one is in one option or in none: the smallest are hidden until what is left over is a crowd."""
    left = answers - sum(chosen.values())
    hidden: set[str] = set()
    for option, number in sorted(chosen.items(), key=lambda each: each[1]):
        if number >= FEWEST and (left == 0 or left >= FEWEST):
            break
        hidden.add(option)
        left += number
    return hidden


def _hidden_of_several(chosen: Mapping[str, int], answers: int) -> set[str]:
    """Each option by itself: neither those who chose it are few, nor those who did not."""
    return {option for option, number in chosen.items() if number < FEWEST or 0 < answers - number < FEWEST}

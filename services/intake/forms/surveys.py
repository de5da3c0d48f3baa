"""Surveys over HTTP: what goes in and what comes out."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from libs.contracts.needs import Code, ContributionWords
from libs.contracts.payload import Neighbourhood
from libs.contracts.signals import Address, Line, Person
from libs.contracts.words import WayIn
from libs.delivery.pages import Page
from services.intake.domain import survey as domain
from services.intake.requests import Asked, FirstContact, Question, Text
from services.intake.views import Shown

#: One line, as the interviewer reads it out: about the neighbourhood, never about a named person.
Wording = Annotated[
    str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True, pattern=r"^[^\x00-\x1f]+$")
]


class NewOption(Asked):
    code: Code
    text: Wording


class NewQuestion(Asked):
    """`at_most`: how many of the options one person may choose."""

    code: Code
    text: Wording
    options: tuple[NewOption, ...] = Field(min_length=2, max_length=30)
    at_most: int = Field(default=1, ge=1, le=30)

    @model_validator(mode="after")
    def each_option_once(self) -> Self:
        if len({each.code for each in self.options}) != len(self.options):
            raise ValueError("each option of a question has a code of its own")
        return self


class NewSurvey(Asked):
    """Asked in these neighbourhoods from `opens_on` until `until`, both included."""

    title: Wording
    neighbourhoods: tuple[Neighbourhood, ...] = Field(min_length=1, max_length=100)
    opens_on: date
    until: date
    questions: tuple[NewQuestion, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def asks_each_once(self) -> Self:
        if self.until < self.opens_on:
            raise ValueError("until is on or after opens_on")
        if len({each.code for each in self.questions}) != len(self.questions):
            raise ValueError("each question has a code of its own")
        return self

    def survey(self, id_: UUID) -> domain.Survey:
        questions = tuple(
            domain.Question(
                each.code, each.text, tuple(domain.Option(it.code, it.text) for it in each.options), each.at_most
            )
            for each in self.questions
        )
        return domain.Survey(id_, self.title, self.neighbourhoods, self.opens_on, self.until, questions)


class Contact(Asked):
    """Who was interviewed wants help or has something to give, and agrees to be contacted about it.

    It is kept apart from their answers. `phone` and the note are kept sealed; who and where goes to signalling.
    """

    agrees: Literal[True]
    household: UUID | None = None
    person: Person | None = None
    address: Address | None = None
    phone: Line | None = None
    wants_help: Question | None = None
    gives: ContributionWords | None = None

    @model_validator(mode="after")
    def for_something(self) -> Self:
        if self.wants_help is None and self.gives is None:
            raise ValueError("say what the contact is for: wants_help, gives or both")
        self.first_contact()
        return self

    def first_contact(self) -> FirstContact:
        """As anybody else who comes with a question."""
        return FirstContact(
            way_in=WayIn.SURVEY,
            household=self.household,
            person=self.person,
            address=self.address,
            question=self.wants_help,
        )


class NewAnswer(Asked):
    """One interview. A question may be left out; `words` are kept sealed, without any of what is in `contact`."""

    neighbourhood: Neighbourhood
    answers: dict[Code, tuple[Code, ...]] = Field(default_factory=dict, max_length=50)
    words: Text = ""
    contact: Contact | None = None


class OptionView(Shown):
    code: str
    text: str


class QuestionView(Shown):
    code: str
    text: str
    options: tuple[OptionView, ...]
    at_most: int


class SurveyView(Shown):
    id: UUID
    title: str
    neighbourhoods: tuple[str, ...]
    opens_on: date
    until: date
    questions: tuple[QuestionView, ...]


class SurveysView(Page[UUID]):
    surveys: tuple[SurveyView, ...]


class AnsweredView(Shown):
    """`case` is the case of a first contact; null where none was asked for."""

    case: UUID | None = None


class CountsView(Shown):
    """One neighbourhood. Null: too few to show without somebody being found by it (fewer than five)."""

    answers: int | None
    questions: dict[str, dict[str, int | None]] = Field(description="By question and option: how many chose it.")


class ResultsView(Shown):
    survey: UUID
    neighbourhoods: dict[str, CountsView]

    @classmethod
    def of(cls, found: domain.Survey, counted: Sequence[domain.Counted]) -> Self:
        by_place = {each.neighbourhood: each for each in counted}
        return cls(
            survey=found.id,
            neighbourhoods={
                place: _counts(found, by_place.get(place, domain.Counted(place, 0))) for place in found.neighbourhoods
            },
        )


class WordsView(Page[UUID]):
    """In the interviewed person's own words, apart from what else they answered, and not in the order of answering."""

    words: tuple[str, ...]


def _counts(found: domain.Survey, counted: domain.Counted) -> CountsView:
    return CountsView(
        answers=counted.answers if counted.answers >= domain.FEWEST else None,
        questions={
            each.code: domain.shown(each, counted.answers, counted.chosen.get(each.code, {}))
            for each in found.questions
        },
    )

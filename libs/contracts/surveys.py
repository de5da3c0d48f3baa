"""Whether somebody was helped well, asked apart from any review. The subject is the question's id (arrangement).

Of what was said the subject is an id of its own, which leads to no question, and so to no case and no plan. It is told
once five have answered, for a neighbourhood, a group and a moment each apart, in an order that says nothing: so nobody
finds out who said it, neither by the moment nor because only one was asked.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from libs.contracts.payload import Event


class Group(StrEnum):
    """Who is asked: the three groups whose satisfaction counts alike."""

    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    PARTNER = "partner"


class Moment(StrEnum):
    """When: while support runs, or once it is over."""

    ON_THE_WAY = "on_the_way"
    AT_THE_END = "at_the_end"


class SurveyEvent(Event):
    group: Group
    moment: Moment


class SurveyAsked(SurveyEvent, type="nl.omzien.surveys.asked.v1"):
    """To be put to somebody by a person who does not work on the plan. `item`: the support that it is about."""

    caseid: UUID
    plan: UUID
    item: UUID | None = None
    answer_by: date


class SurveyReplied(SurveyEvent, type="nl.omzien.surveys.replied.v1"):
    """Nobody needs to be asked any more: they answered, or would rather not. Which of the two is not told of it."""


class SurveyAnswered(SurveyEvent, type="nl.omzien.surveys.answered.v1"):
    """One of five answers that are told together."""

    helped_well: bool
    mark: int | None = Field(default=None, ge=1, le=10, description="Where each of the five gave one.")


class SurveyDeclined(SurveyEvent, type="nl.omzien.surveys.declined.v1"):
    """Somebody would rather not say: told with the five answers between which they said so."""


class SurveyUnanswered(SurveyEvent, type="nl.omzien.surveys.unanswered.v1"):
    """Its term is over. An answer that comes later still counts."""

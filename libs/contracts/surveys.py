"""Whether somebody was helped well, asked apart from any review. The subject is the question's id (arrangement).

What was answered names neither case nor plan: it is counted, and nobody who works on the plan is told who said it.
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


class SurveyAnswered(SurveyEvent, type="nl.omzien.surveys.answered.v1"):
    helped_well: bool
    mark: int | None = Field(default=None, ge=1, le=10)


class SurveyDeclined(SurveyEvent, type="nl.omzien.surveys.declined.v1"):
    """They would rather not say."""


class SurveyUnanswered(SurveyEvent, type="nl.omzien.surveys.unanswered.v1"):
    """Its term is over. An answer that comes later still counts."""

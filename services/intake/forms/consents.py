"""Consents over HTTP: what goes in and what comes out."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from libs.contracts.casework import Purpose
from services.intake.domain.consent import Answer, Consent, How, permitted
from services.intake.requests import Asked
from services.intake.views import Shown


class Saying(Asked):
    """What the resident said about one purpose. `until`: the last day on which a consent holds, if they named one."""

    purpose: Purpose
    answer: Answer
    said_on: date
    how: How
    until: date | None = None

    @model_validator(mode="after")
    def ends_after_it_began(self) -> Self:
        if self.until is not None and (self.answer is not Answer.GIVEN or self.until < self.said_on):
            raise ValueError("until is the last day of a consent that is given, on or after the day it was said")
        return self


class ConsentView(Shown):
    """`recorded_by` is the professional's pseudonymous id."""

    id: UUID
    purpose: Purpose
    answer: Answer
    said_on: date
    how: How
    recorded_by: UUID
    until: date | None


class ConsentsView(Shown):
    """`permitted` is what the resident agrees to today; `history` all that they said, in the order of recording."""

    permitted: tuple[Purpose, ...] = Field(description="Nothing else may be done on the ground of consent.")
    history: tuple[ConsentView, ...]

    @classmethod
    def of(cls, history: Iterable[Consent], today: date) -> Self:
        said = tuple(history)
        return cls(
            permitted=tuple(sorted(permitted(said, today))), history=tuple(map(ConsentView.model_validate, said))
        )

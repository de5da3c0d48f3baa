"""How cases went, for deliveries to others: no free text and nobody's name, and who asks is logged."""

from datetime import date, datetime
from uuid import UUID

import structlog
from fastapi import APIRouter
from pydantic import Field

from libs.contracts.casework import ContactMeans
from libs.contracts.words import CaseOutcome
from libs.delivery.commands import READER, QuestionWork
from services.intake import store
from services.intake.domain.case import CaseState
from services.intake.requests import Asked
from services.intake.views import Shown

router = APIRouter(tags=["questions"])
log = structlog.get_logger("omzien.intake")


class ExportedCases(Asked):
    """Whose course is asked for."""

    cases: tuple[UUID, ...] = Field(min_length=1, max_length=500)


class ExportedAttempt(Shown):
    at: datetime
    reached: bool
    means: ContactMeans | None


class ExportedCase(Shown):
    """The course of a case. `since`: when it came into this state. `about_money`: a need in the domain of finances.

    `talked_on` is the day of the first conversation: there may be one without an attempt that was recorded.
    """

    caseid: UUID
    opened_at: datetime
    since: datetime
    state: CaseState
    outcome: CaseOutcome | None
    talked_on: date | None
    about_money: bool
    attempts: tuple[ExportedAttempt, ...]


@router.post("/cases/exports", summary="How these cases went", dependencies=[READER])
async def export(asked: ExportedCases, work: QuestionWork) -> list[ExportedCase]:
    """How these cases went, in the order of their ids; what is no case is left out. Changes nothing."""
    found = [ExportedCase.model_validate(each) for each in await store.exported_cases(work, asked.cases)]
    for each in found:
        log.info("case_exported", caseid=str(each.caseid), actor=work.cause.actor)
    return found

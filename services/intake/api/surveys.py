"""Residents' own research: what is asked, what was answered, and who wants help or has something to give."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Path, Request, Response

from libs.contracts.calendar import day_of
from libs.contracts.needs import StatedContribution
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Neighbourhood
from libs.contracts.refusals import not_found
from libs.delivery.commands import READER, Command, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.intake import store
from services.intake.api.opening import come_in
from services.intake.api.steps import require_neighbourhood, settle
from services.intake.domain import survey
from services.intake.domain.case import Case
from services.intake.forms.surveys import (
    AnsweredView,
    Contact,
    NewAnswer,
    NewSurvey,
    ResultsView,
    SurveysView,
    SurveyView,
    WordsView,
)
from services.intake.recognition import Caller, recognised
from services.intake.store import IntakeWork

log = structlog.get_logger("omzien.intake")

router = APIRouter(tags=["surveys"])

SurveyId = Annotated[UUID, Path(alias="id")]


@dataclass(frozen=True, slots=True)
class Interview:
    """`caller` is who wants help or has something to give, recognised before the transaction begins."""

    asked: NewAnswer
    caller: Caller | None


async def interviewed(asked: NewAnswer, request: Request) -> Interview:
    if asked.contact is None:
        return Interview(asked, None)
    return Interview(asked, await recognised(asked.contact.first_contact(), request))


@router.post("/surveys", summary="Begin a survey among residents", response_model=SurveyView, status_code=201)
async def begin(asked: NewSurvey, work: CommandWork) -> Response:
    """A survey that residents hold among residents, in one or more neighbourhoods."""
    for each in asked.neighbourhoods:
        require_neighbourhood(work, each)
    new = asked.survey(work.new_id())
    await store.add_survey(work, new)
    return await work.answer(SurveyView.model_validate(new), status=201)


@router.get("/surveys", summary="Surveys, with their questions", response_model=SurveysView)
async def surveys(
    work: QuestionWork, neighbourhood: Neighbourhood | None = None, after: UUID = FIRST, limit: Limit = 100
) -> SurveysView:
    """A page of surveys with their questions, in the order in which they were begun."""
    page, last = cut(await store.list_surveys(work, neighbourhood, after, limit + 1), limit)
    return SurveysView(surveys=tuple(map(SurveyView.model_validate, page)), next=last.id if last else None)


@router.post("/surveys/{id}/answers", summary="One interview", response_model=AnsweredView, status_code=201)
async def answer(id_: SurveyId, interview: Annotated[Interview, Depends(interviewed)], work: CommandWork) -> Response:
    """One interview. Who wants help or has something to give, and agrees, comes in as any other first contact."""
    asked = interview.asked
    survey.check(await _found(work, id_), asked.neighbourhood, asked.answers, day_of(work.now))
    await store.add_answer(work, id_, asked.neighbourhood, asked.answers, asked.words)
    if interview.caller is None or asked.contact is None:
        return await work.answer(AnsweredView(), status=201)
    case = await _come_in(work, asked.contact, _placed(interview.caller, asked.neighbourhood))
    return await work.answer(AnsweredView(case=case.id), case, 201)


@router.get("/surveys/{id}/results", summary="What came out, per neighbourhood", response_model=ResultsView)
async def results(id_: SurveyId, work: QuestionWork) -> ResultsView:
    """What came out per neighbourhood once the survey is over; never a count of fewer than five."""
    found = await _found(work, id_)
    survey.require_over(found, day_of(work.now))
    return ResultsView.of(found, await store.counted(work, id_))


@router.get(
    "/surveys/{id}/words",
    summary="What people added in their own words",
    response_model=WordsView,
    dependencies=[READER],
)
async def words(
    id_: SurveyId, neighbourhood: Neighbourhood, work: QuestionWork, after: UUID = FIRST, limit: Limit = 100
) -> WordsView:
    """What people added in their own words in one neighbourhood. Who reads it is logged."""
    await _found(work, id_)
    log.info("survey_words_read", survey=str(id_), actor=work.cause.actor)
    page, last = cut(await store.words_of(work, id_, neighbourhood, after, limit + 1), limit)
    return WordsView(words=tuple(text for _, text in page), next=last[0] if last else None)


async def _found(work: IntakeWork, id_: UUID) -> survey.Survey:
    found = await store.survey_by_id(work, id_)
    if found is None:
        raise not_found("survey", id_)
    return found


async def _come_in(work: Command, contact: Contact, caller: Caller) -> Case:
    case, _ = await come_in(work, caller)
    await store.add_note(work, case, "phone", contact.phone or "")
    if contact.gives is None:
        return case
    return await settle(
        work, case, survey.offer(case, StatedContribution(contribution=work.new_id(), **dict(contact.gives)))
    )


def _placed(caller: Caller, neighbourhood: str) -> Caller:
    """Where the interview was held, when nothing better is known."""
    return replace(caller, neighbourhood=neighbourhood) if caller.neighbourhood == UNKNOWN_NEIGHBOURHOOD else caller

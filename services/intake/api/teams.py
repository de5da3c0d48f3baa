"""Who holds a case."""

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.steps import answer, locked, require_neighbourhood
from services.intake.domain import teams

router = APIRouter(tags=["cases"])


@router.post("/case-holders", response_model=views.CaseHolderView)
async def keep_case_holder(asked: requests.NewCaseHolder, work: CommandWork) -> Response:
    """Someone joins a neighbourhood's team, moves to another one or changes capacity. What they hold, they keep."""
    require_neighbourhood(work, asked.neighbourhood)
    holder = await store.keep_case_holder(work, asked.case_holder, asked.neighbourhood, asked.capacity)
    return await work.answer(views.CaseHolderView.model_validate(holder))


@router.post("/cases/{id}/assign", response_model=views.CaseView)
async def assign(id_: questions.CaseId, asked: requests.Assignment, work: CommandWork) -> Response:
    """The helpdesk gives a case that nobody holds to someone."""
    case = await locked(work, id_)
    team = await store.lock_teams(work, [case.neighbourhood], [asked.case_holder])
    return await answer(work, case, teams.assign(case, asked.case_holder, team))


@router.post("/cases/{id}/handover", response_model=views.CaseView)
async def propose_handover(id_: questions.CaseId, asked: requests.Handover, work: CommandWork) -> Response:
    """Warm: until the receiver confirms, the case holder stays who it is."""
    case = await locked(work, id_)
    team = await store.lock_teams(work, [case.neighbourhood], [asked.receiver])
    return await answer(work, case, teams.propose_handover(case, asked.receiver, team))


@router.post("/cases/{id}/handover/confirm", response_model=views.CaseView)
async def confirm_handover(id_: questions.CaseId, work: CommandWork) -> Response:
    """By the receiver, who holds the case from now on."""
    case = await locked(work, id_)
    return await answer(work, case, teams.confirm_handover(case, work.person))

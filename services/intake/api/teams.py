"""Who holds a case."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from libs.contracts.calendar import day_of
from libs.contracts.refusals import not_found
from libs.delivery.commands import CommandWork, QuestionWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.steps import answer, locked, require_team
from services.intake.domain import absence, teams

router = APIRouter(tags=["cases"])

Person = Annotated[UUID, Path(alias="id")]


@router.post(
    "/case-holders", summary="Somebody joins a team, moves, or takes more or less", response_model=views.CaseHolderView
)
async def keep_case_holder(asked: requests.NewCaseHolder, work: CommandWork) -> Response:
    """Someone joins a neighbourhood's team or the night team, moves to another one or changes capacity.

    What they hold, they keep.
    """
    require_team(work, asked.neighbourhood)
    holder = await store.keep_case_holder(work, asked.case_holder, asked.neighbourhood, asked.capacity)
    return await work.answer(views.CaseHolderView.of(holder))


@router.post("/case-holders/{id}/absence", summary="They are away for a while", response_model=views.CaseHolderView)
async def be_absent(id_: Person, asked: requests.NewAbsence, work: CommandWork) -> Response:
    """They take no new cases meanwhile; the stand-in has their work on the own list. What they hold, they keep."""
    planned = absence.Absence(id_, asked.stand_in, asked.since, asked.until)
    people = await store.lock_absences(work, (id_, asked.stand_in))
    for each in (id_, asked.stand_in):
        if each not in people.holders:
            raise not_found("case-holder", each)
    others = [each.absence for who, each in people.holders.items() if each.absence and who != id_]
    absence.check(planned, others, day_of(work.now))
    return await work.answer(views.CaseHolderView.of(await store.keep_absence(work, id_, planned)))


@router.post("/case-holders/{id}/return", summary="They are back", response_model=views.CaseHolderView)
async def be_back(id_: Person, work: CommandWork) -> Response:
    """The absence is over, or will not be."""
    if id_ not in (await store.lock_absences(work, [id_])).holders:
        raise not_found("case-holder", id_)
    return await work.answer(views.CaseHolderView.of(await store.keep_absence(work, id_, None)))


@router.get("/cases/{id}/holders", summary="Who held this case, and when", response_model=views.HoldingsView)
async def holders(id_: questions.CaseId, work: QuestionWork) -> views.HoldingsView:
    """Who held the case when: one at a time, and nobody while it was closed."""
    if await store.case_by_id(work, id_) is None:
        raise not_found("case", id_)
    found = await store.holdings_of(work, id_)
    return views.HoldingsView(holders=tuple(map(views.HoldingView.model_validate, found)))


@router.post("/cases/{id}/assign", summary="Give a case that nobody holds to somebody", response_model=views.CaseView)
async def assign(id_: questions.CaseId, asked: requests.Assignment, work: CommandWork) -> Response:
    """The helpdesk gives a case that nobody holds to someone."""
    case = await locked(work, id_)
    team = await store.lock_teams(work, [case.neighbourhood], [asked.case_holder])
    return await answer(work, case, teams.assign(case, asked.case_holder, team))


@router.post("/cases/{id}/handover", summary="Propose to hand a case over", response_model=views.CaseView)
async def propose_handover(id_: questions.CaseId, asked: requests.Handover, work: CommandWork) -> Response:
    """Warm: until the receiver confirms, the case holder stays who it is."""
    case = await locked(work, id_)
    team = await store.lock_teams(work, [case.neighbourhood], [asked.receiver])
    return await answer(work, case, teams.propose_handover(case, asked.receiver, team))


@router.post("/cases/{id}/handover/confirm", summary="Take a case that was handed over", response_model=views.CaseView)
async def confirm_handover(id_: questions.CaseId, work: CommandWork) -> Response:
    """By the receiver, who holds the case from now on."""
    case = await locked(work, id_)
    # who holds it now as well: both workloads change, and are locked in key order
    team = await store.lock_teams(work, [case.neighbourhood], [case.case_holder, case.receiver])
    return await answer(work, case, teams.confirm_handover(case, work.person, team))


@router.post("/cases/{id}/handover/decline", summary="Decline it", response_model=views.CaseView)
async def decline_handover(id_: questions.CaseId, work: CommandWork) -> Response:
    """By the receiver, or who stands in for them: the case holder stays who it is."""
    case = await locked(work, id_)
    team = await store.lock_teams(work, holders=[case.receiver])
    return await answer(work, case, teams.decline_handover(case, work.person, team))


@router.post("/cases/{id}/handover/withdraw", summary="Keep the case after all", response_model=views.CaseView)
async def withdraw_handover(id_: questions.CaseId, work: CommandWork) -> Response:
    """By the case holder, or who stands in for them: they keep the case after all."""
    case = await locked(work, id_)
    team = await store.lock_teams(work, holders=[case.case_holder])
    return await answer(work, case, teams.withdraw_handover(case, work.person, team))

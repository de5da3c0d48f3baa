"""The legal clocks: the confirmation of receipt, the personal plan, and terms that stand still."""

from fastapi import APIRouter, Response

from libs.contracts.refusals import not_found
from libs.delivery.commands import CommandWork, QuestionWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.steps import answer, locked
from services.intake.domain import clocks
from services.intake.domain.receipt import receipt

router = APIRouter(tags=["terms"])


@router.get(
    "/cases/{id}/receipt", summary="The confirmation of receipt, in plain Dutch", response_model=views.ReceiptView
)
async def confirm_receipt(id_: questions.CaseId, work: QuestionWork) -> views.ReceiptView:
    """The confirmation that the municipality owes at once (Wmo 2015, art. 2.3.2(1)), in plain Dutch."""
    case = await store.case_by_id(work, id_)
    if case is None:
        raise not_found("case", id_)
    return views.ReceiptView.of(case, receipt(case))


@router.post(
    "/cases/{id}/personal-plan", summary="The resident handed in a personal plan", response_model=views.CaseView
)
async def receive_personal_plan(id_: questions.CaseId, asked: requests.PersonalPlan, work: CommandWork) -> Response:
    """The resident handed in a personal plan. Its text is kept sealed."""
    case = await locked(work, id_)
    decision = clocks.receive_personal_plan(case, asked.received_on, work.now)
    await store.add_note(work, case, "personal_plan", asked.text)
    return await answer(work, case, decision)


@router.post("/cases/{id}/suspend", summary="The legal terms stand still", response_model=views.CaseView)
async def suspend(id_: questions.CaseId, asked: requests.Suspension, work: CommandWork) -> Response:
    """The terms stand still from tomorrow on (Awb art. 4:15); not that of what is acute or palliative."""
    case = await locked(work, id_)
    return await answer(work, case, clocks.suspend(case, asked.ground, asked.until, work.now))


@router.post("/cases/{id}/resume", summary="The legal terms run on", response_model=views.CaseView)
async def resume(id_: questions.CaseId, work: CommandWork) -> Response:
    """The terms run on, moved by the days that they stood still."""
    case = await locked(work, id_)
    return await answer(work, case, clocks.resume(case, work.now))

"""Closing without a plan."""

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.steps import answer, locked
from services.intake.domain import ending

router = APIRouter(tags=["cases"])


@router.post("/cases/{id}/close", response_model=views.CaseView)
async def close(id_: questions.CaseId, asked: requests.Closing, work: CommandWork) -> Response:
    """Without a plan: declined, not reached, moved, died, transferred."""
    case = await locked(work, id_)
    decision = ending.close(case, asked.outcome, asked.tried, work.now)
    await store.add_note(work, case, "tried", asked.tried)
    return await answer(work, case, decision)

"""Closing without a plan."""

from fastapi import APIRouter, Response

from libs.contracts.words import CaseOutcome
from libs.delivery.commands import CommandWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.consent import refer
from services.intake.api.steps import answer, locked, require_neighbourhood
from services.intake.domain import ending
from services.intake.domain.consent import ReferralStep

router = APIRouter(tags=["cases"])


@router.post("/cases/{id}/close", summary="Close a case without a plan", response_model=views.CaseView)
async def close(id_: questions.CaseId, asked: requests.Closing, work: CommandWork) -> Response:
    """Without a plan: declined, not reached, moved, died, transferred (with consent, or on a named ground)."""
    if asked.moved_to is not None:
        require_neighbourhood(work, asked.moved_to)
    case = await locked(work, id_)
    decision = ending.close(case, asked.outcome, asked.tried, work.now, asked.moved_to)
    if asked.outcome is CaseOutcome.TRANSFERRED:
        await refer(work, case, ReferralStep.CLOSING, asked.without_consent)
    await store.add_note(work, case, "tried", asked.tried)
    return await answer(work, case, decision)

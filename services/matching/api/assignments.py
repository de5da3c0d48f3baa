"""Rounds: an area is assigned at once; which there were, and how fair they were."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import assignments, store
from services.matching.assignment_views import AskedRound, RoundPage, RoundView

router = APIRouter(tags=["assignments"])


@router.post("/assignments", summary="Assign an area at once", response_model=RoundView, status_code=202)
async def ask_for_round(work: CommandWork, body: AskedRound) -> Response:
    return await work.answer(RoundView.of(await assignments.ask(work, body.area()), {}), status=202)


@router.get("/assignments", summary="Rounds, in the order in which they were asked for")
async def list_rounds(work: QuestionWork, after: UUID = FIRST, limit: Limit = 50) -> RoundPage:
    page, last = cut(await store.rounds(work.connection, after, limit + 1), limit)
    outcomes = await store.outcomes(work.connection, [each.id for each in page])
    items = [RoundView.of(each, outcomes[each.id]) for each in page]
    return RoundPage(items=items, next=last.id if last else None)


@router.get("/assignments/{id}", summary="One round, how far it is and what it came to")
async def show_round(work: QuestionWork, id: UUID) -> RoundView:
    found = await store.round_(work.connection, id)
    return RoundView.of(found, (await store.outcomes(work.connection, [id]))[id])

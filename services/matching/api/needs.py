"""Needs: which there are, which nobody answers, and that one is no longer there."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.refusals import not_found
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import store
from services.matching.decide import Step, decide
from services.matching.domain import answers
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Need, NeedState
from services.matching.requests import Ended
from services.matching.views import (
    Counts,
    NeedPage,
    NeedView,
)

router = APIRouter(tags=["needs"])


@router.get("/needs", summary="Needs, in order of opening")
async def list_needs(
    work: QuestionWork, case: UUID | None = None, state: NeedState | None = None, after: UUID = FIRST, limit: Limit = 50
) -> NeedPage:
    page, last = cut(await store.needs(work.connection, case, state, after, limit + 1), limit)
    return NeedPage(items=[NeedView.of(each) for each in page], next=last.id if last else None)


@router.get("/needs/counts", summary="How many, by state and by rung")
async def count_needs(work: QuestionWork) -> Counts:
    return Counts(**await store.counts(work.connection))


@router.get("/needs/{id}", summary="One need, with all that was proposed and why")
async def show_need(work: QuestionWork, response: Response, id: UUID) -> NeedView:
    need = await store.need(work.connection, id)
    response.headers["ETag"] = f'"{need.sequence}"'
    return NeedView.of(need)


@router.post("/needs/{id}/withdraw", summary="It is no longer needed", response_model=NeedView)
async def withdraw_need(work: CommandWork, id: UUID, body: Ended) -> Response:
    def step(need: Need, _: Market) -> Change:
        work.expect(need)
        return answers.withdraw(need, body.ground)

    needs = await decide(work, [Step(id, step, searches=False)])
    if id not in needs:
        raise not_found("need", id)
    return await work.answer(NeedView.of(needs[id]), needs[id])

"""Whether somebody was helped well: what is to be asked, what was said, and what it adds up to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from libs.contracts.calendar import Day
from libs.contracts.payload import Neighbourhood
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.arrangement import store, survey
from services.arrangement.domain import satisfaction
from services.arrangement.domain.figures import Period
from services.arrangement.requests import HelpedWell
from services.arrangement.satisfaction_views import FiguresView, SatisfactionPage, SatisfactionView

router = APIRouter()


@router.get("/satisfaction", tags=["satisfaction"], summary="Who is still to be asked")
async def list_questions(
    work: QuestionWork, neighbourhood: Neighbourhood | None = None, after: UUID = FIRST, limit: Limit = 50
) -> SatisfactionPage:
    """What was answered is not among them: it is counted, and shown of several people at once."""
    found = await store.satisfaction_to_ask(work.connection, neighbourhood, after, limit + 1)
    page, last = cut(found, limit)
    items = [SatisfactionView.model_validate(each) for each in page]
    return SatisfactionPage(items=items, next=last.id if last else None)


@router.get("/satisfaction/figures", tags=["satisfaction"], summary="How many were helped well, by group")
async def show_figures(
    work: QuestionWork,
    neighbourhood: Neighbourhood | None = None,
    from_: Annotated[Day | None, Query(alias="from")] = None,
    until: Day | None = None,
) -> FiguresView:
    """Of what was asked from one day through another, five answers of a neighbourhood at a time."""
    return FiguresView.of(await store.satisfaction_figures(work.connection, neighbourhood, Period(from_, until)))


@router.post(
    "/satisfaction/{id}/answers", tags=["satisfaction"], summary="What somebody said", response_model=SatisfactionView
)
async def answer_question(work: CommandWork, id: UUID, body: HelpedWell) -> Response:
    """Recorded by somebody who neither holds the case nor coordinates the plan."""
    by = work.decider()
    it, plan = await store.satisfaction_with_plan(work.connection, id)
    work.expect(it)
    it = await survey.save(work, satisfaction.answered(it, plan, body.helped_well, body.mark, by))
    return await work.answer(SatisfactionView.model_validate(it), it)


@router.post(
    "/satisfaction/{id}/decline",
    tags=["satisfaction"],
    summary="They would rather not say",
    response_model=SatisfactionView,
)
async def decline_question(work: CommandWork, id: UUID) -> Response:
    by = work.decider()
    it, plan = await store.satisfaction_with_plan(work.connection, id)
    work.expect(it)
    it = await survey.save(work, satisfaction.declined(it, plan, by))
    return await work.answer(SatisfactionView.model_validate(it), it)

"""Running indications under the old law: taken over, talked about in time, followed to their end."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Response

from libs.contracts.calendar import day_of
from libs.contracts.payload import Neighbourhood
from libs.delivery.commands import Command, CommandWork, QuestionWork
from libs.delivery.pages import Limit, cut
from services.arrangement import indications, store
from services.arrangement.domain import indication as decisions
from services.arrangement.domain.indication import Decision, Indication, IndicationState
from services.arrangement.indication_requests import Converting, EndingEarly, Linking
from services.arrangement.indication_views import ImportedIndications, IndicationPage, IndicationView

router = APIRouter(tags=["indications"])

#: Rows of one list.
MOST = 5_000


@router.post("/indications/import", summary="Take over a list", response_model=ImportedIndications)
async def import_indications(
    work: CommandWork, rows: Annotated[list[dict[str, Any]], Body(max_length=MOST)]
) -> Response:
    """A result per row, in order. The same list again changes nothing; a later one tells what has changed."""
    return await work.answer(ImportedIndications(await indications.take_over(work, rows)))


@router.get("/indications", summary="The first to end first")
async def list_indications(
    work: QuestionWork,
    neighbourhood: Neighbourhood | None = None,
    state: IndicationState | None = None,
    case: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> IndicationPage:
    """`state=due`: somebody has to talk with the resident, and nobody has opened a case for it."""
    found = await store.indications(work.connection, neighbourhood, state, case, after, limit + 1)
    page, last = cut(found, limit)
    return IndicationPage(items=[IndicationView.of(each) for each in page], next=last.id if last else None)


@router.get("/indications/{id}", summary="One indication")
async def show_indication(work: QuestionWork, response: Response, id: UUID) -> IndicationView:
    indication = await store.indication(work.connection, id)
    response.headers["ETag"] = f'"{indication.sequence}"'
    return IndicationView.of(indication)


@router.post("/indications/{id}/case", summary="It is talked about in this case", response_model=IndicationView)
async def link_case(work: CommandWork, id: UUID, body: Linking) -> Response:
    plan = await store.plan_of_case(work.connection, body.caseid)
    return await _decide(work, id, lambda it: decisions.linked(it, body.caseid, plan))


@router.post("/indications/{id}/convert", summary="A plan answers it from now on", response_model=IndicationView)
async def convert(work: CommandWork, id: UUID, body: Converting) -> Response:
    plan = await store.plan_by_id(work.connection, body.plan)
    return await _decide(work, id, lambda it: decisions.converted(it, plan, day_of(work.now)))


@router.post("/indications/{id}/end", summary="It ends before its time", response_model=IndicationView)
async def end_early(work: CommandWork, id: UUID, body: EndingEarly) -> Response:
    return await _decide(work, id, lambda it: decisions.ended(it, body.ground, day_of(work.now)))


async def _decide(work: Command, id_: UUID, decision: Callable[[Indication], Decision]) -> Response:
    found = await store.lock_indication(work.connection, id_)
    work.expect(found)
    indication = indications.told(work, decision(found))
    await store.save_indications(work.connection, [indication])
    return await work.answer(IndicationView.of(indication), indication)

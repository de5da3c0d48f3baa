"""Rings: which there are, and looking for them now. They are answered proposal by proposal."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.payload import Neighbourhood
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import rings, store
from services.matching.domain.rings import RingState
from services.matching.requests import Asked
from services.matching.ring_views import RingPage, RingsFound, RingView

router = APIRouter(tags=["rings"])


class WhereToLook(Asked):
    neighbourhood: Neighbourhood


@router.get("/rings", summary="Rings, in order of offering")
async def list_rings(
    work: QuestionWork,
    case: UUID | None = None,
    neighbourhood: Neighbourhood | None = None,
    state: RingState | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> RingPage:
    page, last = cut(await store.rings(work.connection, case, neighbourhood, state, after, limit + 1), limit)
    return RingPage(items=[RingView.of(each) for each in page], next=last.id if last else None)


@router.post("/rings/search", summary="Look for rings in a neighbourhood now", response_model=RingsFound)
async def search_rings(work: CommandWork, body: WhereToLook) -> Response:
    found = await rings.look(work, body.neighbourhood)
    return await work.answer(RingsFound(offered=[RingView.of(each) for each in found]))


@router.get("/rings/{id}", summary="One ring: who helps whom")
async def show_ring(work: QuestionWork, response: Response, id: UUID) -> RingView:
    ring = await store.ring(work.connection, id)
    response.headers["ETag"] = f'"{ring.sequence}"'
    return RingView.of(ring)

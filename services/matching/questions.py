"""What can be asked of matching over HTTP. Nothing here changes anything."""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Response

from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import not_found
from libs.contracts.words import Category, Rung
from libs.delivery.commands import QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from libs.delivery.problems import Problem
from services.matching import pages, store
from services.matching.domain.need import NeedState
from services.matching.domain.proposal import ProposalState
from services.matching.pages import Place
from services.matching.requests import STORABLE
from services.matching.views import (
    Counts,
    Gap,
    NeedPage,
    NeedView,
    OfferingPage,
    OfferingView,
    ProposalPage,
    ProposalView,
    VolunteerName,
)

router = APIRouter()
log = structlog.get_logger("omzien.matching")


@router.get("/offerings", tags=["catalogue"], summary="Search the catalogue")
async def search_offerings(
    work: QuestionWork,
    q: Annotated[str | None, Query(max_length=200, pattern=STORABLE, description="Words, in Dutch.")] = None,
    category: Category | None = None,
    rung: Rung | None = None,
    neighbourhood: Neighbourhood | None = None,
    postcode: Annotated[str | None, Query(max_length=7, description="Instead of the neighbourhood.")] = None,
    after: Annotated[str | None, Query(max_length=60)] = None,
    limit: Limit = 50,
) -> OfferingPage:
    places = work.settings.places
    near = neighbourhood or (places.neighbourhood(postcode) if postcode else None)
    try:
        place = Place.read(after) if after else None
    except ValueError:
        raise Problem(400, "bad-cursor", "Give `after` as it came with the page before.") from None
    found = await pages.search(work.connection, places, q, category, rung, near, place, limit)
    return OfferingPage(
        items=[OfferingView.of(each) for each in found.offerings],
        widened=found.widened,
        next=str(found.next) if found.next else None,
    )


@router.get("/offerings/{id}", tags=["catalogue"], summary="One entry")
async def show_offering(work: QuestionWork, response: Response, id: UUID) -> OfferingView:
    offering = await store.offering(work.connection, id)
    response.headers["ETag"] = f'"{offering.sequence}"'
    return OfferingView.of(offering)


@router.get("/offerings/{id}/name", tags=["catalogue"], summary="Who a volunteer is")
async def show_name(work: QuestionWork, id: UUID) -> VolunteerName:
    sealed = await store.name_of(work.connection, id)
    if sealed is None:
        raise not_found("volunteer", id)
    log.info("volunteer_name_read", offering=str(id), actor=work.cause.actor)
    return VolunteerName(name=work.settings.sealer.open(sealed).decode())


@router.get("/needs", tags=["needs"], summary="Needs, in order of opening")
async def list_needs(
    work: QuestionWork, case: UUID | None = None, state: NeedState | None = None, after: UUID = FIRST, limit: Limit = 50
) -> NeedPage:
    page, last = cut(await store.needs(work.connection, case, state, after, limit + 1), limit)
    return NeedPage(items=[NeedView.of(each) for each in page], next=last.id if last else None)


@router.get("/needs/counts", tags=["needs"], summary="How many, by state and by rung")
async def count_needs(work: QuestionWork) -> Counts:
    return Counts(**await store.counts(work.connection))


@router.get("/needs/{id}", tags=["needs"], summary="One need, with all that was proposed and why")
async def show_need(work: QuestionWork, response: Response, id: UUID) -> NeedView:
    need = await store.need(work.connection, id)
    response.headers["ETag"] = f'"{need.sequence}"'
    return NeedView.of(need)


@router.get("/gaps", tags=["needs"], summary="Needs that nobody answers, by category")
async def list_gaps(work: QuestionWork, neighbourhood: Neighbourhood | None = None) -> list[Gap]:
    return [Gap(**each) for each in await store.gaps(work.connection, neighbourhood)]


@router.get("/proposals", tags=["proposals"], summary="Proposals, in order of offering")
async def list_proposals(
    work: QuestionWork,
    case: UUID | None = None,
    state: ProposalState | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> ProposalPage:
    page, last = cut(await store.proposals(work.connection, case, state, after, limit + 1), limit)
    return ProposalPage(items=[ProposalView.of(each) for each in page], next=last.id if last else None)


@router.get("/proposals/{id}", tags=["proposals"], summary="One proposal, why this one and why nothing lighter")
async def show_proposal(work: QuestionWork, response: Response, id: UUID) -> ProposalView:
    proposal = await store.proposal(work.connection, id)
    response.headers["ETag"] = f'"{proposal.sequence}"'
    return ProposalView.of(proposal)

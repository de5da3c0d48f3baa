"""The catalogue, open to all: asked without a token, it leaves out what is not for everybody's eyes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from libs.contracts.refusals import not_found
from libs.delivery.access import OPEN, Trusted
from libs.delivery.commands import QuestionWork
from services.matching import pages, store
from services.matching.asked import Search
from services.matching.domain.offering import Kind
from services.matching.public import OfferingPage, PublicOffering
from services.matching.views import OfferingView

router = APIRouter(tags=["catalogue"])


@router.get("/offerings", summary="Search the catalogue", openapi_extra=OPEN)
async def search_offerings(work: QuestionWork, trusted: Trusted, search: Annotated[Search, Query()]) -> OfferingPage:
    """The nearest neighbourhoods first, and in each what fits the words best, and then what is nearest.

    When nothing that is asked reaches the own neighbourhood, the district is searched, then the municipality, then all
    there is: `reach` says which.
    """
    places = work.settings.places
    asked = search.criteria(places, to_all=not trusted)
    return OfferingPage.of(await pages.search(work.connection, places, asked, search.after, search.limit), asked)


@router.get("/offerings/{id}", summary="One entry", openapi_extra=OPEN)
async def show_offering(
    work: QuestionWork, trusted: Trusted, response: Response, id: UUID
) -> OfferingView | PublicOffering:
    offering = await store.offering(work.connection, id)
    if not trusted and (offering.withdrawn or offering.kind is Kind.CONTRIBUTION):
        raise not_found("offering", id)
    response.headers["ETag"] = f'"{offering.sequence}"'
    return OfferingView.of(offering) if trusted else PublicOffering.of(offering)

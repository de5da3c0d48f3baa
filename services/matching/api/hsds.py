"""The catalogue in the field's own standard (HSDS 3.0): in for whoever has a token, out to all."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from libs.delivery.access import OPEN, Trusted
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import store
from services.matching.hsds import putting
from services.matching.hsds.public import organization_to_all, service_to_all
from services.matching.hsds.views import Contents, Documented, DocumentPage, Documents, Results
from services.matching.hsds.writing import service_of
from services.matching.keepers import Keeper

router = APIRouter(prefix="/hsds", tags=["HSDS"])
#: Answered without a token too.
open_to_all = APIRouter(prefix="/hsds", tags=["HSDS"])


@router.post("/services", summary="Put in services, a result for each", response_model=Results)
async def put_services(work: CommandWork, body: Documents | Contents, omzien_organisation: Keeper = None) -> Response:
    rows = body.contents if isinstance(body, Contents) else body
    return await work.answer(Results(await putting.put_services(work, rows, omzien_organisation)))


@open_to_all.get("/services", summary="What organisations and service teams offer, as services", openapi_extra=OPEN)
async def list_services(work: QuestionWork, trusted: Trusted, after: UUID = FIRST, limit: Limit = 100) -> DocumentPage:
    found, last = cut(await store.hsds.services(work.connection, after, limit + 1, withdrawn=trusted), limit)
    show = service_of if trusted else service_to_all
    documents = [show(offering, document, work.settings.places) for offering, document in found]
    return DocumentPage(contents=documents, next=last and last[0].id)


@open_to_all.get("/services/{id}", summary="One service, in full", response_model=Documented, openapi_extra=OPEN)
async def show_service(work: QuestionWork, trusted: Trusted, id: UUID) -> dict[str, Any]:
    offering, document = await store.hsds.service(work.connection, id, withdrawn=trusted)
    return (service_of if trusted else service_to_all)(offering, document, work.settings.places)


@router.post("/organizations", summary="Put in organizations, a result for each", response_model=Results)
async def put_organizations(
    work: CommandWork, body: Documents | Contents, omzien_organisation: Keeper = None
) -> Response:
    rows = body.contents if isinstance(body, Contents) else body
    return await work.answer(Results(await putting.put_organizations(work, rows, omzien_organisation)))


@open_to_all.get("/organizations", summary="The organizations that were told", openapi_extra=OPEN)
async def list_organizations(
    work: QuestionWork, trusted: Trusted, after: UUID = FIRST, limit: Limit = 100
) -> DocumentPage:
    found, last = cut(await store.hsds.organizations(work.connection, after, limit + 1), limit)
    documents = found if trusted else [organization_to_all(each) for each in found]
    return DocumentPage(contents=list(documents), next=last and UUID(last["id"]))

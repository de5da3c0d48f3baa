"""The catalogue: searched by everybody, kept by those whose entries they are."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Response

from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import Refused, not_found
from libs.contracts.words import Category, Rung
from libs.delivery.commands import Command, CommandWork, QuestionWork
from libs.delivery.pages import Limit
from libs.delivery.problems import Problem
from services.matching import catalogue, entries, pages, store
from services.matching.domain import offering as offerings
from services.matching.domain.offering import Offering
from services.matching.pages import Place
from services.matching.requests import STORABLE, NewOffering, OfferingContent, Row
from services.matching.views import (
    Imports,
    OfferingPage,
    OfferingView,
    VolunteerName,
)

router = APIRouter(tags=["catalogue"])
log = structlog.get_logger("omzien.matching")


@router.get("/offerings", summary="Search the catalogue")
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


@router.post(
    "/offerings",
    summary="Put an entry in the catalogue",
    response_model=OfferingView,
    status_code=201,
)
async def register_offering(work: CommandWork, body: NewOffering) -> Response:
    [outcome] = await entries.put(work, [body])
    if isinstance(outcome.result, Refused):
        raise outcome.result
    offering = await store.offering(work.connection, outcome.id)
    status = 201 if outcome.result is catalogue.Outcome.REGISTERED else 200
    return await work.answer(OfferingView.of(offering), offering, status)


@router.post("/offerings/import", summary="Register a list", response_model=Imports)
async def import_offerings(work: CommandWork, rows: list[Row]) -> Response:
    return await work.answer(Imports(await entries.put_rows(work, rows)))


@router.get("/offerings/{id}", summary="One entry")
async def show_offering(work: QuestionWork, response: Response, id: UUID) -> OfferingView:
    offering = await store.offering(work.connection, id)
    response.headers["ETag"] = f'"{offering.sequence}"'
    return OfferingView.of(offering)


@router.put("/offerings/{id}", summary="Change an entry", response_model=OfferingView)
async def change_offering(work: CommandWork, id: UUID, body: OfferingContent) -> Response:
    entries.check(work, body)
    changed = await _decide_offering(work, id, lambda old: offerings.change(old, body.offering(id)))
    await entries.keep_names(work, {id: body})
    return changed


@router.delete("/offerings/{id}", summary="Withdraw an entry", response_model=OfferingView)
async def withdraw_offering(work: CommandWork, id: UUID) -> Response:
    return await _decide_offering(work, id, offerings.withdraw)


@router.get("/offerings/{id}/name", summary="Who a volunteer is")
async def show_name(work: QuestionWork, id: UUID) -> VolunteerName:
    sealed = await store.name_of(work.connection, id)
    if sealed is None:
        raise not_found("volunteer", id)
    log.info("volunteer_name_read", offering=str(id), actor=work.cause.actor)
    return VolunteerName(name=work.settings.sealer.open(sealed).decode())


async def _decide_offering(work: Command, id_: UUID, decision: Callable[[Offering], offerings.Change]) -> Response:
    def step(old: Offering) -> offerings.Change:
        work.expect(old)
        return decision(old)

    offering = await catalogue.decide(work, id_, step)
    return await work.answer(OfferingView.of(offering), offering)

"""The catalogue, kept by those whose entries they are."""

from collections.abc import Callable
from uuid import UUID

import structlog
from fastapi import APIRouter, Response

from libs.contracts.refusals import Refused, not_found
from libs.delivery.commands import Command, CommandWork, QuestionWork
from services.matching import catalogue, entries, store
from services.matching.domain import offering as offerings
from services.matching.domain.offering import Offering
from services.matching.requests import NewOffering, OfferingContent, Row
from services.matching.views import (
    Imports,
    OfferingView,
    VolunteerName,
)

router = APIRouter(tags=["catalogue"])
log = structlog.get_logger("omzien.matching")


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

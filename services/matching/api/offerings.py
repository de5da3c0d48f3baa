"""The catalogue, kept by those whose entries they are."""

from collections.abc import Callable
from uuid import UUID

import structlog
from fastapi import APIRouter, Response

from libs.contracts.refusals import Refused, not_found
from libs.delivery.commands import READER, Command, CommandWork, QuestionWork
from services.matching import catalogue, entries, store
from services.matching.domain import offering as offerings
from services.matching.domain.offering import Offering
from services.matching.keepers import Keeper
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
async def register_offering(work: CommandWork, body: NewOffering, omzien_organisation: Keeper = None) -> Response:
    [outcome] = await entries.put(work, [body], omzien_organisation)
    if isinstance(outcome.result, Refused):
        raise outcome.result
    offering = await store.offering(work.connection, outcome.id)
    status = 201 if outcome.result is catalogue.Outcome.REGISTERED else 200
    return await work.answer(OfferingView.of(offering), offering, status)


@router.post("/offerings/import", summary="Register a list", response_model=Imports)
async def import_offerings(work: CommandWork, rows: list[Row], omzien_organisation: Keeper = None) -> Response:
    return await work.answer(Imports(await entries.put_rows(work, rows, omzien_organisation)))


@router.put("/offerings/{id}", summary="Change an entry", response_model=OfferingView)
async def change_offering(
    work: CommandWork, id: UUID, body: OfferingContent, omzien_organisation: Keeper = None
) -> Response:
    entries.check(work, body)
    offerings.require_keeper(body.organisation, omzien_organisation)
    changed = await _decide_offering(
        work, id, lambda old: offerings.change(old, body.offering(id)), omzien_organisation
    )
    await entries.keep_names(work, {id: body})
    return changed


@router.delete("/offerings/{id}", summary="Withdraw an entry", response_model=OfferingView)
async def withdraw_offering(work: CommandWork, id: UUID, omzien_organisation: Keeper = None) -> Response:
    """A group that runs is ended instead: its members are looked for again, and its helpers are free."""
    if await store.is_group(work.connection, id):
        raise Refused("group-runs", "This entry is a group that runs. End the group: POST /v1/bundles/{id}/end.")
    return await _decide_offering(work, id, offerings.withdraw, omzien_organisation)


@router.get("/offerings/{id}/name", summary="Who a volunteer is", dependencies=[READER])
async def show_name(work: QuestionWork, id: UUID) -> VolunteerName:
    sealed = await store.name_of(work.connection, id)
    if sealed is None:
        raise not_found("volunteer", id)
    log.info("volunteer_name_read", offering=str(id), actor=work.cause.actor)
    return VolunteerName(name=work.settings.sealer.open(sealed).decode())


async def _decide_offering(
    work: Command, id_: UUID, decision: Callable[[Offering], offerings.Change], by: UUID | None
) -> Response:
    def step(old: Offering) -> offerings.Change:
        offerings.require_keeper(old.organisation, by)
        work.expect(old)
        return decision(old)

    offering = await catalogue.decide(work, id_, step)
    return await work.answer(OfferingView.of(offering), offering)

"""Signalling over HTTP: a partner's signal, the adviser's decisions, the way to a household. See `questions.py`."""

from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response

from libs.contracts.calendar import day_of
from libs.contracts.refusals import not_found
from libs.delivery.access import Calling
from libs.delivery.commands import CommandWork
from libs.delivery.raw import RawMessage
from services.signalling import journal, store
from services.signalling.domain.decisions import dismiss_by_person, part_by_person, raise_by_person
from services.signalling.domain.identity import identify
from services.signalling.domain.pausing import pause_by_person, resume_by_person
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.register import Register
from services.signalling.domain.resolving import introduce
from services.signalling.domain.signal import Signal
from services.signalling.reading import Submission, read
from services.signalling.reception import describe, take_in
from services.signalling.requests import Dismissal, Parting, Pausing, Whereabouts
from services.signalling.views import (
    HouseholdView,
    ReceiptView,
    RefusalProblem,
    SignalView,
)

router = APIRouter()
open_to_partners = APIRouter(tags=["partners"])
log = structlog.get_logger("omzien.signalling")

STRUCTURED = "application/cloudevents+json"


@open_to_partners.post(
    "/signals",
    summary="A signal, as a CloudEvent; the same decision as over the broker",
    status_code=202,
    response_model=ReceiptView,
    responses={422: {"model": RefusalProblem, "description": "Refused: what is wrong, field by field."}},
    openapi_extra={"requestBody": {"required": True, "content": {STRUCTURED: {"schema": {"type": "object"}}}}},
)
async def submit(request: Request, work: CommandWork, caller: Calling) -> Response:
    """A partner's signal: a CloudEvent, structured or with `ce-` headers. The same decision as over the broker."""
    binary = "ce-id" in request.headers
    content_type = request.headers.get("content-type") if binary else STRUCTURED
    raw = RawMessage(await request.body(), content_type, dict(request.headers) if binary else {}, "", work.cause)
    reading = read(raw, work.settings.sealer.lookup)
    if reading.source is not None:
        caller.require(reading.source, reading.told.partner if isinstance(reading, Submission) else None)
    (result,) = await take_in(work, [raw])
    if isinstance(result, Refusal):
        return await work.answer(RefusalProblem.of(result), status=422)
    signal = (await _locked(work, result))[1]
    answer = store.Answer(store.Became.of(signal))
    return await work.answer(ReceiptView.of(answer, work.settings.policies.at(work.now)), status=202)


@router.post("/signals/{id}/raise", tags=["advisers"], summary="Act on a held signal", response_model=SignalView)
async def raise_signal(work: CommandWork, id: UUID) -> Response:
    """An adviser acts on a held signal: it goes to intake, with all that is held for the same household."""
    register, signal = await _locked(work, id)
    journal.tell(work, register, raise_by_person(journal.desk(work), register, signal))
    return await _decided(work, register, id)


@router.post("/signals/{id}/dismiss", tags=["advisers"], summary="Unfounded or answered", response_model=SignalView)
async def dismiss_signal(work: CommandWork, id: UUID, dismissal: Dismissal) -> Response:
    """An adviser found it unfounded or already answered. It is erased after its retention period."""
    register, signal = await _locked(work, id)
    journal.tell(work, register, dismiss_by_person(register, signal, dismissal.ground))
    return await _decided(work, register, id)


@router.post("/signals/{id}/part", tags=["advisers"], summary="About somebody else", response_model=SignalView)
async def part_signal(work: CommandWork, id: UUID, parting: Parting) -> Response:
    """An adviser finds that a signal is about somebody else than it was put with: it is decided upon anew, alone."""
    register, signal = await _locked(work, id)
    journal.tell(work, register, part_by_person(journal.desk(work), register, signal, parting.ground))
    return await _decided(work, register, id)


@router.post(
    "/signals/{id}/pause", tags=["advisers"], summary="Stop the clock of its promise", response_model=SignalView
)
async def pause_signal(work: CommandWork, id: UUID, pausing: Pausing) -> Response:
    """Nobody can be reached for a while: no overdue meanwhile. Not for what is acute, or late already."""
    register, signal = await _locked(work, id)
    journal.tell(work, register, [pause_by_person(signal, pausing.ground, work.now)])
    return await _decided(work, register, id)


@router.post("/signals/{id}/resume", tags=["advisers"], summary="Let the clock run again", response_model=SignalView)
async def resume_signal(work: CommandWork, id: UUID) -> Response:
    """The promised term is later by the working days that the pause took; by the time, where it is in hours."""
    register, signal = await _locked(work, id)
    journal.tell(work, register, [resume_by_person(journal.desk(work).policy, signal, work.now)])
    return await _decided(work, register, id)


@router.post(
    "/households/resolve",
    tags=["households"],
    summary="Whose household it is",
    response_model=HouseholdView,
)
async def resolve_household(work: CommandWork, whereabouts: Whereabouts) -> Response:
    """The household of somebody who walks in: the same as a signal about them would lead to."""
    settings = work.settings
    today = day_of(work.now)
    identity = identify(whereabouts.person, whereabouts.address, settings.places, settings.sealer.lookup, today)
    traces = identity.traces
    register = await store.lock_register(work.connection, keys=identity.keys, traces=traces, compared=[traces])
    await describe(work, register)
    household = introduce(register, identity, work.new_id)
    await journal.keep(work, register)
    log.info("household_resolved", household=str(household.id), actor=work.cause.actor)
    return await work.answer(HouseholdView.of(household, identity))


async def _locked(work: CommandWork, id_: UUID) -> tuple[Register, Signal]:
    register = await store.lock_register(work.connection, signals=[id_])
    for signal in register.of([id_]):
        work.expect(signal)
        return register, signal
    raise not_found("signal", id_)


async def _decided(work: CommandWork, register: Register, id_: UUID) -> Response:
    await journal.keep(work, register)
    signal = register.signals[id_]
    return await work.answer(SignalView.of(signal, work.now), signal)

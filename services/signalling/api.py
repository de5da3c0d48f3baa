"""Signalling over HTTP: a partner's signal, the adviser's work list and decisions, the way to a household."""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Request, Response

from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import Refused, not_found
from libs.contracts.signals import SignalSubmitted
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.raw import RawMessage
from libs.delivery.work import Work
from services.signalling import journal, store
from services.signalling.domain.decisions import dismiss_by_person, raise_by_person
from services.signalling.domain.identity import identify
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.register import Register
from services.signalling.domain.resolving import introduce
from services.signalling.domain.signal import Signal, State
from services.signalling.pages import SignalPage, place_of
from services.signalling.reception import take_in
from services.signalling.settings import Settings
from services.signalling.views import (
    Counts,
    Dismissal,
    GapView,
    HouseholdView,
    ReceiptView,
    RefusalProblem,
    RefusalView,
    SignalDetail,
    SignalView,
    Whereabouts,
)

router = APIRouter(prefix="/v1")
log = structlog.get_logger("omzien.signalling")

FIRST = UUID(int=0)
Limit = Annotated[int, Query(ge=1, le=500)]
#: As a partner names itself and its messages; the database takes no control characters.
Name = Annotated[str, Query(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f]+$")]
STRUCTURED = "application/cloudevents+json"


@router.post(
    "/signals",
    tags=["partners"],
    summary="A signal, as a CloudEvent; the same decision as over the broker",
    status_code=202,
    response_model=ReceiptView,
    responses={422: {"model": RefusalProblem}},
    openapi_extra={"requestBody": {"required": True, "content": {STRUCTURED: {"schema": {"type": "object"}}}}},
)
async def submit(request: Request, work: CommandWork) -> Response:
    """A partner's signal: a CloudEvent, structured or with `ce-` headers. The same decision as over the broker."""
    binary = "ce-id" in request.headers
    content_type = request.headers.get("content-type") if binary else STRUCTURED
    raw = RawMessage(await request.body(), content_type, dict(request.headers) if binary else {}, "", work.cause)
    (result,) = await take_in(work, [raw])
    if isinstance(result, Refusal):
        response = await work.answer(RefusalProblem.of(result), status=422)
        response.headers["content-type"] = "application/problem+json"
        return response
    signal = (await _locked(work, result))[1]
    answer = store.Answer(signal.id, signal.state, signal.marks, ())
    return await work.answer(ReceiptView.of(answer), status=202)


@router.get("/receipts", tags=["partners"], summary="What became of a message of one's own", response_model=ReceiptView)
async def receipt(work: QuestionWork, source: Name, id: Name) -> ReceiptView:
    """What became of a partner's own message: received, picked up, closed, or refused and why."""
    answer = await store.answer_to(work.connection, source, id)
    if answer is None:
        raise Refused("receipt-not-found", "Nothing came with this source and id; send it (again).", missing=True)
    return ReceiptView.of(answer)


@router.get("/refusals", tags=["partners"], summary="What was refused, and why", response_model=list[RefusalView])
async def refusals(
    work: QuestionWork, source: Name | None = None, after: UUID = FIRST, limit: Limit = 100
) -> list[RefusalView]:
    """Everything that was refused, oldest first: also what names neither source nor id."""
    return [RefusalView.of(each) for each in await store.refusals(work.connection, source, after, limit)]


@router.get("/signals", tags=["advisers"], summary="An adviser's work list", response_model=SignalPage)
async def work_list(
    work: QuestionWork,
    neighbourhood: Neighbourhood | None = None,
    state: State | None = None,
    marked: bool | None = None,
    after: str | None = None,
    limit: Limit = 100,
) -> SignalPage:
    """An adviser's work list, held ones first. `neighbourhood=unknown` is the helpdesk's."""
    found = await store.work_list(work.connection, neighbourhood, state, marked, place_of(after), limit)
    return SignalPage.of(found, limit, work.now)


@router.get("/signals/counts", tags=["signals"], summary="How many, by state", response_model=Counts)
async def counts(work: QuestionWork) -> Counts:
    return Counts.of(await store.counts(work.connection))


@router.get(
    "/signals/{id}",
    tags=["advisers"],
    summary="One signal, with what was seen",
    response_model=SignalDetail,
)
async def show(work: QuestionWork, id: UUID, response: Response) -> SignalDetail:
    """Who and where it is about and what was seen: for the coordinator only, and logged."""
    found = await store.find_signal(work.connection, id)
    if found is None:
        raise not_found("signal", id)
    signal, sealed = found
    log.info("signal_opened", signal=str(id), actor=work.cause.actor)
    response.headers["ETag"] = f'"{signal.sequence}"'
    return SignalDetail.opened(signal, _opened(work, sealed) if sealed else None, work.now)


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


@router.post(
    "/households/resolve",
    tags=["households"],
    summary="Whose household it is",
    response_model=HouseholdView,
)
async def resolve_household(work: CommandWork, whereabouts: Whereabouts) -> Response:
    """The household of somebody who walks in: the same as a signal about them would lead to."""
    settings = work.settings
    identity = identify(whereabouts.person, whereabouts.address, settings.places, settings.sealer.lookup)
    register = await store.lock_register(work.connection, keys=identity.keys)
    household = introduce(register, identity, work.new_id)
    await journal.keep(work, register)
    log.info("household_resolved", household=str(household.id), actor=work.cause.actor)
    return await work.answer(HouseholdView.of(household, identity))


@router.get("/gaps", tags=["signals"], summary="Gaps in services", response_model=list[GapView])
async def gaps(
    work: QuestionWork, neighbourhood: Neighbourhood | None = None, after: UUID = FIRST, limit: Limit = 100
) -> list[GapView]:
    """Gaps in services, for the agenda of the service consultation."""
    found = await store.gaps(work.connection, neighbourhood, after, limit)
    return [GapView.of(gap, _opened(work, gap.sealed).seen) for gap in found]


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


def _opened(work: Work[Settings], sealed: bytes) -> SignalSubmitted:
    return SignalSubmitted.model_validate_json(work.settings.sealer.open(sealed))

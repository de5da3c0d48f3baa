"""What can be asked of signalling over HTTP. Nothing here changes anything; who looks is logged."""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Response

from libs.contracts.refusals import Refused, not_found
from libs.contracts.signals import SignalSubmitted
from libs.delivery.access import Calling
from libs.delivery.commands import READER, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from libs.delivery.work import Work
from services.signalling import store
from services.signalling.api.asked import Where
from services.signalling.domain.signal import State
from services.signalling.pages import cursor_of, place_of
from services.signalling.settings import Settings
from services.signalling.views import (
    AnswerPage,
    AnswerView,
    Counts,
    GapView,
    ReceiptView,
    RefusalView,
    ReporterView,
    SignalDetail,
    SignalPage,
    SignalView,
)

router = APIRouter()
open_to_partners = APIRouter(tags=["partners"])
log = structlog.get_logger("omzien.signalling")

#: As a partner names itself and its messages; the database takes no control characters.
Name = Annotated[str, Query(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f]+$")]


@open_to_partners.get("/receipts", summary="What became of a message of one's own", response_model=ReceiptView)
async def receipt(work: QuestionWork, caller: Calling, source: Name, id: Name) -> ReceiptView:
    """What became of a partner's own message: received, picked up, closed, or refused and why."""
    caller.require(source)
    answer = await store.answer_to(work.connection, source, id)
    if answer is None:
        raise Refused("receipt-not-found", "Nothing came with this source and id; send it (again).", missing=True)
    return ReceiptView.of(answer, work.settings.policies.at(work.now))


@open_to_partners.get("/answers", summary="What became of all one's own messages", response_model=AnswerPage)
async def answers(
    work: QuestionWork, caller: Calling, source: Name, after: Name | None = None, limit: Limit = 100
) -> AnswerPage:
    """What became of everything that a source sent, by its id, so that it need not ask one by one."""
    caller.require(source)
    page, last = cut(await store.answers(work.connection, source, after or "", limit + 1), limit)
    policy = work.settings.policies.at(work.now)
    return AnswerPage(items=[AnswerView.of(each, policy) for each in page], next=last.event_id if last else None)


@open_to_partners.get("/refusals", summary="What was refused, and why", response_model=list[RefusalView])
async def refusals(
    work: QuestionWork, caller: Calling, source: Name | None = None, after: UUID = FIRST, limit: Limit = 100
) -> list[RefusalView]:
    """Everything that was refused, oldest first: also what names neither source nor id. A partner gets its own."""
    found = await store.refusals(work.connection, caller.source(source), after, limit)
    return [RefusalView.of(each) for each in found]


@router.get("/signals", tags=["advisers"], summary="An adviser's work list", response_model=SignalPage)
async def work_list(
    work: QuestionWork,
    neighbourhood: Where,
    state: State | None = None,
    marked: bool | None = None,
    case: UUID | None = None,
    after: str | None = None,
    limit: Limit = 100,
) -> SignalPage:
    """An adviser's work list, held ones first. `neighbourhood=unknown` is the helpdesk's."""
    found = await store.work_list(work.connection, neighbourhood, state, marked, place_of(after), limit + 1, case)
    page, last = cut(found, limit)
    return SignalPage(items=[SignalView.of(each, work.now) for each in page], next=cursor_of(last) if last else None)


@router.get("/signals/counts", tags=["signals"], summary="How many, by state", response_model=Counts)
async def counts(work: QuestionWork) -> Counts:
    return Counts.of(await store.counts(work.connection))


@router.get(
    "/signals/{id}",
    tags=["advisers"],
    summary="One signal, with what was seen",
    response_model=SignalDetail,
    dependencies=[READER],
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


@router.get(
    "/signals/{id}/reporter",
    tags=["advisers"],
    summary="Who told it, asked for by name",
    response_model=ReporterView,
    dependencies=[READER],
)
async def reporter(work: QuestionWork, id: UUID) -> ReporterView:
    """Who exactly gave a signal, also one that was told in confidence: who asks is logged."""
    found = await store.find_signal(work.connection, id)
    if found is None:
        raise not_found("signal", id)
    signal, sealed = found
    told = _opened(work, sealed).reporter if sealed else None
    if told is None:
        raise Refused("reporter-not-known", "Nobody's name was given, or it is not kept (any more).", missing=True)
    log.info("reporter_opened", signal=str(id), actor=work.cause.actor)
    return ReporterView(**told.model_dump(), signal=id, partner=signal.partner, discretion=signal.discretion)


@router.get("/gaps", tags=["signals"], summary="Gaps in services", response_model=list[GapView], dependencies=[READER])
async def gaps(work: QuestionWork, neighbourhood: Where, after: UUID = FIRST, limit: Limit = 100) -> list[GapView]:
    """Gaps in services, for the agenda of the service consultation: a partner's own words, and who reads is logged."""
    found = await store.gaps(work.connection, neighbourhood, after, limit)
    for gap in found:
        log.info("gap_opened", signal=str(gap.id), actor=work.cause.actor)
    return [GapView.of(gap, _opened(work, gap.sealed).seen) for gap in found]


def _opened(work: Work[Settings], sealed: bytes) -> SignalSubmitted:
    return SignalSubmitted.model_validate_json(work.settings.sealer.open(sealed))

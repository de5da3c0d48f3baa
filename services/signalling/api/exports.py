"""Signals of payment arrears with whom they are about, for the municipality's own delivery to the national register.

Nothing but payment arrears comes out here (the signals of Wgs, art. 3(1)(b)), and who asks is logged with every signal.
"""

from datetime import date, datetime
from uuid import UUID

import structlog
from fastapi import APIRouter
from pydantic import BaseModel

from libs.contracts.calendar import Day, morning_of
from libs.contracts.calendar import after as end_of
from libs.contracts.signals import Address, Arrears, Person, SignalSubmitted
from libs.contracts.words import PartnerKind, Urgency
from libs.delivery.commands import READER, QuestionWork
from libs.delivery.pages import FIRST, Limit, Page, cut
from libs.delivery.problems import Problem
from services.signalling import store
from services.signalling.domain.signal import State
from services.signalling.store import Behind

router = APIRouter()
log = structlog.get_logger("omzien.signalling")


class ExportedArrears(BaseModel):
    """What the partner told last, and the case that it led to. `reference` is the partner's own number."""

    signal: UUID
    caseid: UUID
    state: State
    accepted_at: datetime
    partner: PartnerKind
    urgency: Urgency
    reference: str | None
    person: Person | None
    address: Address | None
    seen: str
    seen_on: date | None
    resident_informed: bool | None
    arrears: Arrears | None

    @classmethod
    def of(cls, found: store.Arrears, told: SignalSubmitted) -> "ExportedArrears":
        known = {name: getattr(found, name) for name in ("caseid", "state", "accepted_at", "partner")}
        return cls.model_validate(vars(told) | known | {"signal": found.id})


class ArrearsPage(Page[str]):
    items: list[ExportedArrears]


@router.get("/exports/arrears", tags=["exports"], summary="Payment arrears that led to a case", dependencies=[READER])
async def export(
    work: QuestionWork, since: Day, until: Day, after: str | None = None, limit: Limit = 100
) -> ArrearsPage:
    """Those accepted from `since` up to and including `until`, by case: with whom they are about, and logged."""
    found = await store.exported_arrears(work.connection, morning_of(since), end_of(until), _place_of(after), limit + 1)
    page, last = cut(found, limit)
    for each in page:
        log.info("signal_exported", signal=str(each.id), actor=work.cause.actor)
    items = [
        ExportedArrears.of(each, SignalSubmitted.model_validate_json(work.settings.sealer.open(each.sealed)))
        for each in page
    ]
    return ArrearsPage(items=items, next=f"{last.caseid}.{last.id}" if last else None)


def _place_of(cursor: str | None) -> Behind:
    if not cursor:
        return FIRST, FIRST
    caseid, _, signal = cursor.partition(".")
    try:
        return UUID(caseid), UUID(signal)
    except ValueError:
        raise Problem(400, "bad-cursor", "Give `after` exactly as an earlier page gave it in `next`.") from None

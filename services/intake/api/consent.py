"""What the resident agrees to, and what a referral rests on."""

from fastapi import APIRouter, Response

from libs.contracts.calendar import day_of
from libs.contracts.refusals import not_found
from libs.delivery.commands import READER, Command, CommandWork
from services.intake import store
from services.intake.api.questions import CaseId, For
from services.intake.api.steps import locked, settle
from services.intake.domain import consent
from services.intake.domain.access import AccessPurpose, Action
from services.intake.domain.case import Case
from services.intake.forms.consents import ConsentsView, Saying
from services.intake.requests import WithoutConsent

router = APIRouter(tags=["cases"])


@router.post(
    "/cases/{id}/consents",
    summary="What the resident said about one purpose",
    response_model=ConsentsView,
    status_code=201,
)
async def record(id_: CaseId, asked: Saying, work: CommandWork) -> Response:
    """What the resident said about one purpose; recorded by who is named in Omzien-Actor. Nothing is overwritten."""
    case = await locked(work, id_)
    said = consent.Consent(id=work.new_id(), recorded_by=work.decider(), **dict(asked))
    history, today = await store.consents_of(work, id_), day_of(work.now)
    case = await settle(work, case, consent.record(case, said, history, today))
    await store.add_consent(work, case, said)
    return await work.answer(ConsentsView.of((*history, said), today), case, 201)


@router.get(
    "/cases/{id}/consents", summary="What the resident agrees to", response_model=ConsentsView, dependencies=[READER]
)
async def consents(id_: CaseId, work: CommandWork, purpose: For = AccessPurpose.SUPPORT) -> ConsentsView:
    """What the resident agrees to today, and all that they ever said about it. Who reads it, and for what, is noted."""
    if await store.case_by_id(work, id_) is None:
        raise not_found("case", id_)
    await store.note_access(work, Action.CONSENTS_READ, purpose, case=id_)
    return ConsentsView.of(await store.consents_of(work, id_), day_of(work.now))


async def refer(
    work: Command,
    case: Case,
    step: consent.ReferralStep,
    named: WithoutConsent | None,
    implied: consent.WithoutConsent | None = None,
) -> None:
    """Keeps what the referral rests on. Raises Refused when it rests on nothing: then nothing else is kept either."""
    without = consent.WithoutConsent(named.ground, named.note) if named else implied
    history = await store.consents_of(work, case.id)
    basis = consent.referral_basis(history, without, day_of(work.now))
    await store.add_referral(work, case, step, basis)

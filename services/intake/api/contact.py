"""The first steps with a resident."""

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.consent import refer
from services.intake.api.steps import answer, locked, settle, stated
from services.intake.domain import consent, contact, conversation
from services.intake.domain.catalogue import advised, fitting

router = APIRouter(tags=["cases"])


@router.post(
    "/cases/{id}/contact-attempts", summary="Somebody tried to reach the resident", response_model=views.CaseView
)
async def attempt_contact(id_: questions.CaseId, asked: requests.ContactAttempt, work: CommandWork) -> Response:
    """A named person tried to reach the resident: the signals are picked up, and reached makes the first contact."""
    case = await locked(work, id_)
    decision = contact.attempt(case, asked.by, reached=asked.reached, now=work.now)
    await store.add_contact_attempt(work, case, asked.by, reached=asked.reached, means=asked.means)
    return await answer(work, case, decision)


@router.post(
    "/cases/{id}/advice", summary="Answer a simple question, and close the case", response_model=views.CaseView
)
async def advise(id_: questions.CaseId, asked: requests.Advice, work: CommandWork) -> Response:
    """Answers a simple question, from the catalogue or in a note, and closes the case with what was advised."""
    case = await locked(work, id_)
    found = fitting(await store.offerings_of(work, asked.category), case.neighbourhood, work.settings.places.kilometres)
    policy = work.settings.policies.at(work.now)
    offerings = advised(asked.offerings, found, policy.advised_at_most)
    decision = contact.advise(case, offerings, asked.note, work.person or case.case_holder, work.now, policy)
    await store.add_note(work, case, "advice", asked.note, asked.category)
    return await answer(work, case, decision)


@router.post("/cases/{id}/triage", summary="Another way than policy chose", response_model=views.CaseView)
async def triage(id_: questions.CaseId, asked: requests.Triage, work: CommandWork) -> Response:
    """A person's word goes before policy's; the adviser decides after clarification. To a specialist with consent,
    or on a named ground.
    """
    case = await locked(work, id_)
    policy = work.settings.policies.at(work.now)
    decision = contact.triage(case, asked.route, work.now, policy, asked.reason)
    if consent.refers(case, asked.route):
        await refer(work, case, consent.ReferralStep.TRIAGE, asked.without_consent)
    return await answer(work, case, decision)


@router.post(
    "/cases/{id}/direct-transfer",
    summary="Around the conversation: acute, palliative, or held already",
    response_model=views.ClarifiedView,
)
async def transfer_directly(id_: questions.CaseId, asked: requests.DirectTransfer, work: CommandWork) -> Response:
    """Acute, palliative or already held: the only ways around the conversation. With consent, or on a named ground."""
    case = await locked(work, id_)
    needs = stated(work, asked.needs)
    decision = conversation.transfer_directly(case, asked.ground, needs, work.now, work.person)
    step, implied = consent.ReferralStep.DIRECT_TRANSFER, consent.implied(asked.ground)
    await refer(work, case, step, asked.without_consent, implied)
    case = await settle(work, case, decision)
    view = views.ClarifiedView.of(case).model_copy(update={"needs": tuple(each.need for each in needs)})
    return await work.answer(view, case)

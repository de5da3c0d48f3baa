"""The first steps with a resident."""

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.steps import answer, locked, settle, stated
from services.intake.domain import contact, conversation
from services.intake.domain.catalogue import advised, fitting

router = APIRouter(tags=["cases"])


@router.post("/cases/{id}/contact-attempts", response_model=views.CaseView)
async def attempt_contact(id_: questions.CaseId, asked: requests.ContactAttempt, work: CommandWork) -> Response:
    """A named person tried to reach the resident: the signals are picked up, and reached makes the first contact."""
    case = await locked(work, id_)
    decision = contact.attempt(case, asked.by, reached=asked.reached, now=work.now)
    await store.add_contact_attempt(work, case, asked.by, reached=asked.reached, means=asked.means)
    return await answer(work, case, decision)


@router.post("/cases/{id}/advice", response_model=views.CaseView)
async def advise(id_: questions.CaseId, asked: requests.Advice, work: CommandWork) -> Response:
    """Answers a simple question, from the catalogue or in a note, and closes the case with what was advised."""
    case = await locked(work, id_)
    found = fitting(await store.offerings_of(work, asked.category), case.neighbourhood, work.settings.places.kilometres)
    offerings = advised(asked.offerings, found, work.settings.policies.at(work.now).advised_at_most)
    decision = contact.advise(case, offerings, asked.note, work.person or case.case_holder, work.now)
    await store.add_note(work, case, "advice", asked.note, asked.category)
    return await answer(work, case, decision)


@router.post("/cases/{id}/triage", response_model=views.CaseView)
async def triage(id_: questions.CaseId, asked: requests.Triage, work: CommandWork) -> Response:
    """Provisional: the adviser decides after clarification."""
    case = await locked(work, id_)
    return await answer(work, case, contact.triage(case, asked.route, work.now))


@router.post("/cases/{id}/direct-transfer", response_model=views.ClarifiedView)
async def transfer_directly(id_: questions.CaseId, asked: requests.DirectTransfer, work: CommandWork) -> Response:
    """Acute, palliative or already held: the only ways around the conversation."""
    case = await locked(work, id_)
    needs = stated(work, asked.needs)
    case = await settle(work, case, conversation.transfer_directly(case, asked.ground, needs, work.now, work.person))
    view = views.ClarifiedView.of(case).model_copy(update={"needs": tuple(each.need for each in needs)})
    return await work.answer(view, case)

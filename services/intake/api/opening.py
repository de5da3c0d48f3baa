"""How a case begins, and begins again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.rights import CaseRole
from libs.contracts.signals import Address, Person
from libs.delivery.commands import Command, CommandWork
from services.intake import requests, store, views
from services.intake.api import questions, residents
from services.intake.api.steps import answer, expected, locked, require_neighbourhood, settle
from services.intake.domain import ending, teams
from services.intake.domain.arrival import Arrival, arrive, choosing_in
from services.intake.domain.case import Case
from services.intake.domain.resident import Details, identity
from services.intake.recognition import Caller, recognised

router = APIRouter(tags=["cases"])


@router.post(
    "/first-contacts",
    summary="Somebody comes with a question",
    response_model=views.FirstContactView,
    status_code=201,
    responses={200: {"model": views.FirstContactView, "description": "The household's open case was extended."}},
)
async def first_contact(caller: Annotated[Caller, Depends(recognised)], work: CommandWork) -> Response:
    """Someone comes with a question: opens the household's case (201), or extends the one that is open (200)."""
    case, opened = await come_in(work, caller)
    view = views.FirstContactView.of(case).model_copy(update={"opened": opened})
    question = caller.asked.question
    if question is not None and question.simple:
        found = await questions.may_advise(work, question.category, case.neighbourhood)
        view = view.model_copy(update={"may_advise": found})
    return await work.answer(view, case, 201 if opened else 200)


async def come_in(work: Command, caller: Caller) -> tuple[Case, bool]:
    """The household's case with what they ask, and whether it was opened for it."""
    asked = caller.asked
    question = asked.question
    place = work.settings.places.neighbourhood(asked.address.postcode if asked.address else None)
    arrival = Arrival(
        household=caller.household,
        neighbourhood=caller.neighbourhood if place == UNKNOWN_NEIGHBOURHOOD else place,
        way_in=asked.way_in,
        urgency=asked.urgency,
        simple=question is not None and question.simple,
        palliative=asked.palliative,
        comes_by_self=asked.comes_by_self,
        domains_in_trouble=asked.domains_in_trouble,
    )
    policy = work.settings.policies.at(work.now)
    cases, former = await store.lock_households_and_former(work, [arrival.household])
    before = cases.get(arrival.household)
    team = await store.lock_teams(work, choosing_in(before, arrival, policy, work.now))
    decision = arrive(before, arrival, team, work.now, work.new_id, policy, former.get(arrival.household))
    case = await settle(work, before, decision)
    await _keep_resident(work, case, asked)
    if question is not None:
        await store.add_note(work, case, "question", question.note, question.category)
    return case, before is None


async def _keep_resident(work: Command, case: Case, asked: requests.FirstContact) -> None:
    """Whose question it is, where they can be recognised by what is given: somebody known is not doubled."""
    details = Details(person=asked.person or Person(), address=asked.address or Address())
    if identity(details) is not None:
        known = await store.same_resident(work, case.household, details)
        resident = await residents.keep(work, case, details, known)
        await residents.stand(work, case, resident)


@router.post("/cases/{id}/place", summary="Where the household lives became known", response_model=views.CaseView)
async def place(id_: questions.CaseId, asked: requests.Placing, work: CommandWork) -> Response:
    """Where the household lives became known. A case that nobody holds gets its case holder by workload."""
    require_neighbourhood(work, asked.neighbourhood)
    case = await locked(work, id_)
    team = await store.lock_teams(work, [asked.neighbourhood])
    return await answer(work, case, teams.place(case, asked.neighbourhood, team))


@router.post("/cases/{id}/reopen", summary="Back to first contact", response_model=views.CaseView)
async def reopen(id_: questions.CaseId, work: CommandWork) -> Response:
    """Back to first contact, with its former case holder where that is possible."""
    cases = await store.lock_cases_and_households(work, [id_])
    case = expected(work, cases.get(id_), id_)
    team = await store.lock_teams(work, [case.neighbourhood], [case.case_holder])
    busy = any(each.open and each.id != id_ for each in cases.values())
    policy = work.settings.policies.at(work.now)
    erased = any(each.erased and each.role is CaseRole.RESIDENT for each in await store.residents_of_case(work, id_))
    decision = ending.reopen(case, team, work.now, policy, household_busy=busy, erased=erased)
    return await answer(work, case, decision)

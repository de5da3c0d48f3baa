"""Intake over HTTP: the helpdesk's and the adviser's steps in a case. Its questions are in `questions.py`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from libs.contracts.cases import WishedResult
from libs.contracts.needs import NeedWords, StatedContribution, StatedNeed
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, CaseEvent
from libs.contracts.refusals import not_found
from libs.delivery.commands import Command, CommandWork
from services.intake import questions, requests, store, views
from services.intake.domain import contact, conversation, ending, teams
from services.intake.domain.arrival import Arrival, arrive, choosing_in
from services.intake.domain.case import Case
from services.intake.domain.catalogue import advised, fitting
from services.intake.recognition import Caller, recognised

router = APIRouter(prefix="/v1", tags=["cases"])
router.include_router(questions.router)


@router.post(
    "/first-contacts",
    response_model=views.FirstContactView,
    status_code=201,
    responses={200: {"model": views.FirstContactView, "description": "The household's open case was extended."}},
)
async def first_contact(caller: Annotated[Caller, Depends(recognised)], work: CommandWork) -> Response:
    """Someone comes with a question: opens the household's case (201), or extends the one that is open (200)."""
    asked = caller.asked
    question = asked.question
    place = work.settings.places.neighbourhood(asked.address.postcode if asked.address else None)
    arrival = Arrival(
        household=caller.household,
        neighbourhood=caller.neighbourhood if place == UNKNOWN_NEIGHBOURHOOD else place,
        way_in=asked.way_in,
        urgency=asked.urgency,
        simple=question is not None and question.simple,
    )
    before = (await store.lock_households(work, [arrival.household])).get(arrival.household)
    team = await store.lock_teams(work, choosing_in(before, arrival))
    case = await _settle(work, before, arrive(before, arrival, team, work.now, work.new_id))
    view = views.FirstContactView.of(case).model_copy(update={"opened": before is None})
    if question is not None:
        await store.add_note(work, case, "question", question.note, question.category)
        if question.simple:
            found = await questions.may_advise(work, question.category, case.neighbourhood)
            view = view.model_copy(update={"may_advise": found})
    return await work.answer(view, case, 201 if before is None else 200)


@router.post("/case-holders", response_model=views.CaseHolderView)
async def keep_case_holder(asked: requests.NewCaseHolder, work: CommandWork) -> Response:
    """Someone joins a neighbourhood's team, moves to another one or changes capacity. What they hold, they keep."""
    _require_neighbourhood(work, asked.neighbourhood)
    holder = await store.keep_case_holder(work, asked.case_holder, asked.neighbourhood, asked.capacity)
    return await work.answer(views.CaseHolderView.model_validate(holder))


@router.post("/cases/{id}/assign", response_model=views.CaseView)
async def assign(id_: questions.CaseId, asked: requests.Assignment, work: CommandWork) -> Response:
    """The helpdesk gives a case that nobody holds to someone."""
    case = await _locked(work, id_)
    team = await store.lock_teams(work, [case.neighbourhood], [asked.case_holder])
    return await _answer(work, case, teams.assign(case, asked.case_holder, team))


@router.post("/cases/{id}/place", response_model=views.CaseView)
async def place(id_: questions.CaseId, asked: requests.Placing, work: CommandWork) -> Response:
    """Where the household lives became known. A case that nobody holds gets its case holder by workload."""
    _require_neighbourhood(work, asked.neighbourhood)
    case = await _locked(work, id_)
    team = await store.lock_teams(work, [asked.neighbourhood])
    return await _answer(work, case, teams.place(case, asked.neighbourhood, team))


@router.post("/cases/{id}/handover", response_model=views.CaseView)
async def propose_handover(id_: questions.CaseId, asked: requests.Handover, work: CommandWork) -> Response:
    """Warm: until the receiver confirms, the case holder stays who it is."""
    case = await _locked(work, id_)
    team = await store.lock_teams(work, [case.neighbourhood], [asked.receiver])
    return await _answer(work, case, teams.propose_handover(case, asked.receiver, team))


@router.post("/cases/{id}/handover/confirm", response_model=views.CaseView)
async def confirm_handover(id_: questions.CaseId, work: CommandWork) -> Response:
    """By the receiver, who holds the case from now on."""
    case = await _locked(work, id_)
    return await _answer(work, case, teams.confirm_handover(case, work.person))


@router.post("/cases/{id}/contact-attempts", response_model=views.CaseView)
async def attempt_contact(id_: questions.CaseId, asked: requests.ContactAttempt, work: CommandWork) -> Response:
    """A named person tried to reach the resident: the signals are picked up, and reached makes the first contact."""
    case = await _locked(work, id_)
    decision = contact.attempt(case, asked.by, reached=asked.reached, now=work.now)
    await store.add_contact_attempt(work, case, asked.by, reached=asked.reached)
    return await _answer(work, case, decision)


@router.post("/cases/{id}/advice", response_model=views.CaseView)
async def advise(id_: questions.CaseId, asked: requests.Advice, work: CommandWork) -> Response:
    """Answers a simple question, from the catalogue or in a note, and closes the case with what was advised."""
    case = await _locked(work, id_)
    found = fitting(await store.offerings_of(work, asked.category), case.neighbourhood, work.settings.places.kilometres)
    offerings = advised(asked.offerings, found, work.settings.policies.at(work.now).advised_at_most)
    decision = contact.advise(case, offerings, asked.note, work.person or case.case_holder, work.now)
    await store.add_note(work, case, "advice", asked.note, asked.category)
    return await _answer(work, case, decision)


@router.post("/cases/{id}/triage", response_model=views.CaseView)
async def triage(id_: questions.CaseId, asked: requests.Triage, work: CommandWork) -> Response:
    """Provisional: the adviser decides after clarification."""
    case = await _locked(work, id_)
    return await _answer(work, case, contact.triage(case, asked.route, work.now))


@router.post("/cases/{id}/direct-transfer", response_model=views.ClarifiedView)
async def transfer_directly(id_: questions.CaseId, asked: requests.DirectTransfer, work: CommandWork) -> Response:
    """Acute, palliative or already held: the only ways around the conversation."""
    case = await _locked(work, id_)
    needs = _stated(work, asked.needs)
    case = await _settle(work, case, conversation.transfer_directly(case, asked.ground, needs, work.now, work.person))
    view = views.ClarifiedView.of(case).model_copy(update={"needs": tuple(each.need for each in needs)})
    return await work.answer(view, case)


@router.post("/cases/{id}/conversations", response_model=views.CaseView)
async def converse(id_: questions.CaseId, asked: requests.NewConversation, work: CommandWork) -> Response:
    """A kitchen-table conversation; several over days. The notes are kept sealed."""
    case = await _locked(work, id_)
    held = conversation.Conversation(
        id=work.new_id(),
        held_on=asked.held_on,
        scores=tuple(conversation.Score(each.domain, each.score, each.note) for each in asked.domains),
        strengths=asked.strengths,
        client_support_offered=asked.client_support_offered,
        client_supporter_present=asked.client_supporter_present,
    )
    decision = conversation.converse(case, held, work.now, work.person)
    await store.add_conversation(work, case, held)
    return await _answer(work, case, decision)


@router.post("/cases/{id}/clarification", response_model=views.ClarifiedView)
async def clarify(id_: questions.CaseId, asked: requests.NewClarification, work: CommandWork) -> Response:
    """What the conversations brought out, confirmed with the resident: needs, contributions, wished results."""
    case = await _locked(work, id_)
    scores = await store.latest_scores(work, id_)
    results = [
        WishedResult(result=work.new_id(), domain=each.domain, target_score=each.target_score) for each in asked.results
    ]
    what = conversation.Clarification(
        confirmed_with_resident=asked.confirmed_with_resident,
        needs=_stated(work, asked.needs),
        contributions=tuple(
            StatedContribution(contribution=work.new_id(), **dict(each)) for each in asked.contributions
        ),
        results=tuple(results),
        complex=asked.complex,
    )
    policy = work.settings.policies.at(work.now)
    case = await _settle(work, case, conversation.clarify(case, what, scores, policy, work.now))
    own_words = {result.result: each.own_words for result, each in zip(results, asked.results, strict=True)}
    await store.add_clarification(work, case, what, policy.suggests_complex(scores), own_words)
    view = views.ClarifiedView.of(case).model_copy(
        update={
            "needs": tuple(each.need for each in what.needs),
            "contributions": tuple(each.contribution for each in what.contributions),
            "results": tuple(each.result for each in what.results),
        }
    )
    return await work.answer(view, case)


@router.post("/cases/{id}/close", response_model=views.CaseView)
async def close(id_: questions.CaseId, asked: requests.Closing, work: CommandWork) -> Response:
    """Without a plan: declined, not reached, moved, died, transferred."""
    case = await _locked(work, id_)
    decision = ending.close(case, asked.outcome, asked.tried, work.now)
    await store.add_note(work, case, "tried", asked.tried)
    return await _answer(work, case, decision)


@router.post("/cases/{id}/reopen", response_model=views.CaseView)
async def reopen(id_: questions.CaseId, work: CommandWork) -> Response:
    """Back to first contact, with its former case holder where that is possible."""
    cases = await store.lock_cases_and_households(work, [id_])
    case = _expected(work, cases.get(id_), id_)
    team = await store.lock_teams(work, [case.neighbourhood], [case.case_holder])
    busy = any(each.open and each.id != id_ for each in cases.values())
    return await _answer(work, case, ending.reopen(case, team, work.now, household_busy=busy))


async def _locked(work: Command, id_: UUID) -> Case:
    return _expected(work, (await store.lock_cases(work, [id_])).get(id_), id_)


def _expected(work: Command, case: Case | None, id_: UUID) -> Case:
    if case is None:
        raise not_found("case", id_)
    work.expect(case)
    return case


async def _settle(work: Command, before: Case | None, decision: tuple[Case, list[CaseEvent]]) -> Case:
    case = work.record(*decision)
    await store.save(work, [before] if before else [], [case])
    return case


async def _answer(work: Command, before: Case, decision: tuple[Case, list[CaseEvent]]) -> Response:
    case = await _settle(work, before, decision)
    return await work.answer(views.CaseView.of(case), case)


def _require_neighbourhood(work: Command, code: str) -> None:
    """A typing error would make a team that never gets a case, and a case that never gets a team."""
    if code not in work.settings.places.by_code:
        raise not_found("neighbourhood", code)


def _stated(work: Command, needs: tuple[NeedWords, ...]) -> tuple[StatedNeed, ...]:
    return tuple(StatedNeed(need=work.new_id(), **dict(each)) for each in needs)

"""Commands and questions over HTTP."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Response

from libs.contracts.refusals import Refused, not_found
from libs.contracts.words import Category, Rung
from libs.delivery.commands import Command, CommandWork, QuestionWork
from libs.delivery.problems import Problem
from services.matching import catalogue, entries, questions, store
from services.matching.decide import Step, decide
from services.matching.domain import answers
from services.matching.domain import offering as offerings
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Need, NeedState
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.questions import FIRST, Place
from services.matching.views import (
    Counts,
    Ended,
    Gap,
    Imports,
    NeedPage,
    NeedView,
    NewOffering,
    No,
    OfferingContent,
    OfferingPage,
    OfferingView,
    ProposalPage,
    ProposalView,
    Row,
    VolunteerName,
    Yes,
)

log = structlog.get_logger("omzien.matching")
router = APIRouter(prefix="/v1")

Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/offerings", tags=["catalogue"], summary="Search the catalogue")
async def search_offerings(
    work: QuestionWork,
    q: Annotated[str | None, Query(max_length=200, description="Words, in Dutch.")] = None,
    category: Category | None = None,
    rung: Rung | None = None,
    neighbourhood: Annotated[str | None, Query(max_length=48)] = None,
    postcode: Annotated[str | None, Query(max_length=7, description="Instead of the neighbourhood.")] = None,
    after: Annotated[str | None, Query(max_length=60)] = None,
    limit: Limit = 50,
) -> OfferingPage:
    places = work.settings.places
    near = neighbourhood or (places.neighbourhood(postcode) if postcode else None)
    try:
        place = Place.read(after) if after else None
    except ValueError:
        raise Problem(400, "bad-cursor", "Give `after` as it came with the page before.") from None
    found = await questions.search(work.connection, places, q, category, rung, near, place, limit)
    return OfferingPage(
        items=[OfferingView.of(each) for each in found.offerings],
        widened=found.widened,
        next=str(found.next) if found.next else None,
    )


@router.get("/offerings/{id}", tags=["catalogue"], summary="One entry")
async def show_offering(work: QuestionWork, response: Response, id: UUID) -> OfferingView:
    offering = await questions.offering(work.connection, id)
    response.headers["ETag"] = f'"{offering.sequence}"'
    return OfferingView.of(offering)


@router.get("/offerings/{id}/name", tags=["catalogue"], summary="Who a volunteer is")
async def show_name(work: QuestionWork, id: UUID) -> VolunteerName:
    sealed = await questions.name_of(work.connection, id)
    if sealed is None:
        raise not_found("volunteer", id)
    log.info("volunteer_name_read", offering=str(id), actor=work.cause.actor)
    return VolunteerName(name=work.settings.sealer.open(sealed).decode())


@router.post(
    "/offerings",
    tags=["catalogue"],
    summary="Put an entry in the catalogue",
    response_model=OfferingView,
    status_code=201,
)
async def register_offering(work: CommandWork, body: NewOffering) -> Response:
    [outcome] = await entries.put(work, [body])
    if isinstance(outcome.result, Refused):
        raise outcome.result
    offering = await questions.offering(work.connection, outcome.id)
    status = 201 if outcome.result is catalogue.Outcome.REGISTERED else 200
    return await work.answer(OfferingView.of(offering), offering, status)


@router.post("/offerings/import", tags=["catalogue"], summary="Register a list", response_model=Imports)
async def import_offerings(work: CommandWork, rows: list[Row]) -> Response:
    return await work.answer(Imports(await entries.put_rows(work, rows)))


@router.put("/offerings/{id}", tags=["catalogue"], summary="Change an entry", response_model=OfferingView)
async def change_offering(work: CommandWork, id: UUID, body: OfferingContent) -> Response:
    entries.check(work, body)
    changed = await _decide_offering(work, id, lambda old: offerings.change(old, body.offering(id)))
    await entries.keep_names(work, {id: body})
    return changed


@router.delete("/offerings/{id}", tags=["catalogue"], summary="Withdraw an entry", response_model=OfferingView)
async def withdraw_offering(work: CommandWork, id: UUID) -> Response:
    return await _decide_offering(work, id, offerings.withdraw)


@router.get("/needs", tags=["needs"], summary="Needs, in order of opening")
async def list_needs(
    work: QuestionWork, case: UUID | None = None, state: NeedState | None = None, after: UUID = FIRST, limit: Limit = 50
) -> NeedPage:
    found = await questions.needs(work.connection, case, state, after, limit)
    return NeedPage(items=[NeedView.of(each) for each in found], next=found[-1].id if len(found) == limit else None)


@router.get("/needs/counts", tags=["needs"], summary="How many, by state and by rung")
async def count_needs(work: QuestionWork) -> Counts:
    return Counts(**await questions.counts(work.connection))


@router.get("/needs/{id}", tags=["needs"], summary="One need, with all that was proposed and why")
async def show_need(work: QuestionWork, response: Response, id: UUID) -> NeedView:
    need = await questions.need(work.connection, id)
    response.headers["ETag"] = f'"{need.sequence}"'
    return NeedView.of(need)


@router.post("/needs/{id}/withdraw", tags=["needs"], summary="It is no longer needed", response_model=NeedView)
async def withdraw_need(work: CommandWork, id: UUID, body: Ended) -> Response:
    def step(need: Need, _: Market) -> Change:
        work.expect(need)
        return answers.withdraw(need, body.ground)

    needs = await decide(work, [Step(id, step, searches=False)])
    if id not in needs:
        raise not_found("need", id)
    return await work.answer(NeedView.of(needs[id]), needs[id])


@router.get("/gaps", tags=["needs"], summary="Needs that nobody answers, by category")
async def list_gaps(work: QuestionWork, neighbourhood: Annotated[str | None, Query(max_length=48)] = None) -> list[Gap]:
    return [Gap(**each) for each in await questions.gaps(work.connection, neighbourhood)]


@router.get("/proposals", tags=["proposals"], summary="Proposals, in order of offering")
async def list_proposals(
    work: QuestionWork,
    case: UUID | None = None,
    state: ProposalState | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> ProposalPage:
    found = await questions.proposals(work.connection, case, state, after, limit)
    items = [ProposalView.of(each) for each in found]
    return ProposalPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/proposals/{id}", tags=["proposals"], summary="One proposal, why this one and why nothing lighter")
async def show_proposal(work: QuestionWork, response: Response, id: UUID) -> ProposalView:
    proposal = await questions.proposal(work.connection, id)
    response.headers["ETag"] = f'"{proposal.sequence}"'
    return ProposalView.of(proposal)


@router.post("/proposals/{id}/accept", tags=["proposals"], summary="One party says yes", response_model=ProposalView)
async def accept(work: CommandWork, id: UUID, body: Yes) -> Response:
    return await _answer(work, id, lambda need, it, _: answers.accept(need, it, body.by), searches=False)


@router.post("/proposals/{id}/decline", tags=["proposals"], summary="One party says no", response_model=ProposalView)
async def decline(work: CommandWork, id: UUID, body: No) -> Response:
    return await _answer(
        work, id, lambda need, it, market: answers.decline(need, it, body.by, body.ground, market, work.new_id)
    )


@router.post("/proposals/{id}/start", tags=["proposals"], summary="The support runs", response_model=ProposalView)
async def start(work: CommandWork, id: UUID) -> Response:
    return await _answer(work, id, lambda need, it, _: answers.start(need, it), searches=False)


@router.post("/proposals/{id}/end", tags=["proposals"], summary="It is no longer needed", response_model=ProposalView)
async def end(work: CommandWork, id: UUID, body: Ended) -> Response:
    return await _answer(work, id, lambda need, it, _: answers.end(need, it, body.ground), searches=False)


@router.post("/proposals/{id}/drop-out", tags=["proposals"], summary="The supplier stops", response_model=ProposalView)
async def drop_out(work: CommandWork, id: UUID) -> Response:
    return await _answer(work, id, lambda need, it, market: answers.drop_out(need, it, market, work.new_id))


async def _answer(
    work: Command, id_: UUID, decision: Callable[[Need, Proposal, Market], Change], *, searches: bool = True
) -> Response:
    """Decide under the lock of the proposal's need."""

    def step(need: Need, market: Market) -> Change:
        proposal = need.proposal(id_)
        work.expect(proposal)
        return decision(need, proposal, market)

    owner = await store.need_of_proposal(work.connection, id_)
    if owner is None:
        raise not_found("proposal", id_)
    needs = await decide(work, [Step(owner, step, searches=searches)])
    proposal = needs[owner].proposal(id_)
    return await work.answer(ProposalView.of(proposal), proposal)


async def _decide_offering(work: Command, id_: UUID, decision: Callable[[Offering], offerings.Change]) -> Response:
    def step(old: Offering) -> offerings.Change:
        work.expect(old)
        return decision(old)

    offering = await catalogue.decide(work, id_, step)
    return await work.answer(OfferingView.of(offering), offering)

"""Matching over HTTP: the catalogue's entries, and what people say to proposals. See also `questions.py`."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.refusals import Refused, not_found
from libs.delivery.commands import Command, CommandWork
from services.matching import catalogue, entries, questions, store
from services.matching.decide import Step, decide
from services.matching.domain import answers
from services.matching.domain import offering as offerings
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Need
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Proposal
from services.matching.requests import Ended, NewOffering, No, OfferingContent, Row, Yes
from services.matching.views import (
    Imports,
    NeedView,
    OfferingView,
    ProposalView,
)

router = APIRouter(prefix="/v1")
router.include_router(questions.router)


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
    offering = await store.offering(work.connection, outcome.id)
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


@router.post("/needs/{id}/withdraw", tags=["needs"], summary="It is no longer needed", response_model=NeedView)
async def withdraw_need(work: CommandWork, id: UUID, body: Ended) -> Response:
    def step(need: Need, _: Market) -> Change:
        work.expect(need)
        return answers.withdraw(need, body.ground)

    needs = await decide(work, [Step(id, step, searches=False)])
    if id not in needs:
        raise not_found("need", id)
    return await work.answer(NeedView.of(needs[id]), needs[id])


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

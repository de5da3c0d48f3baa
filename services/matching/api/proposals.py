"""Proposals: which there are and why, and what people say to them."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.refusals import not_found
from libs.delivery.commands import Command, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import store
from services.matching.decide import Step, decide
from services.matching.domain import answers, choice
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Need
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.requests import Chosen, Ended, No, Yes
from services.matching.views import (
    EvidenceView,
    ProposalPage,
    ProposalView,
)

router = APIRouter(tags=["proposals"])


@router.get("/proposals", summary="Proposals, in order of offering")
async def list_proposals(
    work: QuestionWork,
    case: UUID | None = None,
    state: ProposalState | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> ProposalPage:
    page, last = cut(await store.proposals(work.connection, case, state, after, limit + 1), limit)
    return ProposalPage(items=[ProposalView.of(each) for each in page], next=last.id if last else None)


@router.get("/proposals/{id}", summary="One proposal, why this one and why nothing lighter")
async def show_proposal(work: QuestionWork, response: Response, id: UUID) -> ProposalView:
    proposal = await store.proposal(work.connection, id)
    response.headers["ETag"] = f'"{proposal.sequence}"'
    return ProposalView.of(proposal)


@router.get("/proposals/{id}/evidence", summary="Why nothing lighter, candidate by candidate")
async def show_evidence(work: QuestionWork, id: UUID) -> EvidenceView:
    proposal = await store.proposal(work.connection, id)
    candidates = await store.evidence(work.connection, id)
    return EvidenceView(proposal=id, passed_over=proposal.passed_over, candidates=candidates)


@router.post("/proposals/{id}/choose", summary="The resident takes another of the equals", response_model=ProposalView)
async def choose(work: CommandWork, id: UUID, body: Chosen) -> Response:
    evidence = await store.evidence(work.connection, id)
    return await _answer(
        work, id, lambda need, it, market: choice.choose(need, it, body.offering, evidence, market, work.new_id)
    )


@router.post("/proposals/{id}/accept", summary="One party says yes", response_model=ProposalView)
async def accept(work: CommandWork, id: UUID, body: Yes) -> Response:
    return await _answer(work, id, lambda need, it, _: answers.accept(need, it, body.by), searches=False)


@router.post("/proposals/{id}/decline", summary="One party says no", response_model=ProposalView)
async def decline(work: CommandWork, id: UUID, body: No) -> Response:
    return await _answer(
        work, id, lambda need, it, market: answers.decline(need, it, body.by, body.ground, market, work.new_id)
    )


@router.post("/proposals/{id}/start", summary="The support runs", response_model=ProposalView)
async def start(work: CommandWork, id: UUID) -> Response:
    return await _answer(work, id, lambda need, it, _: answers.start(need, it), searches=False)


@router.post("/proposals/{id}/end", summary="It is no longer needed", response_model=ProposalView)
async def end(work: CommandWork, id: UUID, body: Ended) -> Response:
    return await _answer(work, id, lambda need, it, _: answers.end(need, it, body.ground), searches=False)


@router.post("/proposals/{id}/drop-out", summary="The supplier stops", response_model=ProposalView)
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
    need = needs[owner]
    proposal = need.proposal(id_)
    # who chose another one goes on with that
    shown = need.pending if proposal.ground == choice.CHOSEN and need.pending is not None else proposal
    return await work.answer(ProposalView.of(shown), shown)

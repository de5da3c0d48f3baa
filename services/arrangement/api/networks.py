"""The multi-need network: the agenda of each neighbourhood, and what goes back into the plans."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from libs.contracts.calendar import Day, day_of
from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import not_found
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import Limit
from services.arrangement import store
from services.arrangement.domain import network
from services.arrangement.domain.goal import Goal
from services.arrangement.domain.network import Advice
from services.arrangement.network_views import AgendaView, MeetingPage, MeetingView
from services.arrangement.recording import told
from services.arrangement.requests import NetworkAdvice
from services.arrangement.views import PlanView

router = APIRouter()

MeetsOn = Annotated[Day, Path(alias="date")]


@router.get("/networks/{neighbourhood}/agendas", tags=["networks"], summary="Agendas, the latest first")
async def list_agendas(
    work: QuestionWork, neighbourhood: Neighbourhood, before: Day | None = None, limit: Limit = 50
) -> MeetingPage:
    found = await store.agendas(work.connection, neighbourhood, before, limit + 1)
    page = [MeetingView.model_validate(each) for each in found[:limit]]
    return MeetingPage(items=page, next=page[-1].meets_on if len(found) > limit else None)


@router.get("/networks/{neighbourhood}/agendas/{date}", tags=["networks"], summary="Who is on the agenda of a meeting")
async def show_agenda(work: QuestionWork, neighbourhood: Neighbourhood, meets_on: MeetsOn) -> AgendaView:
    """Only those are named whose residents agree, today, that the network knows of them."""
    if not await store.agenda_exists(work.connection, neighbourhood, meets_on):
        raise not_found("agenda", meets_on)
    found = await store.agenda(work.connection, neighbourhood, meets_on)
    return AgendaView.of(neighbourhood, meets_on, found, day_of(work.now))


@router.post(
    "/networks/{neighbourhood}/agendas/{date}/plans/{plan}",
    tags=["networks"],
    summary="What the network came to",
    response_model=PlanView,
)
async def advise(
    work: CommandWork, neighbourhood: Neighbourhood, meets_on: MeetsOn, plan: UUID, body: NetworkAdvice
) -> Response:
    """Goes back into the plan; once per meeting."""
    work.decider()
    known = await store.plan_by_id(work.connection, plan)
    work.expect(known)
    goals = tuple(Goal(work.new_id(), each.domain, each.target_score) for each in body.goals)
    advice = Advice(tuple(dict.fromkeys(body.outcomes)), goals, body.review_on)
    entry = await store.agenda_plan(work.connection, neighbourhood, meets_on, plan)
    entry, decision = network.advised(known, entry, advice, meets_on, work.now)
    await store.save_advice(work.connection, neighbourhood, meets_on, entry)
    known = told(work, decision)
    await store.save_plans(work.connection, [known], work.now)
    return await work.answer(PlanView.of(known), known)

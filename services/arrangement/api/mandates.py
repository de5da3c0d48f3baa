"""Who may decide on rungs 4 and 5."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.delivery.commands import CommandWork, QuestionWork
from services.arrangement import store
from services.arrangement.requests import (
    Mandate,
)
from services.arrangement.views import MandateList, MandateView

router = APIRouter()


@router.post("/mandates", tags=["applications"], summary="Who decides on rungs 4 and 5", response_model=Mandate)
async def give_mandate(work: CommandWork, body: Mandate) -> Response:
    await store.give_mandate(work.connection, body.person, work.now)
    return await work.answer(body)


@router.delete("/mandates/{person}", tags=["applications"], summary="Who decides no more", response_model=MandateView)
async def withdraw_mandate(work: CommandWork, person: UUID) -> Response:
    """What they decided before stands."""
    return await work.answer(MandateView(person=person, given_at=await store.withdraw_mandate(work.connection, person)))


@router.get("/mandates", tags=["applications"], summary="Everybody who decides on rungs 4 and 5")
async def list_mandates(work: QuestionWork) -> MandateList:
    given = await store.mandates(work.connection)
    return MandateList(items=[MandateView(person=person, given_at=since) for person, since in given.items()])

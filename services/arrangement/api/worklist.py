"""What waits for a case holder."""

from uuid import UUID

from fastapi import APIRouter

from libs.contracts.calendar import day_of
from libs.delivery.commands import QuestionWork
from services.arrangement import store
from services.arrangement.domain import worklist as lists
from services.arrangement.recording import policy
from services.arrangement.worklist_views import Worklist

router = APIRouter()


@router.get("/worklist", tags=["work"], summary="What waits for a case holder")
async def show_worklist(work: QuestionWork, case_holder: UUID) -> Worklist:
    plans = await store.open_plans_of(work.connection, case_holder)
    return Worklist.of(lists.tasks(plans, day_of(work.now), policy(work).network))

"""What every command on a plan has in common."""

from collections.abc import Callable
from uuid import UUID

from fastapi import Response

from libs.delivery.commands import Command
from services.arrangement import store
from services.arrangement.domain.deciding import Mandated
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.recording import told
from services.arrangement.views import PlanView


async def decide(work: Command, id_: UUID, decide: Callable[[Plan], Decision], status: int = 200) -> Response:
    """Load, decide, save, record, answer."""
    plan = await store.plan_by_id(work.connection, id_)
    work.expect(plan)
    plan = told(work, decide(plan))
    await store.save_plans(work.connection, [plan], work.now)
    return await work.answer(PlanView.of(plan), plan, status)


async def decide_as(
    work: Command, id_: UUID, may: Callable[[Plan, UUID, Mandated], None], decision: Callable[[Plan], Decision]
) -> Response:
    """As above, by somebody who may: `may` raises Refused for others."""
    by, mandated = work.decider(), await store.mandated(work.connection)

    def decided(plan: Plan) -> Decision:
        may(plan, by, mandated)
        return decision(plan)

    return await decide(work, id_, decided)

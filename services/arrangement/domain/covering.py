"""Nobody falls between two stools: a need without support after its term is told."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from libs.contracts.plans import PlanNeedUncovered
from services.arrangement.domain import triggers
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.plan import Decision, Plan


def term_passed(plan: Plan, need_id: UUID, now: datetime, new_id: NewId) -> Decision:
    """And where nobody was found lower, a step up is proposed.

    Changes nothing when support runs or none is awaited, the need is over, or the plan closed.
    """
    need = plan.need(need_id)
    if not plan.open or need is None or need.over or need.uncovered or not plan.waits(need_id):
        return plan, []
    need = replace(need, uncovered=True)
    plan = plan.put(need)
    told = plan.tell(PlanNeedUncovered, need=need_id, since=need.since)
    plan, prompted = triggers.after_uncovered(plan, need, now, new_id)
    return plan, [told, *prompted]

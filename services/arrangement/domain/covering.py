"""Nobody falls between two stools: a need without support after its term is told."""

from dataclasses import replace
from uuid import UUID

from libs.contracts.plans import PlanNeedUncovered
from services.arrangement.domain.plan import Decision, Plan


def term_passed(plan: Plan, need_id: UUID) -> Decision:
    """Changes nothing when support runs, the need is over, or the plan closed."""
    need = plan.need(need_id)
    if not plan.open or need is None or need.over or need.uncovered or plan.covered(need_id):
        return plan, []
    plan = plan.put(replace(need, uncovered=True))
    return plan, [plan.tell(PlanNeedUncovered, need=need_id, since=need.since)]

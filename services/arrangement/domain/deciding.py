"""Who may do what."""

from collections.abc import Collection
from uuid import UUID

from libs.contracts.refusals import Refused
from services.arrangement.domain.item import Item
from services.arrangement.domain.plan import Plan

#: People who were given the mandate to decide on rungs 4 and 5.
Mandated = Collection[UUID]


def may_propose(plan: Plan, by: UUID) -> None:
    """The plan coordinator and the case holder propose. Raises Refused for others."""
    if by not in (plan.coordinator, plan.case_holder):
        raise Refused("not-coordinator", "Only the plan coordinator or the case holder proposes for this plan.")


def may_work_on(plan: Plan, by: UUID, mandated: Mandated) -> None:
    """Those who may propose for the plan, and whoever has a mandate. Raises Refused for others."""
    if by not in (plan.coordinator, plan.case_holder, *mandated):
        raise Refused(
            "not-coordinator", "The plan coordinator, the case holder or somebody with a mandate does this: ask them."
        )


def may_handle(plan: Plan, item: Item, by: UUID, mandated: Mandated) -> None:
    """On rungs 4 and 5 they do; what is freely there anybody who helps may suspend or end, by name."""
    if item.rung.tailor_made:
        may_work_on(plan, by, mandated)


def may_decide(plan: Plan, by: UUID) -> None:
    """The case holder decides on rungs 0-3. Raises Refused for others."""
    if by != plan.case_holder:
        raise Refused("not-case-holder", "The case holder decides on this: ask them.")


def may_grant(by: UUID, proposed_by: Collection[UUID | None], mandated: Mandated) -> None:
    """On rungs 4-5 someone mandated decides, never on a proposal of their own. Raises Refused otherwise."""
    if by in proposed_by:
        raise Refused("own-proposal", "Nobody decides on their own proposal for rung 4 or 5: ask someone else.")
    if by not in mandated:
        raise Refused("not-mandated", "Rungs 4 and 5 are decided by someone with a mandate: ask one of them.")

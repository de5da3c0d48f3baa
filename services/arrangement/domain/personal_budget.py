"""A personal budget (persoonsgebonden budget, pgb): support that residents buy themselves (Wmo 2015, art. 2.3.6)."""

from dataclasses import dataclass
from enum import StrEnum

from libs.contracts.refusals import Refused


class BudgetReason(StrEnum):
    """Why the resident does not want what is there in kind (art. 2.3.6(2)(b))."""

    SOMEBODY_KNOWN = "somebody_known"
    OWN_HOURS = "own_hours"
    LANGUAGE_OR_CUSTOM = "language_or_custom"
    NOT_THERE_IN_KIND = "not_there_in_kind"
    OWN_DIRECTION = "own_direction"


class BudgetKeeper(StrEnum):
    """Who can carry out the tasks that belong to a budget (art. 2.3.6(2)(a))."""

    RESIDENT = "resident"
    OWN_NETWORK = "own_network"
    REPRESENTATIVE = "representative"


class BudgetRefusal(StrEnum):
    """Why support is granted in kind to somebody who asked for a budget (art. 2.3.6(2) and (5))."""

    NOT_MANAGEABLE = "not_manageable"
    NOT_MOTIVATED = "not_motivated"
    QUALITY_NOT_ASSURED = "quality_not_assured"
    DEARER_THAN_IN_KIND = "dearer_than_in_kind"
    REVOKED_BEFORE = "revoked_before"


@dataclass(frozen=True)
class BudgetPlan:
    """What the resident says of the budget that they ask for; with anything missing it is not granted.

    `quality_assured`: what is bought is safe, suits its purpose and is given with the person in mind
    (art. 2.3.6(2)(c)).
    """

    reasons: tuple[BudgetReason, ...] = ()
    kept_by: BudgetKeeper | None = None
    quality_assured: bool = False


def may_be_granted(asked: BudgetPlan | None, cost_cents_per_week: int) -> None:
    """Raises Refused with the first condition that is not met."""
    if asked is None:
        raise Refused("budget-not-asked", "A personal budget is for a resident who asks for one: grant it in kind.")
    if not asked.reasons:
        raise Refused("budget-without-reason", "No reason was given why not in kind: apply again, or grant in kind.")
    if asked.kept_by is None:
        raise Refused("budget-without-keeper", "Nobody was named who keeps it: apply again, or grant in kind.")
    if not asked.quality_assured:
        raise Refused("budget-without-quality", "Its quality is not assured: apply again, or grant in kind.")
    if not cost_cents_per_week:
        raise Refused("budget-of-nothing", "A personal budget buys support: name `cost_cents_per_week`.")


def must_be_explained(asked: BudgetPlan | None, refused: BudgetRefusal | None) -> None:
    """In kind: whoever asked for a budget is told why they do not get it. Raises Refused otherwise."""
    if asked is not None and refused is None:
        raise Refused("budget-unanswered", "A personal budget was asked for: grant it, or say why not.")
    if asked is None and refused is not None:
        raise Refused("budget-not-asked", "No personal budget was asked for: leave `budget_refused` out.")

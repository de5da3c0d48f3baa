"""Budgets: what a neighbourhood has for a field of attention. The subject is one year of it (arrangement)."""

from libs.contracts.needs import Code
from libs.contracts.payload import Event


class BudgetEvent(Event):
    """Used and agreed from the first of January until now, in cents. Told when it changes, not every week."""

    field: Code
    year: int
    used_cents: int
    agreed_cents: int


class BudgetOverUsed(BudgetEvent, type="nl.omzien.budgets.over-used.v1"):
    """More is used than the part of the year that has passed allows, by so much as policy has it."""


class BudgetUnderUsed(BudgetEvent, type="nl.omzien.budgets.under-used.v1"):
    """Much less is used: perhaps somebody waits for what there is money for."""


class BudgetWithin(BudgetEvent, type="nl.omzien.budgets.within.v1"):
    """It is neither any more."""

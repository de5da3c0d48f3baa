"""What support ran where, from when until when and at which cost: what is counted of a plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.words import Category, ItemEnd, Rung
from services.arrangement.domain.item import Item
from services.arrangement.domain.plan import Plan

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    """Days on which an item ran in one neighbourhood at one amount, both included; no last day while none is set.

    `began_on`, `over_on` and `ended` are of the item as a whole: the last two are None until it has ended.
    """

    item: UUID
    plan: UUID
    need: UUID
    neighbourhood: str
    category: Category
    rung: Rung
    cost_cents_per_week: int
    first_day: date
    last_day: date | None
    began_on: date
    over_on: date | None
    ended: ItemEnd | None


def spells(plan: Plan) -> list[Spell]:
    """All of a plan's: those of one item follow each other without a gap, and none goes beyond its last day."""
    needs = {need.id: need for need in plan.needs}
    began = [(item, day_of(item.started_at)) for item in plan.items if item.started_at]
    return [spell for item, on in began for spell in _of(plan, item, on, needs[item.need].category)]


def _of(plan: Plan, item: Item, began_on: date, category: Category) -> Iterator[Spell]:
    """None of what began once its last day was over."""
    last = item.last_day
    ends = {*(stay.through for stay in plan.stays), *(rate.through for rate in item.rates)}
    starts = [began_on, *sorted(end + DAY for end in ends if began_on <= end)]
    for first, following in zip(starts, [*starts[1:], None], strict=True):
        if last is not None and last < first:
            return
        through = following - DAY if following else None
        yield Spell(
            item=item.id,
            plan=plan.id,
            need=item.need,
            neighbourhood=_lived_on(plan, first),
            category=category,
            rung=item.rung,
            cost_cents_per_week=item.cents_on(first),
            first_day=first,
            last_day=min((day for day in (last, through) if day), default=None),
            began_on=began_on,
            over_on=last if item.ended else None,
            ended=item.ended,
        )


def _lived_on(plan: Plan, day: date) -> str:
    return next((stay.neighbourhood for stay in plan.stays if day <= stay.through), plan.neighbourhood)

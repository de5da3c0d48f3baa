"""Support stopped and is still needed: it is looked for again, so that nobody falls between two stools."""

from dataclasses import replace
from datetime import datetime

from libs.contracts.payload import Event
from libs.contracts.plans import PlanItemIntended
from services.arrangement.domain import triggers
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import Item
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Decision, Plan


def looked_for(plan: Plan, stopped: Item, now: datetime, new_id: NewId) -> Decision:
    """This item has ended, and nobody said that the need is over: intended anew, unless other support runs or comes."""
    need = plan.need(stopped.need)
    if need is None or need.over or plan.covered(need.id):
        return plan, []
    events: list[Event] = []
    if not any(each.open for each in plan.items_of(need.id)):
        new = intended(need, stopped, new_id)
        plan = plan.put(new)
        events.append(plan.tell_item(PlanItemIntended, new))
    plan, prompted = triggers.after_drop_out(plan, need, now, new_id)
    return plan, events + prompted


def instead(plan: Plan, gone: Item, new: Item) -> Plan:
    """It lapsed before it was support: what would be proposed for it would be for the new one."""
    prompted = tuple(replace(each, item=new.id) if each.item == gone.id else each for each in plan.prompts)
    return replace(plan.without(gone).put(new), prompts=prompted)


def intended(need: Need, item: Item, new_id: NewId) -> Item:
    """From the bottom of the ladder, in the place of what did not last."""
    return Item(new_id(), need.id, need.lowest, replaces=item.id, why_not_lower=need.found)

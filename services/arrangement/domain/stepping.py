"""A step on the ladder takes effect when its new item runs.

Upwards the old item ends then. Downwards it goes on until the follow-up has passed: one builds down only
when the safety net stands.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.payload import Event
from libs.contracts.plans import (
    PlanChangeConfirmed,
    PlanChangeEffected,
    PlanChangeFallenBack,
    PlanChangeFollowUpBegan,
    PlanChangeLapsed,
    PlanItemEnded,
    PlanItemResumed,
)
from libs.contracts.words import Direction, ItemEnd, WhyLapsed
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Policy


def item_ended(
    plan: Plan, item: Item, reason: ItemEnd, now: datetime, by: UUID | None = None, *, still_needed: bool = False
) -> Decision:
    """The support is over; its need may be without any from now on: `still_needed` when nobody said that it is over.

    So is a step that was proposed for it, unless it is a step up for what is looked for again.
    """
    events: list[Event] = []
    if item.state is ItemState.SUSPENDED:
        item = item.resumed()
        events.append(plan.tell_item(PlanItemResumed, item))
    item = item.ending(reason, now, by)
    plan = plan.put(item)
    need, bare = plan.need(item.need), not plan.covered(item.need)
    if need and bare:
        plan = plan.put(replace(need, since=now))
    without = bare and need is not None and not need.over
    told = plan.tell_item(
        PlanItemEnded, item, reason=reason, proposal=item.proposal, still_needed=still_needed and without
    )
    looked_for = without and (still_needed or reason is ItemEnd.DROPPED_OUT)
    proposed = [each for each in plan.changes if each.item == item.id and each.undecided]
    over = [each for each in proposed if not (looked_for and each.direction is Direction.UP)]
    plan, gone = lapsed(plan, over, WhyLapsed.ITEM_ENDED)
    return plan, [*events, told, *gone]


def effected(plan: Plan, item: Item, now: datetime, policy: Policy) -> Decision:
    """This item has begun to run: if it carries out a step, the step has taken effect. What was proposed for support
    that had stopped is over: nothing is looked for in its place any more.
    """
    plan, over = lapsed(plan, _of_what_stopped(plan, item.need), WhyLapsed.ITEM_ENDED)
    change = plan.change_to(item.id)
    if change is None or change.state is not ChangeState.ACCEPTED:
        return plan, over
    old = plan.item_or_none(change.item)
    change = replace(change.to(ChangeState.EFFECTED), follow_up_on=follow_up_on(change, old, now, policy))
    plan = plan.put(change)
    told = plan.tell_change(PlanChangeEffected, change, new_item=change.new_item, follow_up_on=change.follow_up_on)
    if change.direction is Direction.UP and old is not None and old.runs:
        plan, ended = item_ended(plan, old, ItemEnd.REPLACED, now)
        return plan, [*over, told, *ended]
    return plan, [*over, told]


def given_up(plan: Plan, ended: Item) -> Decision:
    """It ended, and is not looked for again: nor is what was to take its place, where nobody was found for that yet."""
    mine = (each for each in plan.changes if each.item == ended.id)
    steps = [each for each in mine if each.under_way and plan.unfilled(each)]
    for change in steps:
        if vacant := plan.intended_for(change.need):
            plan = plan.without(vacant)
    return lapsed(plan, steps, WhyLapsed.ITEM_ENDED)


def _of_what_stopped(plan: Plan, need: UUID) -> list[Change]:
    ended = {item.id for item in plan.items_of(need) if not item.open}
    return [change for change in plan.changes if change.undecided and change.item in ended]


def follow_up_on(change: Change, old: Item | None, now: datetime, policy: Policy) -> date:
    """Downwards no later than the last day of the old item's grant: while there still is a net to look from."""
    usual = day_of(now) + policy.follow_up_after
    if change.direction is Direction.UP or old is None or not old.runs or old.until is None:
        return usual
    return max(day_of(now), min(usual, old.until))


def stopped(plan: Plan, item: Item, reason: ItemEnd, now: datetime, *, still_needed: bool = False) -> Decision:
    """Support ended by itself. A step that it carried out falls back; one that it was the net of is looked at."""
    plan, events = item_ended(plan, item, reason, now, still_needed=still_needed)
    if change := plan.change_to(item.id):
        plan, told = fallen_back(plan, change, now)
        events += told
    plan, looked_at = _net_gone(plan, item)
    return plan, events + looked_at


def _net_gone(plan: Plan, ended: Item) -> Decision:
    """The heavier support ended by itself while the lighter one was tried: whether that holds is looked at at once."""
    trying = [each for each in plan.changes if each.item == ended.id and each.open]
    events: list[Event] = []
    for change in trying:
        if change.direction is Direction.DOWN:
            plan, began = follow_up_began(plan, change)
            events += began
    return plan, events


def follow_up_due(plan: Plan, change_id: UUID) -> Decision:
    """The day has come to look whether it holds. Changes nothing when the plan closed meanwhile."""
    change = plan.change(change_id)
    return follow_up_began(plan, change) if change.open else (plan, [])


def follow_up_began(plan: Plan, change: Change) -> Decision:
    """Its moment has come, or somebody looks earlier. Changes nothing when it began before."""
    if change.state is not ChangeState.EFFECTED:
        return plan, []
    change = change.to(ChangeState.FOLLOW_UP)
    return plan.put(change), [plan.tell_change(PlanChangeFollowUpBegan, change)]


def confirmed(plan: Plan, change: Change, now: datetime) -> Decision:
    """It holds. Now the old item may end."""
    plan, events = follow_up_began(plan, change)
    change = plan.change(change.id).to(ChangeState.CONFIRMED)
    plan = plan.put(change)
    events.append(plan.tell_change(PlanChangeConfirmed, change))
    old = plan.item_or_none(change.item)
    if old is None or not old.runs:
        return plan, events
    plan, ended = item_ended(plan, old, ItemEnd.REPLACED, now)
    return plan, events + ended


def fallen_back(plan: Plan, change: Change, now: datetime) -> Decision:
    """It does not hold: the new item ends, and the old one goes on."""
    plan, events = follow_up_began(plan, change)
    change = plan.change(change.id).to(ChangeState.FALLEN_BACK)
    plan = plan.put(change)
    events.append(plan.tell_change(PlanChangeFallenBack, change))
    new = plan.item_or_none(change.new_item) if change.new_item else None
    if new is None or not new.runs:
        return plan, events
    plan, ended = item_ended(plan, new, ItemEnd.REPLACED, now)
    return plan, events + ended


def lapsed(plan: Plan, changes: Iterable[Change], why: WhyLapsed, other: UUID | None = None) -> Decision:
    """These are over before their end, and whoever waits for one hears it. `other` took their place."""
    events: list[Event] = []
    for change in changes:
        plan = plan.put(replace(change, lapsed=True, why_lapsed=why))
        events.append(plan.tell_change(PlanChangeLapsed, change, ground=why, other=other))
    return plan, events

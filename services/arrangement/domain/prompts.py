"""Steps that are proposed without anybody asking, at once or when nothing is in the way any more; a person decides."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from libs.contracts.payload import Event
from libs.contracts.plans import PlanChangeProposed
from libs.contracts.words import Direction, Ground, ItemEnd, Rung, WhyLapsed
from services.arrangement.domain import scores, stepping
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.ladder import direction_of
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.prompt import Prompt


def proposed(
    plan: Plan, item: Item, to_rung: Rung, ground: Ground, facts: Collection[UUID], now: datetime, new_id: NewId
) -> Decision:
    """A step for a person to decide on; none without new facts, or when the need is over.

    While another is open for this need it waits until that one is decided; one of the same kind is decided on with
    it. A step down that nobody asked for and nobody has decided on gives way to a step up: what it rested on is no
    longer how it is. A step down of what is suspended waits until that runs again.
    """
    direction = direction_of(item.rung, to_rung)
    need = plan.need(item.need)
    if need is None or need.over or not set(facts) - spent(plan, need.id, item.rung, direction):
        return plan, []
    in_the_way = plan.in_the_way(item.need)
    for change in in_the_way:
        if _unasked(change) and (change.item, change.to_rung, change.grounds) == (item.id, to_rung, (ground,)):
            return plan.put(replace(change, facts=tuple(sorted({*change.facts, *facts})))), []
    if _waits(plan, item, direction):
        return _kept(plan, Prompt(item.id, to_rung, ground, tuple(sorted(facts)))), []
    change = Change(
        new_id(),
        direction,
        item.id,
        item.need,
        item.rung,
        to_rung,
        (ground,),
        tuple(sorted(facts)),
        proposed_at=now,
    )
    plan, lapsed = stepping.lapsed(plan, in_the_way, WhyLapsed.OTHER_STEP, change.id)
    return plan.put(change), [*lapsed, plan.tell_change(PlanChangeProposed, change, grounds=change.grounds)]


def _waits(plan: Plan, item: Item, direction: Direction) -> bool:
    in_the_way = plan.in_the_way(item.need)
    if direction is Direction.UP:
        return not all(map(_gives_way, in_the_way))
    # also one for which nobody was found yet: it would be asked twice whether this support steps down
    stepping_down = any(each.open and (each.item, each.direction) == (item.id, direction) for each in plan.changes)
    return bool(in_the_way) or stepping_down or item.state is ItemState.SUSPENDED


def _unasked(change: Change) -> bool:
    """Policy proposed it, and nobody has said anything to it."""
    return change.undecided and change.proposed_by is None


def _gives_way(change: Change) -> bool:
    return _unasked(change) and change.direction is Direction.DOWN


def _kept(plan: Plan, new: Prompt) -> Plan:
    """Of one kind there is one, with all facts: each would be a question of its own to whoever rejects it."""
    same = [
        each for each in plan.prompts if (each.item, each.to_rung, each.ground) == (new.item, new.to_rung, new.ground)
    ]
    facts = {fact for each in (*same, new) for fact in each.facts}
    others = tuple(each for each in plan.prompts if each not in same)
    return replace(plan, prompts=(*others, replace(new, facts=tuple(sorted(facts)))))


def again(plan: Plan, need: UUID, now: datetime, new_id: NewId, *, upwards: bool = False) -> Decision:
    """Nothing is in the way any more for this need: what waited is proposed after all, the steps up first; `upwards`:
    these alone. For support that dropped out and is looked for again, and was perhaps not found, a step up: there is
    nothing to build down.
    """
    items = {item.id: item for item in plan.items_of(need)}
    waited = [
        each for each in plan.prompts if each.item in items and (not upwards or each.to_rung > items[each.item].rung)
    ]
    plan = replace(plan, prompts=tuple(each for each in plan.prompts if each not in waited))
    events: list[Event] = []
    for each in sorted(waited, key=lambda each: each.to_rung, reverse=True):
        item = items[each.item]
        there = item.open and each.to_rung != item.rung and _still_so(plan, item, each)
        if there or (each.to_rung > item.rung and plan.waits(need)):
            plan, told = proposed(plan, item, each.to_rung, each.ground, each.facts, now, new_id)
            events += told
    return plan, events


def _still_so(plan: Plan, item: Item, kept: Prompt) -> bool:
    """What it rests on may be over by the time that it is asked: support runs, a grant was prolonged, a score fell."""
    if kept.ground is Ground.LOWER_RUNGS_TRIED:
        return plan.waits(item.need)
    if kept.ground is Ground.NEAR_END:
        return end_of(item) in kept.facts
    if kept.ground is Ground.STABLE_REVIEWS:
        need = plan.need(item.need)
        last = scores.of(plan, need.domain)[-1:] if need else []
        return any(review in kept.facts for review, _ in last)
    return True


def handed_on(plan: Plan, item: Item, now: datetime, new_id: NewId) -> Decision:
    """This support runs now: a worry that waited for what dropped out before it is about this; what else waited for
    that is over.
    """
    ended = {each.id: each for each in plan.items_of(item.need) if not each.open}
    waited = [each for each in plan.prompts if each.item in ended]
    plan = replace(plan, prompts=tuple(each for each in plan.prompts if each not in waited))
    worries = [each for each in waited if each.ground is Ground.NOT_ADEQUATE]
    facts = {fact for each in worries if ended[each.item].ended is ItemEnd.DROPPED_OUT for fact in each.facts}
    if not facts or not may_rise(item):
        return plan, []
    return proposed(plan, item, Rung(item.rung + 1), Ground.NOT_ADEQUATE, facts, now, new_id)


def spent(plan: Plan, need: UUID, from_rung: Rung, direction: Direction, returns: UUID | None = None) -> set[UUID]:
    """The facts on which such a step was already rejected, or did not hold, whoever gave the support; of a way back,
    those on which that way back was.
    """
    return {
        fact
        for change in plan.changes
        if change.state in (ChangeState.REJECTED, ChangeState.FALLEN_BACK)
        and (change.need, change.from_rung, change.direction) == (need, from_rung, direction)
        and returns in (None, change.returns)
        for fact in change.facts
    }


def may_rise(item: Item) -> bool:
    """Also what is suspended: a worry about whoever goes without for a while is no less of one."""
    return item.runs and item.rung < Rung.SPECIALIST_CARE


def end_of(item: Item) -> UUID:
    """The fact that its grant ends on that day: the same, whoever gives the support."""
    return uuid5(item.need, str(item.until))

"""What makes a step worth proposing without anybody asking. Only proposals: a person decides."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from libs.contracts.payload import Event
from libs.contracts.plans import PlanChangeProposed
from libs.contracts.words import Direction, Ground, ItemEnd, LifeDomain, Rung, WhyLapsed
from services.arrangement.domain import findings, scores, stepping
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.ladder import direction_of
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Ladder
from services.arrangement.domain.prompt import Prompt
from services.arrangement.domain.review import Review


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
        return item.until is not None and uuid5(item.need, str(item.until)) in kept.facts
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
    if not facts or not _may_rise(item):
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


def after_drop_out(plan: Plan, need: Need, now: datetime, new_id: NewId) -> Decision:
    """The supplier stopped, and matching found nobody else who may be asked freely: up, to a provision."""
    dropped = [item for item in plan.items_of(need.id) if item.ended is ItemEnd.DROPPED_OUT]
    if not dropped or not need.unanswered or not plan.waits(need.id) or dropped[-1].rung.tailor_made:
        return plan, []
    facts = [dropped[-1].id]
    return proposed(plan, dropped[-1], Rung.INDIVIDUAL_PROVISION, Ground.LOWER_RUNGS_TRIED, facts, now, new_id)


def after_uncovered(plan: Plan, need: Need, now: datetime, new_id: NewId) -> Decision:
    """Too long without support, and matching found nobody who may be asked freely: up, from where it was looked for.

    Rejected, it returns when support was found and is looked for anew: each place to fill is a fact of its own.
    """
    vacant = plan.intended_for(need.id)
    if vacant is None or not need.unanswered or vacant.rung.tailor_made:
        return plan, []
    return proposed(plan, vacant, Rung.INDIVIDUAL_PROVISION, Ground.LOWER_RUNGS_TRIED, [vacant.id], now, new_id)


def after_signals(plan: Plan, signals: Sequence[UUID], now: datetime, new_id: NewId) -> Decision:
    """Somebody worries again about a household that has support: the lightest of it that no step is open for is in
    question first.
    """
    seen = {fact for change in plan.changes for fact in change.facts}
    running = [item for item in plan.items if _may_rise(item)]
    if not running or not set(signals) - seen:
        return plan, []
    lightest = min(running, key=lambda item: (bool(plan.in_the_way(item.need)), item.rung, item.id))
    return proposed(plan, lightest, Rung(lightest.rung + 1), Ground.NOT_ADEQUATE, signals, now, new_id)


def after_lighter_offering(
    plan: Plan, running: UUID, to_rung: Rung, offering: UUID, now: datetime, new_id: NewId
) -> Decision:
    """A lighter offering exists near what runs by this proposal: down, unless it is lasting.

    Rejected, it returns with another offering only. It is told once: for what is suspended it is kept.
    """
    item = plan.item_of(running)
    if item is None or not _may_step_down(item) or to_rung >= item.rung:
        return plan, []
    return proposed(plan, item, to_rung, Ground.LIGHTER_OFFERING, [offering], now, new_id)


def near_end(plan: Plan, item_id: UUID, now: datetime, new_id: NewId) -> Decision:
    """A grant comes to its end: now is the moment to look whether something lighter will do, unless it is lasting.

    Once for each end: it returns when a later grant nears its end.
    """
    item = plan.item_or_none(item_id)
    # of what is suspended it is looked at when that is resumed
    if item is None or item.until is None or item.state is not ItemState.ACTIVE or not _may_step_down(item):
        return plan, []
    # the same end, whoever gives the support
    end = uuid5(item.need, str(item.until))
    if any(end in change.facts for change in plan.changes):
        return plan, []
    return proposed(plan, item, Rung(item.rung - 1), Ground.NEAR_END, [end], now, new_id)


def after_carer_relieved(plan: Plan, fact: UUID, now: datetime, new_id: NewId) -> Decision:
    """The informal carer can bear it again: the heaviest support that no step is open for may step down, unless it is
    lasting.
    """
    running = [item for item in plan.items if _may_step_down(item)]
    if not running:
        return plan, []
    heaviest = max(running, key=lambda item: (not plan.in_the_way(item.need), item.rung, item.id))
    return proposed(plan, heaviest, Rung(heaviest.rung - 1), Ground.CARER_RELIEVED, [fact], now, new_id)


def after_review(plan: Plan, review: Review, now: datetime, new_id: NewId, ladder: Ladder) -> Decision:
    """Up where a score fell; down where the goals are met or reviews were stable, unless it is lasting.

    Of each item by what was found while it ran. What is suspended does not step down: the next review looks again.
    """
    events: list[Event] = []
    for item in plan.items:
        need = plan.need(item.need)
        if need is None or not item.runs:
            continue
        told: list[Event] = []
        scored = findings.scored_in(plan, need.domain, review)
        down = item.state is ItemState.ACTIVE and _may_step_down(item)
        if scored and _fell(plan, need.domain, ladder.fallen_by) and _may_rise(item):
            plan, told = proposed(plan, item, Rung(item.rung + 1), Ground.NOT_ADEQUATE, [review.id], now, new_id)
        elif down and (met := findings.met_with(plan, item, need.domain)):
            plan, told = proposed(plan, item, Rung(item.rung - 1), Ground.GOALS_MET, met, now, new_id)
        elif down and scored and (reviews := findings.stable(plan, item, need.domain, ladder.stable_reviews)):
            plan, told = proposed(plan, item, Rung(item.rung - 1), Ground.STABLE_REVIEWS, reviews, now, new_id)
        events += told
    return plan, events


def _may_rise(item: Item) -> bool:
    # also what is suspended: a worry about whoever goes without for a while is no less of one
    return item.runs and item.rung < Rung.SPECIALIST_CARE


def _may_step_down(item: Item) -> bool:
    # own strength and the own network are no burden to anybody's budget: nothing to build down there
    return item.runs and item.rung >= Rung.VOLUNTEERS and not item.lasting


def _fell(plan: Plan, domain: LifeDomain, by: int) -> bool:
    """Whether its last score is so much lower than what came before."""
    values = [score for _, score in scores.of(plan, domain)]
    return len(values) > 1 and values[-1] <= values[-2] - by

"""Items follow what matching tells of proposals and needs; what cannot be placed yet waits with the plan."""

from dataclasses import replace
from datetime import datetime

from libs.contracts.calendar import day_of
from libs.contracts.payload import Event
from libs.contracts.plans import PlanActivated, PlanItemAgreed, PlanItemIntended, PlanItemStarted
from libs.contracts.words import Direction, ItemEnd, WhyLapsed
from services.arrangement.domain import anew, prompts, stepping, triggers
from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.euros import cents_of
from services.arrangement.domain.grant import Grant
from services.arrangement.domain.heard import Heard, What
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import KNOWN_TO_PEOPLE, Item, ItemState
from services.arrangement.domain.ladder import below, lacking, merged
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Decision, Plan, PlanState
from services.arrangement.domain.planning import check_in_planned, review_by
from services.arrangement.domain.policy import Policy

GONE = (What.DROPPED_OUT, What.TAKEN_BACK, What.ENDED)


def hear(plan: Plan, heard: Heard, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """Take it now, or keep it until its turn has come."""
    return settle(replace(plan, waiting=(*plan.waiting, heard)), now, new_id, policy)


def settle(plan: Plan, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """Take every waiting fact whose turn has come, and look again while one made room for another.

    The facts of one proposal keep their order.
    """
    events: list[Event] = []
    waiting, moved = plan.waiting, True
    while moved:
        moved, kept = False, list[Heard]()
        for heard in waiting:
            behind = heard.proposal is not None and any(each.proposal == heard.proposal for each in kept)
            taken = None if behind else _take(plan, heard, now, new_id, policy)
            if taken is None:
                kept.append(heard)
            else:
                plan, told = taken
                events += told
                moved = True
        waiting = _without_bygones(plan, kept)
    return replace(plan, waiting=waiting), events


def _without_bygones(plan: Plan, kept: list[Heard]) -> tuple[Heard, ...]:
    """A proposal that came and went while its need had other support leaves nothing to do."""
    gone = {each.proposal for each in kept if each.what in GONE and plan.need(each.need)}
    return tuple(each for each in kept if each.proposal is None or each.proposal not in gone)


def _take(plan: Plan, heard: Heard, now: datetime, new_id: NewId, policy: Policy) -> Decision | None:
    """None: its turn has not come."""
    need = plan.need(heard.need)
    if need is None:
        return None
    if heard.what is What.ACCEPTED:
        return _agreed(plan, need, heard, now, policy) if not need.over else (plan, [])
    if heard.proposal is None:
        return _of_need(plan, need, heard, now, new_id) if not need.over else (plan, [])
    item = plan.item_of(heard.proposal)
    if item is None or not item.open:
        return plan, []
    started = heard.what is What.STARTED
    if started:
        return _started(plan, need, item, now, new_id, policy)
    return _gone(plan, need, item, heard, now, new_id)


def _of_need(plan: Plan, need: Need, heard: Heard, now: datetime, new_id: NewId) -> Decision:
    if heard.what is What.WITHDRAWN:
        return _withdrawn(plan, need)
    if heard.what is What.RUNG_UNANSWERED:
        for change in plan.changes:
            if (change.need, change.to_rung) == (need.id, heard.rung) and plan.unfilled(change):
                plan = plan.put(replace(change, found_nobody=True))
    need = need.with_evidence(heard.record, unanswered=heard.what is What.UNANSWERED)
    plan, prompted = triggers.after_drop_out(plan.put(need), need, now, new_id)
    if not need.uncovered:
        return plan, prompted
    plan, late = triggers.after_uncovered(plan, need, now, new_id)
    return plan, prompted + late


def _agreed(plan: Plan, need: Need, heard: Heard, now: datetime, policy: Policy) -> Decision | None:
    """Waits until an item is intended, and for a record (or exception) and a grant where the rung asks for them."""
    item = plan.intended_for(need.id)
    if item is None or heard.proposal is None:
        return None
    change, grant = plan.change_to(item.id), _grant(plan, heard, now)
    if (change and heard.rung != change.to_rung) or (heard.rung.tailor_made and grant is None):
        return None
    down = change is not None and change.direction is Direction.DOWN
    granted = grant.why_not_lower if grant else ()
    record = merged(item.why_not_lower, need.evidence, heard.record, granted, below=heard.rung)
    exception = (grant and grant.exception) or item.exception or plan.excuse_of(need)
    if not down and exception is None and lacking(below(heard.rung), record):
        return None
    often, cents = _as_granted(need, heard, grant)
    item = item.agreed(heard.proposal, heard.rung, record, cents, need.lasting, exception, grant)
    item = replace(
        item,
        offering=heard.offering,
        personal_budget=heard.personal_budget,
        times_per_week=often,
        agreed_at=now,
    )
    plan = plan.put(item).put(replace(need, unanswered=False))
    told = plan.tell_item(
        PlanItemAgreed,
        item,
        proposal=item.proposal,
        offering=item.offering,
        personal_budget=item.personal_budget,
        times_per_week=item.times_per_week,
        cost_cents_per_week=item.cost_cents_per_week,
        until=item.until,
        review_on=item.review_on,
        lasting=item.lasting,
        why_not_lower=item.why_not_lower,
    )
    plan, planned = review_by(plan, item, now, policy)
    return plan, [told, *planned]


def _grant(plan: Plan, heard: Heard, now: datetime) -> Grant | None:
    """Nobody buys what was granted in kind, and nobody gives in kind what was granted to be bought, nor at a higher
    price: else it would cost what nobody decided on.
    """
    if not heard.rung.tailor_made:
        return None
    grant = plan.grant_for(heard.need, heard.rung, personal_budget=heard.personal_budget)
    need = plan.need(heard.need)
    if grant is None or need is None or not grant.holds_on(day_of(now)):
        return None
    return grant if grant.affords(_as_granted(need, heard, grant)[1]) else None


def _as_granted(need: Need, heard: Heard, grant: Grant | None) -> tuple[int, int]:
    """How often it comes and what a week of that costs: as often as the need asks, no more often than was granted."""
    often = min(need.times_per_week, (grant and grant.times_per_week) or need.times_per_week)
    whole = heard.cost_cents_per_week
    return often, whole if heard.personal_budget else cents_of(whole, often, need.times_per_week)


def _started(plan: Plan, need: Need, item: Item, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    if item.state is not ItemState.AGREED:
        return plan, []
    item = item.started(now)
    plan = plan.put(item).put(replace(need, uncovered=False))
    events: list[Event] = [plan.tell_item(PlanItemStarted, item)]
    if plan.state is PlanState.AGREED:
        plan = plan.to(PlanState.ACTIVE)
        events.append(plan.tell(PlanActivated))
        plan, contact = check_in_planned(plan, day_of(now), policy)
        events += contact
    plan, stepped = stepping.effected(plan, item, now, policy)
    plan, worried = prompts.handed_on(plan, item, now, new_id)
    return plan, events + stepped + worried


def _gone(plan: Plan, need: Need, item: Item, heard: Heard, now: datetime, new_id: NewId) -> Decision:
    """The support stopped. A step that it carried out falls back; a need left with nothing waits for the next."""
    if item.state is ItemState.AGREED:
        plan, events = _lapsed(plan, need, item, new_id)
        plan, waited = prompts.again(plan, need.id, now, new_id)
        return plan, events + waited
    reason = ItemEnd.DROPPED_OUT if heard.what is What.DROPPED_OUT else reason_of(heard.ground)
    plan, events = stepping.stopped(plan, item, reason, now)
    if reason is ItemEnd.DROPPED_OUT:
        plan, followed = anew.looked_for(plan, item, now, new_id)
    else:
        plan, followed = stepping.given_up(plan, item)
    plan, waited = prompts.again(plan, need.id, now, new_id)
    return plan, events + followed + waited


def _lapsed(plan: Plan, need: Need, item: Item, new_id: NewId) -> Decision:
    """Agreed, but it never came: intended anew in its place, which the new item's `replaces` tells. A step that was
    proposed for it, or would be, is one for the new item.
    """
    change, new = plan.change_to(item.id), anew.intended(need, item, new_id)
    if change:
        new = replace(new, rung=item.rung, why_not_lower=item.why_not_lower, exception=item.exception)
        plan = plan.put(replace(change, new_item=new.id))
    for proposed in plan.changes:
        if proposed.item == item.id and proposed.undecided:
            plan = plan.put(replace(proposed, item=new.id))
    return anew.instead(plan, item, new), [plan.tell_item(PlanItemIntended, new)]


def _withdrawn(plan: Plan, need: Need) -> Decision:
    """The resident does not want it after all. What runs goes on until its proposal ends; no step begins any more."""
    for item in plan.items_of(need.id):
        if item.open and not item.runs:
            plan = plan.without(item)
    waiting = (ChangeState.PROPOSED, ChangeState.ACCEPTED)
    steps = [each for each in plan.changes if each.need == need.id and each.open and each.state in waiting]
    plan, lapsed = stepping.lapsed(plan, steps, WhyLapsed.NEED_OVER)
    return plan.put(replace(need, over=True, uncovered=False)), lapsed


def reason_of(ground: str) -> ItemEnd:
    """Matching's code of why support ended, in the plan's words; other codes say nothing about the goal."""
    return ItemEnd(ground) if ground in KNOWN_TO_PEOPLE else ItemEnd.EXPIRED

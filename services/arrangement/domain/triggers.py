"""What makes a step worth proposing without anybody asking: a worry, a drop-out, a score, an end, a lighter way."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from libs.contracts.payload import Event
from libs.contracts.words import Ground, ItemEnd, LifeDomain, Rung
from services.arrangement.domain import findings, scores
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Ladder
from services.arrangement.domain.prompts import end_of, may_rise, proposed
from services.arrangement.domain.review import Review


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
    running = [item for item in plan.items if may_rise(item)]
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
    end = end_of(item)
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
        if scored and _fell(plan, need.domain, ladder.fallen_by) and may_rise(item):
            plan, told = proposed(plan, item, Rung(item.rung + 1), Ground.NOT_ADEQUATE, [review.id], now, new_id)
        elif down and (met := findings.met_with(plan, item, need.domain)):
            plan, told = proposed(plan, item, Rung(item.rung - 1), Ground.GOALS_MET, met, now, new_id)
        elif down and scored and (reviews := findings.stable(plan, item, need.domain, ladder.stable_reviews)):
            plan, told = proposed(plan, item, Rung(item.rung - 1), Ground.STABLE_REVIEWS, reviews, now, new_id)
        events += told
    return plan, events


def _may_step_down(item: Item) -> bool:
    # own strength and the own network are no burden to anybody's budget: nothing to build down there
    return item.runs and item.rung >= Rung.VOLUNTEERS and not item.lasting


def _fell(plan: Plan, domain: LifeDomain, by: int) -> bool:
    """Whether its last score is so much lower than what came before."""
    values = [score for _, score in scores.of(plan, domain)]
    return len(values) > 1 and values[-1] <= values[-2] - by

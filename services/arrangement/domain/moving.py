"""Steps up and down that people propose and decide: with grounds, with evidence, and never by oneself on 4-5."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.payload import Event
from libs.contracts.plans import PlanChangeAccepted, PlanChangeProposed, PlanChangeRejected, PlanItemIntended
from libs.contracts.refusals import Refused
from libs.contracts.words import Direction, Ground, ItemEnd, Rung, WhyLapsed
from services.arrangement.domain import anew, evidence, findings, prompts, stepping
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.deciding import Mandated, may_decide, may_grant, may_propose
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.ladder import (
    DOWN,
    UP,
    Record,
    between,
    direction_of,
    exception_among,
    merged,
)
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Policy
from services.arrangement.domain.support import settle

#: The new item runs, and nobody has said yet whether it holds.
FOLLOWED = frozenset({ChangeState.EFFECTED, ChangeState.FOLLOW_UP})

#: Lighter support that ended so did not hold.
STOPPED = frozenset({ItemEnd.DROPPED_OUT, ItemEnd.EXPIRED})


@dataclass(frozen=True)
class Step:
    """What a person asks for. `facts`: what is new, such as a lighter offering that came to the neighbourhood."""

    item: UUID
    to_rung: Rung
    grounds: tuple[Ground, ...]
    facts: tuple[UUID, ...] = ()


def proposed(plan: Plan, step: Step, by: UUID, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """A person proposes; the direction follows from the rungs."""
    plan, told = _proposed(plan, step, by, now, new_id)
    findings.must_be_so(plan, plan.item(step.item), step.grounds, policy.ladder)
    return plan, told


def _proposed(plan: Plan, step: Step, by: UUID, now: datetime, new_id: NewId, returns: UUID | None = None) -> Decision:
    plan.must_be_open()
    may_propose(plan, by)
    item = plan.item(step.item)
    if step.to_rung == item.rung:
        raise Refused("same-rung", f"This item stands on rung {item.rung} already.")
    direction = direction_of(item.rung, step.to_rung)
    change = Change(
        new_id(),
        direction,
        item.id,
        item.need,
        item.rung,
        step.to_rung,
        step.grounds,
        facts=tuple(sorted(step.facts)),
        proposed_by=by,
        proposed_at=now,
        returns=returns,
    )
    _movable(plan, change)
    _not_rejected_before(plan, change)
    _grounded(plan, change)
    told = plan.tell_change(PlanChangeProposed, change, grounds=change.grounds, returns=returns)
    return plan.put(change), [told]


def taken_back(
    plan: Plan, change_id: UUID, facts: tuple[UUID, ...], by: UUID, now: datetime, new_id: NewId
) -> Decision:
    """The way back after a step down that was confirmed and does not hold after all: no new intake, no new evidence.

    It rests on that step, on what reviews and worries said since, and on the facts that are named. It is decided upon
    as every step; on rungs 4 and 5 the earlier grant serves as long as it holds.
    """
    change = plan.change(change_id)
    if change.direction is not Direction.DOWN or change.state is not ChangeState.CONFIRMED:
        raise Refused("nothing-to-take-back", "Only a step down that was confirmed is taken back: propose a step up.")
    new = plan.item_or_none(change.new_item) if change.new_item else None
    if new is None or not (new.runs or new.ended in STOPPED):
        raise Refused("item-not-running", "The lighter support does not run any more: propose a step, or apply.")
    if not new.runs and plan.covered(change.need):
        raise Refused("item-not-running", "Other support runs in its place by now: propose a step up for that.")
    since = {change.id, *facts, *findings.heard_since(plan, change)}
    step = Step(new.id, change.from_rung, (Ground.NOT_ADEQUATE,), tuple(sorted(since)))
    return _proposed(plan, step, by, now, new_id, returns=change.id)


def accepted(
    plan: Plan, change_id: UUID, by: UUID, mandated: Mandated, now: datetime, new_id: NewId, policy: Policy
) -> Decision:
    """A new item is intended on the new rung; matching looks there, while the old item goes on.

    An earlier step for this need that has found nobody lapses, and so does one that has nothing to fall back on.
    """
    plan.must_be_open()
    change = plan.change(change_id)
    change.to(ChangeState.ACCEPTED)
    _may_decide(plan, change, by, mandated)
    _movable(plan, change)
    _stands_where_it_did(plan, change)
    _grounded(plan, change)
    grant = plan.grant_for(change.need, change.to_rung)
    if change.to_rung.tailor_made and not (grant and grant.holds_on(day_of(now))):
        raise Refused("no-grant", f"Rung {change.to_rung} needs a granted application for this need: submit one.")
    vacant = plan.intended_for(change.need)
    new = Item(
        new_id(),
        change.need,
        change.to_rung,
        replaces=vacant.id if vacant else change.item,
        why_not_lower=_record(plan, change),
        exception=exception_among(change.grounds) or _declared_before(plan, change),
    )
    over = plan.in_the_way(change.need, of=change.id)
    if vacant:
        unfilled = plan.change_to(vacant.id)
        over = (unfilled, *over) if unfilled else over
    plan, lapsed = stepping.lapsed(plan, over, WhyLapsed.OTHER_STEP, change.id)
    change = replace(change.decided(ChangeState.ACCEPTED, by, now), new_item=new.id)
    plan = (anew.instead(plan, vacant, new) if vacant else plan.put(new)).put(change)
    events: list[Event] = [
        *lapsed,
        plan.tell_item(PlanItemIntended, new),
        plan.tell_change(PlanChangeAccepted, change, new_item=new.id),
    ]
    # a worry that came while this was to be decided: later it would be gone with the support that it is about
    plan, worried = prompts.again(plan, change.need, now, new_id, upwards=True)
    plan, settled = settle(plan, now, new_id, policy)
    return plan, events + worried + settled


def rejected(
    plan: Plan, change_id: UUID, by: UUID, ground: str, mandated: Mandated, now: datetime, new_id: NewId
) -> Decision:
    """It returns only on new facts; those that came while it waited for its decision are among them."""
    plan.must_be_open()
    change = plan.change(change_id)
    _may_decide(plan, change, by, mandated)
    change = replace(change.decided(ChangeState.REJECTED, by, now), rejected=ground)
    told = plan.tell_change(PlanChangeRejected, change, ground=ground)
    plan, waited = prompts.again(plan.put(change), change.need, now, new_id)
    return plan, [told, *waited]


def followed_up(
    plan: Plan, change_id: UUID, passed: bool, by: UUID, mandated: Mandated, now: datetime, new_id: NewId
) -> Decision:
    """Downwards: passed, the heavier item ends, not before its day; not passed, it goes on and the lighter one ends. By
    whoever may decide on the step itself. What came up meanwhile is proposed then.
    """
    plan.must_be_open()
    change = plan.change(change_id)
    if change.state not in FOLLOWED:
        raise Refused("change-state", f"This change is {change.state}: its new item does not run yet, or it is over.")
    _may_decide(plan, change, by, mandated)
    change = replace(change, followed_by=by, followed_at=now)
    if passed:
        _lighter_runs(plan, change)
        _heavier_may_end(plan, change, now)
        plan, events = stepping.confirmed(plan.put(change), change, now)
    elif _nothing_to_fall_back_on(plan, change):
        raise Refused("nothing-to-fall-back-on", "The old item has ended: propose a change back, which runs first.")
    else:
        plan, events = stepping.fallen_back(plan.put(change), change, now)
    plan, waited = prompts.again(plan, change.need, now, new_id)
    return plan, [*events, *waited]


def _nothing_to_fall_back_on(plan: Plan, change: Change) -> bool:
    """Its new item runs, and the old one does not any more: what does not hold is mended by a step of its own."""
    old = plan.item_or_none(change.item)
    return change.state in FOLLOWED and (old is None or not old.runs)


def _lighter_runs(plan: Plan, change: Change) -> None:
    """Raises Refused while the heavier would end and the lighter is not needed for a while: nobody knows yet."""
    new = plan.item_or_none(change.new_item) if change.new_item else None
    if change.direction is Direction.DOWN and (new is None or new.state is not ItemState.ACTIVE):
        raise Refused("lighter-not-running", "The lighter support does not run now: look again once it does.")


def _heavier_may_end(plan: Plan, change: Change, now: datetime) -> None:
    """Raises Refused before the day of the follow-up while the heavier would end: who looks at once sees a beginning,
    and the net is gone when it turns out not to hold.
    """
    old = plan.item_or_none(change.item)
    early = change.follow_up_on is not None and day_of(now) < change.follow_up_on
    if change.direction is Direction.DOWN and early and old is not None and old.runs:
        raise Refused(
            "follow-up-not-begun",
            f"Whether this holds is looked at on {change.follow_up_on}: until then the heavier support goes on. "
            "That it does not hold can be said now.",
        )


def _may_decide(plan: Plan, change: Change, by: UUID, mandated: Mandated) -> None:
    if change.to_rung.tailor_made:
        may_grant(by, (change.proposed_by,), {*mandated, *((plan.case_holder,) if plan.case_holder else ())})
    else:
        may_decide(plan, by)


def _movable(plan: Plan, change: Change) -> None:
    """What runs can move, and so can what was looked for in vain: up, or to what the resident or their own people turn
    out to be able to do after all. What dropped out can only be taken up higher, where nobody was found lower.
    """
    need = plan.need(change.need)
    if need is None or need.over:
        raise Refused("need-over", "This need is over: matching looks for nobody any more.")
    if not all(_nothing_to_fall_back_on(plan, each) for each in plan.in_the_way(change.need, of=change.id)):
        raise Refused("change-open", "Another change for this need is open: decide or follow it up first.")
    item = plan.item(change.item)
    up = change.direction is Direction.UP
    vacant = up and not item.open and plan.intended_for(change.need) is not None
    own = item.state is ItemState.INTENDED and (up or change.to_rung <= Rung.OWN_NETWORK)
    # beside support that runs, a step that takes the place of another one is a step of what runs: that ends with it
    looked_for = (vacant or own) and not plan.covered(change.need)
    if not item.runs and not looked_for:
        raise Refused("item-not-running", "Only support that runs can move on the ladder.")


def _stands_where_it_did(plan: Plan, change: Change) -> None:
    """What was looked for from one rung may have come to run on another before anybody decided."""
    if (rung := plan.item(change.item).rung) != change.from_rung:
        raise Refused(
            "rung-moved",
            f"This item stands on rung {rung} by now, not on {change.from_rung}: reject this step and propose another.",
        )


def _not_rejected_before(plan: Plan, change: Change) -> None:
    """Whoever gives the support by now; a way back is a question of its own."""
    same = [
        each
        for each in plan.changes
        if each.state is ChangeState.REJECTED
        and (each.need, each.from_rung, each.to_rung, set(each.grounds), each.returns)
        == (change.need, change.from_rung, change.to_rung, set(change.grounds), change.returns)
    ]
    spent = prompts.spent(plan, change.need, change.from_rung, change.direction, change.returns)
    if same and not set(change.facts) - spent:
        raise Refused("rejected-before", "This was rejected before; it returns only on new facts: name them.")


def _grounded(plan: Plan, change: Change) -> None:
    """Raises Refused without a ground of this direction, or without evidence of the rungs passed over; the way back
    goes by what was known when one was there before.
    """
    fitting = UP if change.direction is Direction.UP else DOWN
    if not change.grounds or not set(change.grounds) <= fitting:
        raise Refused("no-ground", f"A step {change.direction} needs a ground: {', '.join(sorted(fitting))}.")
    if change.direction is Direction.DOWN or exception_among(change.grounds) or change.returns is not None:
        return
    evidence.must_speak_for(between(change.from_rung, change.to_rung), _record(plan, change))


def _declared_before(plan: Plan, change: Change) -> Ground | None:
    """The way back leads to support that stood there by an exception, perhaps."""
    left = plan.item_or_none(plan.change(change.returns).item) if change.returns else None
    return left.exception if left else None


def _record(plan: Plan, change: Change) -> Record:
    """Of the rungs below the one it leads to. Upwards the rung that is left is among them."""
    need = plan.need(change.need)
    return merged(evidence.known(plan, need), below=change.to_rung) if need else ()

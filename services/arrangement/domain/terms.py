"""The terms of an item, as people change them: how often, until when, and when it is looked at."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from libs.contracts.calendar import day_of
from libs.contracts.payload import Event
from libs.contracts.plans import PlanItemChanged
from libs.contracts.refusals import Refused
from services.arrangement.domain.euros import granted_cents
from services.arrangement.domain.grant import Grant
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.planning import review_by
from services.arrangement.domain.policy import Policy
from services.arrangement.domain.review import Review

#: In these there is something that was agreed on.
STANDS = frozenset({ItemState.AGREED, ItemState.ACTIVE, ItemState.SUSPENDED})


@dataclass(frozen=True)
class Terms:
    """What is None stays as it is; `open_ended` takes the last day away. `supplier_agrees`: who delivers says yes to
    how often and until when, as a person heard from them.
    """

    times_per_week: int | None = None
    until: date | None = None
    review_on: date | None = None
    open_ended: bool = False
    supplier_agrees: bool = False


def restated(plan: Plan, item: Item, granted: int | None = None) -> PlanItemChanged:
    """How it stands now, and the euros that were granted with it, where some were."""
    return plan.tell_item(
        PlanItemChanged,
        item,
        until=item.until,
        review_on=item.review_on,
        lasting=item.lasting,
        times_per_week=item.times_per_week,
        cost_cents_per_week=item.cost_cents_per_week,
        costs_since=item.costs_since,
        granted_cents=granted,
    )


def changed(plan: Plan, item: Item, terms: Terms, now: datetime, policy: Policy) -> Decision:
    """From now on, with who delivers, and to be agreed on with the resident; what it costs follows how often it comes.
    On rungs 4 and 5 within what was granted.
    """
    plan.must_be_open()
    if item.state not in STANDS:
        raise Refused("item-state", f"This item is {item.state}: nothing was agreed on that could be changed.")
    if any(change.under_way and item.id in (change.item, change.new_item) for change in plan.changes):
        raise Refused("change-under-way", "A change of this item is under way: decide its follow-up first.")
    new = _with(item, terms, day_of(now))
    if new == item:
        raise Refused("nothing-changes", "This item has these terms already: name what is to be different.")
    _must_make_sense(new, terms, day_of(now))
    if new.rung.tailor_made:
        _must_be_granted(plan, new, item, day_of(now))
    if _binding(new) != _binding(item):
        _must_be_agreed(new, terms)
        new = replace(new, agreed_at=now)
    plan = replace(plan.put(new), to_agree=bool(plan.agreements))
    plan, planned = review_by(plan, new, now, policy)
    return plan, [restated(plan, new), *planned]


def looked_at(plan: Plan, review: Review, policy: Policy) -> Decision:
    """Lasting support of which the day had come: it is looked at again, so often as policy says; before its end, and by
    a day of its grant that is still to come. The euros through that look are granted with it.
    """
    events: list[Event] = []
    # one that was held early answers the day that it was planned for
    answered = max(review.reviewed_on, review.planned_on or review.reviewed_on)
    for item in plan.items:
        if not (item.runs and item.lasting and item.review_on and item.review_on <= answered):
            continue
        days = [review.reviewed_on + policy.lasting_review_after, item.until, _granted(plan, item, answered)]
        new = replace(item, review_on=min(day for day in days if day))
        plan, cents = _granted_on(plan.put(new), new)
        events.append(restated(plan, new, cents))
    return plan, events


def _granted_on(plan: Plan, item: Item) -> tuple[Plan, int | None]:
    """Lasting support that runs on through its next look, in cents: of the days that no euro was granted for yet. None
    where there are none: else what runs for years would count for its first half year only.
    """
    grant = plan.grant_for(item.need, item.rung, personal_budget=item.personal_budget)
    if grant is None or grant.until is not None or item.review_on is None or item.started_at is None:
        return plan, None
    # an earlier one may reach further
    through = max(each.through for each in plan.grants_for(item.need, item.rung))
    first = max(through + timedelta(days=1), day_of(item.started_at))
    if item.review_on < first:
        return plan, None
    per_week = item.cost_cents_per_week if grant.cost_cents_per_week is None else grant.cost_cents_per_week
    further = replace(grant, granted_through=item.review_on)
    plan = replace(plan, grants=tuple(further if each is grant else each for each in plan.grants))
    return plan, granted_cents(per_week, first, item.review_on)


def _granted(plan: Plan, item: Item, after: date) -> date | None:
    grant = _grant(plan, item)
    return grant.review_on if grant and grant.review_on and grant.review_on > after else None


def _grant(plan: Plan, item: Item) -> Grant | None:
    return plan.grant_for(item.need, item.rung, personal_budget=item.personal_budget)


def _with(item: Item, terms: Terms, today: date) -> Item:
    if terms.open_ended and terms.until is not None:
        raise Refused("end-and-no-end", "Name the last day, or say that there is none; not both.")
    if terms.times_per_week and terms.times_per_week != item.times_per_week:
        item = item.coming(terms.times_per_week, today)
    return replace(
        item,
        until=None if terms.open_ended else terms.until or item.until,
        review_on=terms.review_on or item.review_on,
    )


def _binding(item: Item) -> tuple[int | None, date | None]:
    """What it binds who delivers to."""
    return item.times_per_week, item.until


def _must_be_agreed(item: Item, terms: Terms) -> None:
    """What residents and their own people do, or buy, they agree to with the plan."""
    if item.delivered and not terms.supplier_agrees:
        raise Refused(
            "supplier-not-agreed",
            "This binds who delivers it: ask them whether they agree, and say so (`supplier_agrees`).",
        )


def _must_make_sense(item: Item, terms: Terms, today: date) -> None:
    for what, day in (("until", terms.until), ("review-on", terms.review_on)):
        if day is not None and day < today:
            raise Refused(f"{what}-passed", f"{day} has passed: name a later day, or end the item.")
    if terms.review_on and item.until and terms.review_on > item.until:
        raise Refused("review-after-end", f"The support ends on {item.until}: look at it before.")


def _must_be_granted(plan: Plan, item: Item, before: Item, today: date) -> None:
    """What was granted is for so many times a week, as the need asks unless the application named another number, and
    for so many euros.
    """
    grant, need = _grant(plan, item), plan.need(item.need)
    _must_end_as_granted(item, before, grant)
    if (item.times_per_week or 0) <= (before.times_per_week or 0):
        return
    holds = _in_force(plan, item, today) or grant
    later = f" What was granted from {grant.starts_on} on holds then." if grant is not holds and grant else ""
    often = (holds and holds.times_per_week) or (need.times_per_week if need else 0)
    if (item.times_per_week or 0) > often:
        raise Refused("beyond-grant", f"It was granted for {often} times a week: for more, apply again.{later}")
    if holds and not holds.affords(item.cents_on(today)):
        granted, cents = holds.cost_cents_per_week, item.cents_on(today)
        said = f"{granted} cents a week were granted, and this costs {cents}: apply for more."
        raise Refused("beyond-grant", said + later)


def _in_force(plan: Plan, item: Item, today: date) -> Grant | None:
    """The latest grant that has begun: one that prolongs it says nothing of the days before."""
    of = plan.grants_for(item.need, item.rung, personal_budget=item.personal_budget)
    return next((each for each in reversed(of) if each.starts_on is None or each.starts_on <= today), None)


def _must_end_as_granted(item: Item, before: Item, grant: Grant | None) -> None:
    """Rungs 4 and 5 always have an end or a review, no later than the one who decided gave, or than reviews since have
    moved it on to.
    """
    if item.until is None and item.review_on is None:
        raise Refused("no-end", f"Support on rung {int(item.rung)} has a last day or a review: name one of them.")
    if grant is None:
        return
    looked_at_by = grant.review_on and max(grant.review_on, before.review_on or grant.review_on)
    for day, granted in ((item.until, grant.until), (item.review_on, looked_at_by)):
        if granted is not None and (day is None or day > granted):
            raise Refused("beyond-grant", f"It was granted through {granted}: for more, apply again.")

"""A changed policy over the recorded past: the same decisions on the plans as they were, and what differs.

Each moment at which policy decided is decided anew on the plan as it stood then: a review, a check-in, an agreement,
support that was the first to run, a step that took effect, a need that waited. What people decided stands: nothing
follows from a proposal that nobody saw.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from libs.contracts.calendar import day_of
from services.arrangement.domain import lifecycle, planning, reviewing, stepping
from services.arrangement.domain.change import Change, ChangeState
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Plan, PlanState
from services.arrangement.domain.policy import Policy


class What(StrEnum):
    """What policy decided: steps that a review prompted, days that it set, and what it told of."""

    STEP_UP = "step_up"
    STEP_DOWN = "step_down"
    FIRST_REVIEW = "first_review"
    NEXT_REVIEW = "next_review"
    NEXT_CHECK_IN = "next_check_in"
    FOLLOW_UP = "follow_up"
    NEED_UNCOVERED = "need_uncovered"


@dataclass(frozen=True)
class Difference:
    """At that moment, of this plan: `part` is the item, change or need; what was decided, and what would have been."""

    plan: UUID
    at: datetime
    what: What
    part: UUID | None
    before: str | None
    after: str | None


#: The terms of a policy that are decided by here.
TRIED = frozenset(
    {"cover", "review_after", "review_every", "check_in_every", "worry_within", "follow_up_after", "ladder"}
)


def not_tried(policy: Policy, holds: Policy) -> tuple[str, ...]:
    """The terms in which it differs from the one that holds, and of which nothing, or not all, is tried."""
    named = {"version", "holds_from", "content_hash"}
    terms = [each.name for each in fields(Policy) if each.name not in TRIED | named]
    return tuple(term for term in terms if getattr(policy, term) != getattr(holds, term))


@dataclass
class Trial:
    """Step by step, in order for each plan. Changes nothing."""

    policy: Policy
    moments: int = 0
    recorded: Counter[What] = field(default_factory=Counter)
    tried: Counter[What] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def replay(self, before: Plan, after: Plan, at: datetime) -> None:
        """What a transaction made of a plan, at that moment."""
        trying = (self._reviews, self._check_ins, self._agreement, self._activated, self._effected, self._covered)
        for differing in trying:
            self.differences += differing(before, after, at)

    def _reviews(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        for review in after.reviews[len(before.reviews) :]:
            self.moments += 1
            # which planned moment it answered was not always kept; it was the one that was there
            held = replace(review, planned_on=before.review_on)
            by_rhythm = review.reviewed_on + planning.review_every(before, self.policy)
            # a day that somebody named, or may have, stands
            following = by_rhythm if review.next_named is False else after.review_on or by_rhythm
            # as it was taken then: what is refused by now was held all the same
            again, _ = reviewing.followed(before, held, following, at, uuid4, self.policy)
            if review.next_named is False:
                yield from self._day(before, What.NEXT_REVIEW, None, after.review_on, again.review_on, at)
            yield from self._day(before, What.NEXT_CHECK_IN, None, after.check_in_on, again.check_in_on, at)
            were, would = _prompted(before, after), _prompted(before, again)
            for key in sorted(were.keys() | would.keys()):
                what = What.STEP_UP if key[1] == "up" else What.STEP_DOWN
                self.recorded[what] += key in were
                self.tried[what] += key in would
                if (key in were) != (key in would):
                    yield Difference(before.id, at, what, key[0], were.get(key), would.get(key))

    def _check_ins(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        for check_in in after.check_ins[len(before.check_ins) :]:
            self.moments += 1
            again, _ = reviewing.checked_in(before, check_in, at, uuid4, self.policy)
            if check_in.worry:
                yield from self._day(before, What.NEXT_REVIEW, None, after.review_on, again.review_on, at)
            yield from self._day(before, What.NEXT_CHECK_IN, None, after.check_in_on, again.check_in_on, at)

    def _agreement(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        if before.state is PlanState.DRAFT and after.state in (PlanState.AGREED, PlanState.ACTIVE):
            self.moments += 1
            again, _ = lifecycle.agreed(before, True, at, self.policy)
            yield from self._day(before, What.FIRST_REVIEW, None, after.review_on, again.review_on, at)
            if after.state is PlanState.ACTIVE:
                yield from self._day(before, What.NEXT_CHECK_IN, None, after.check_in_on, again.check_in_on, at)

    def _activated(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        """The first contact is planned from when support runs."""
        if before.state is PlanState.AGREED and after.state is PlanState.ACTIVE:
            self.moments += 1
            again, _ = planning.check_in_planned(after, day_of(at), self.policy)
            yield from self._day(before, What.NEXT_CHECK_IN, None, after.check_in_on, again.check_in_on, at)

    def _effected(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        for change in after.changes:
            if change.state is ChangeState.EFFECTED and _was(before, change) is ChangeState.ACCEPTED:
                self.moments += 1
                day = stepping.follow_up_on(change, before.item_or_none(change.item), at, self.policy)
                yield from self._day(before, What.FOLLOW_UP, change.id, change.follow_up_on, day, at)

    def _covered(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        """A need has waited until now: was that told, and would it have been?"""
        for need in before.needs:
            now = after.need(need.id)
            if need.over or not before.waits(need.id) or now is None or not (after.covered(need.id) or now.over):
                continue
            self.moments += 1
            were, would = need.uncovered, at - need.since > self.policy.cover_within(need.urgency)
            self.recorded[What.NEED_UNCOVERED] += were
            self.tried[What.NEED_UNCOVERED] += would
            if were != would:
                told = _waited(need, at)
                yield Difference(
                    before.id, at, What.NEED_UNCOVERED, need.id, told if were else None, told if would else None
                )

    def _day(
        self, plan: Plan, what: What, part: UUID | None, were: date | None, would: date | None, at: datetime
    ) -> Iterator[Difference]:
        """None: no such day was set, such as for contact where the review comes first."""
        self.recorded[what] += were is not None
        self.tried[what] += would is not None
        if were != would:
            before, after = (None if day is None else str(day) for day in (were, would))
            yield Difference(plan.id, at, what, part, before, after)


def _prompted(before: Plan, after: Plan) -> dict[tuple[UUID, str], str]:
    """Steps that policy proposed in between: what they were for, and on which ground."""
    known = {change.id for change in before.changes}
    return {
        (change.item, change.direction.value): f"rung {change.to_rung:d}: {', '.join(change.grounds)}"
        for change in after.changes
        if change.id not in known and change.proposed_by is None
    }


def _was(plan: Plan, change: Change) -> ChangeState | None:
    return next((each.state for each in plan.changes if each.id == change.id), None)


def _waited(need: Need, until: datetime) -> str:
    return f"after {(until - need.since).days} days"

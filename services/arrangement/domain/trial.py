"""A changed policy over the recorded past: the same decisions on the plans as they were, and what differs.

Each moment at which policy decided is decided anew on the plan as it stood then: a review, an agreement, a step that
took effect, a need that waited. What people decided stands: nothing follows from a proposal that nobody saw.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

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
        for differing in (self._reviews, self._agreement, self._effected, self._covered):
            self.differences += differing(before, after, at)

    def _reviews(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        for review in after.reviews[len(before.reviews) :]:
            self.moments += 1
            # which planned moment it answered was not always kept; it was the one that was there
            held = replace(review, planned_on=before.review_on)
            following = review.reviewed_on + planning.review_every(before, self.policy)
            # as it was taken then: what is refused by now was held all the same
            again, _ = reviewing.followed(before, held, following, at, uuid4, self.policy)
            were, would = _prompted(before, after), _prompted(before, again)
            for key in sorted(were.keys() | would.keys()):
                what = What.STEP_UP if key[1] == "up" else What.STEP_DOWN
                self.recorded[what] += key in were
                self.tried[what] += key in would
                if (key in were) != (key in would):
                    yield Difference(before.id, at, what, key[0], were.get(key), would.get(key))

    def _agreement(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        if before.state is PlanState.DRAFT and after.state in (PlanState.AGREED, PlanState.ACTIVE):
            again, _ = lifecycle.agreed(before, True, at, self.policy)
            yield from self._day(before, What.FIRST_REVIEW, None, after.review_on, again.review_on, at)

    def _effected(self, before: Plan, after: Plan, at: datetime) -> Iterator[Difference]:
        for change in after.changes:
            if change.state is ChangeState.EFFECTED and _was(before, change) is ChangeState.ACCEPTED:
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
        self, plan: Plan, what: What, part: UUID | None, were: object, would: object, at: datetime
    ) -> Iterator[Difference]:
        self.moments += 1
        self.recorded[what] += 1
        self.tried[what] += 1
        if were != would:
            yield Difference(plan.id, at, what, part, str(were), str(would))


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

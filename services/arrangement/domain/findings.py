"""What reviews found of the support that runs: goals that are met, and scores that stay."""

from collections.abc import Collection
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.carers import Burden
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, LifeDomain
from services.arrangement.domain import scores
from services.arrangement.domain.change import Change
from services.arrangement.domain.goal import Goal, aimed_at
from services.arrangement.domain.item import Item
from services.arrangement.domain.ladder import DOWN
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.policy import Ladder
from services.arrangement.domain.review import Review

#: The score of an acute problem. That it stays one is no reason for less support.
ACUTE = 1


def scored_in(plan: Plan, domain: LifeDomain, review: Review) -> bool:
    """Whether the last score of this domain is the one of this review."""
    return [each for each, _ in scores.of(plan, domain)][-1:] == [review.id]


def met(plan: Plan, domain: LifeDomain) -> tuple[Goal, ...]:
    """All goals of this domain that count; none while one of them is not met."""
    goals = tuple(goal for goal in aimed_at(plan.goals) if goal.domain is domain and not goal.met_before)
    return goals if all(goal.met for goal in goals) else ()


def met_with(plan: Plan, item: Item, domain: LifeDomain) -> list[UUID]:
    """All goals of this domain, with the reviews that found them met: a goal that was not for a while, and is again, is
    a new fact. Nothing while one is not met, or when the last of them was before this support began: that says nothing
    of what it is needed for.
    """
    goals, held = met(plan, domain), _held(plan, item)
    if not any(goal.met_in in held for goal in goals):
        return []
    return [fact for goal in goals for fact in (goal.id, goal.met_in) if fact]


def stable(plan: Plan, item: Item, domain: LifeDomain, number: int) -> list[UUID]:
    """The last so many reviews that scored this domain, all held while this support ran, when none of them scored lower
    than what came before it, and the problem is not acute; else nothing.
    """
    found = scores.of(plan, domain)[-number - 1 :]
    values = [score for _, score in found]
    if values != sorted(values) or values[-1:] == [ACUTE]:
        return []
    held = _held(plan, item)
    reviews = [review for review, _ in found[-number:] if review is not None and review in held]
    return reviews if len(reviews) == number else []


def heard_since(plan: Plan, change: Change) -> set[UUID]:
    """The reviews, and the check-ins with a worry, since it was said that this step holds."""
    if change.followed_at is None:
        return set()
    since = day_of(change.followed_at)
    reviews = {review.id for review in plan.reviews if review.reviewed_on >= since}
    return reviews | {check_in.id for check_in in plan.check_ins if check_in.worry and check_in.on >= since}


def must_be_so(plan: Plan, item: Item, grounds: Collection[Ground], ladder: Ladder) -> None:
    """Raises Refused when one of these grounds of a step down is not how it stands in the plan: it would rest on
    nothing.
    """
    untrue = _untrue(plan, item, ladder)
    if wrong := untrue & set(grounds):
        named, others = (", ".join(sorted(each)) for each in (wrong, DOWN - untrue))
        raise Refused("ground-not-so", f"What stands in this plan says otherwise: {named}. Grounds may be: {others}.")


def _untrue(plan: Plan, item: Item, ladder: Ladder) -> set[Ground]:
    """The grounds of a step down that cannot be so; of the others a person knows."""
    need = plan.need(item.need)
    if need is None:
        return set()
    so = {
        Ground.GOALS_MET: bool(met(plan, need.domain)),
        Ground.STABLE_REVIEWS: not item.lasting and bool(stable(plan, item, need.domain, ladder.stable_reviews)),
        Ground.NEAR_END: item.until is not None,
        Ground.CARER_RELIEVED: plan.carer is not Burden.TOO_HEAVY,
    }
    return {ground for ground, it_is in so.items() if not it_is}


def _held(plan: Plan, item: Item) -> set[UUID]:
    """The reviews since this support began."""
    if item.started_at is None:
        return set()
    began = day_of(item.started_at)
    return {review.id for review in plan.reviews if review.reviewed_on >= began}

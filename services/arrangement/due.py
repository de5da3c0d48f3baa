"""What happens when a clock has run out: load, decide, save, record."""

from collections.abc import Callable, Sequence
from uuid import UUID

from libs.delivery.service import TimerHandler
from libs.delivery.timers import Timer
from services.arrangement import budgets, clocks, indications, network, store, survey
from services.arrangement.domain import application as applications
from services.arrangement.domain import covering, lifecycle, planning, stepping, triggers
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.recording import W, policy, told, told_of_application


async def _when_due(work: W, timers: Sequence[Timer], decide: Callable[[Plan, UUID], Decision]) -> None:
    """For a clock of a plan, or of a part of one."""
    due = [(timer, UUID(timer.data.get("plan", str(timer.aggregate)))) for timer in timers]
    plans = await store.plans_by_id(work.connection, (plan_id for _, plan_id in due))
    for timer, plan_id in due:
        plans[plan_id] = told(work, decide(plans[plan_id], timer.aggregate))
    await store.save_plans(work.connection, plans.values(), work.now)


async def need_term(work: W, timers: Sequence[Timer]) -> None:
    """A need was without support for as long as it may be."""
    await _when_due(work, timers, lambda plan, need: covering.term_passed(plan, need, work.now, work.new_id))


async def review(work: W, timers: Sequence[Timer]) -> None:
    """The day of a review is over."""
    await _when_due(work, timers, lambda plan, _: planning.review_overdue(plan, work.now))


async def check_in(work: W, timers: Sequence[Timer]) -> None:
    """The day of a light contact is over."""
    await _when_due(work, timers, lambda plan, _: planning.check_in_overdue(plan, work.now))


async def follow_up(work: W, timers: Sequence[Timer]) -> None:
    """The day has come to look whether a step holds."""
    await _when_due(work, timers, stepping.follow_up_due)


async def item_near_end(work: W, timers: Sequence[Timer]) -> None:
    """A grant's end comes near."""
    await _when_due(work, timers, lambda plan, item: triggers.near_end(plan, item, work.now, work.new_id))


async def decision_term(work: W, timers: Sequence[Timer]) -> None:
    """The legal term of an application comes to its end, has passed, runs on, or still stands still."""
    found = await store.lock_applications(work.connection, (timer.aggregate for timer in timers))
    rules = policy(work)
    for application in found:
        decision = applications.term_looked_at(application, rules.decision_near, rules.decision_still, work.now)
        await store.save_application(work.connection, told_of_application(work, decision))


async def item_last_day(work: W, timers: Sequence[Timer]) -> None:
    """A grant's last day is over."""
    await _when_due(work, timers, lambda plan, item: lifecycle.expired(plan, item, work.now, work.new_id))


TIMERS: dict[str, TimerHandler] = {
    clocks.COVER: need_term,
    clocks.REVIEW: review,
    clocks.CHECK_IN: check_in,
    clocks.FOLLOW_UP: follow_up,
    clocks.LAST_DAY: item_last_day,
    clocks.NEAR_END: item_near_end,
    clocks.DECISION: decision_term,
    **indications.TIMERS,
    **budgets.TIMERS,
    **survey.TIMERS,
    **network.TIMERS,
}

"""When it is asked whether somebody was helped well, and what happens when nobody answers."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from libs.contracts.calendar import after, day_of, morning_of
from libs.contracts.payload import Event
from libs.contracts.plans import PlanActivated, PlanClosed, PlanItemEnded, PlanItemStarted
from libs.contracts.surveys import Group, Moment
from libs.contracts.words import Rung
from libs.delivery.service import TimerHandler
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.arrangement import store
from services.arrangement.domain import satisfaction
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.policy import Survey
from services.arrangement.domain.satisfaction import Satisfaction, SatisfactionState
from services.arrangement.settings import Settings

#: It is to be asked; the term for an answer is over.
ASK, ANSWER_TERM = "satisfaction_asked", "satisfaction_term"
#: Each moment is a timer of its own.
OCCURRENCES = {Moment.ON_THE_WAY: 1, Moment.AT_THE_END: 2}

W = Work[Settings]


def _rules(work: W) -> Survey:
    return work.settings.policies.at(work.now).survey


def set_clocks(work: W, plan: Plan, events: Iterable[Event]) -> None:
    """When each group is asked, by these events of this plan."""
    rules, today = _rules(work), day_of(work.now)
    for event in events:
        match event:
            case PlanActivated():
                _ask(work, plan, Group.RESIDENT, plan.id, today + rules.resident_after)
            case PlanItemStarted(rung=Rung.VOLUNTEERS):
                _ask(work, plan, Group.VOLUNTEER, event.item, today + rules.volunteer_after)
            case PlanItemEnded() if event.rung > Rung.VOLUNTEERS:
                _ask(work, plan, Group.PARTNER, event.item)
            case PlanClosed():
                work.cancel(plan.id, ASK, OCCURRENCES[Moment.ON_THE_WAY])
                # of who was not helped since nobody asks the same again
                if rules.at_closing and not event.before_clarification:
                    _ask(work, plan, Group.RESIDENT, plan.id)


def _ask(work: W, plan: Plan, group: Group, part: UUID, on: date | None = None) -> None:
    # in a transaction of its own when it is asked at once: a question is no part of what was decided
    moment = Moment.ON_THE_WAY if on else Moment.AT_THE_END
    due = morning_of(on) if on else work.now
    work.schedule(part, ASK, due, OCCURRENCES[moment], plan=str(plan.id), group=group.value, moment=moment.value)


async def ask(work: W, timers: Sequence[Timer]) -> None:
    """It is told that somebody is to be asked, once; by whom is not for those who work on the plan."""
    plans = await store.plans_by_id(work.connection, (UUID(timer.data["plan"]) for timer in timers))
    today, within = day_of(work.now), _rules(work).answer_within
    for timer in timers:
        plan = plans[UUID(timer.data["plan"])]
        group, moment, part = Group(timer.data["group"]), Moment(timer.data["moment"]), timer.aggregate
        if satisfaction.to_be_asked(plan, group, moment, part, today) and not await store.asked_already(
            work.connection, plan.id, group, moment, part, today
        ):
            await _put(work, plan, group, moment, part, within)


async def _put(work: W, plan: Plan, group: Group, moment: Moment, part: UUID, within: timedelta) -> None:
    it, events = satisfaction.asked(work.new_id(), plan, group, moment, part, day_of(work.now), within)
    it = work.record(it, events)
    await store.insert_satisfaction(work.connection, it)
    work.schedule(it.id, ANSWER_TERM, after(it.answer_by))


async def answer_term(work: W, timers: Sequence[Timer]) -> None:
    """Nobody answered in time."""
    for it in await store.lock_satisfaction(work.connection, (timer.aggregate for timer in timers)):
        await save(work, satisfaction.term_passed(it, day_of(work.now)))


async def save(work: W, decision: satisfaction.Decision) -> Satisfaction:
    """Record what was decided and save it; the clock of an answer stops with the answer.

    With every fifth answer it is told what five people said.
    """
    it, events = decision
    it = work.record(it, events)
    await store.save_satisfaction(work.connection, it)
    if it.state is not SatisfactionState.ASKED:
        work.cancel(it.id, ANSWER_TERM)
    if it.state is SatisfactionState.ANSWERED:
        for reply, told in satisfaction.told_together(await store.said_by_five(work.connection, it), work.new_id):
            work.record(reply, [told])
    return it


TIMERS: dict[str, TimerHandler] = {ASK: ask, ANSWER_TERM: answer_term}

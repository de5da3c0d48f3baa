"""An area at once: rounds are asked for, worked out, and applied a page at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

from libs.contracts.refusals import Refused
from libs.delivery.failpoints import failpoint
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching import planning, store
from services.matching.decide import Step, decide
from services.matching.domain import assignment, ladder, search
from services.matching.domain.area import Area
from services.matching.domain.assignment import Line
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Need
from services.matching.domain.round import Outcome, Round, RoundState, outcome
from services.matching.planning import Failed, Plan, Question
from services.matching.settings import Settings
from services.matching.waiting import wait_for

W = Work[Settings]
log = structlog.get_logger("omzien.matching")

#: A round of an area is due; and a round goes on.
DUE, ADVANCE = "assignment_due", "assignment_advances"
#: Needs that are answered in one transaction.
PAGE = 100
#: Seconds within which a round must be worked out, else everybody is looked for one by one.
PATIENCE = 120.0
#: How long a round waits for another one in its area.
AGAIN = timedelta(minutes=1)


def waits(work: W, need: Need) -> bool:
    """Whether a need that just opened waits for the next round in its area, which is then sure to come."""
    policy, places = work.settings.policies.at(work.now), work.settings.places
    until = policy.assignment.waits_until(need.stated.urgency, work.now)
    if until is None or assignment.own_suffices(need, Market((), places, policy, work.now)):
        return False
    area = Area.around(need.neighbourhood, policy.assignment.area, places)
    work.schedule(area.id, DUE, until, occurrence=int(until.timestamp()) // 60, area=str(area))
    return True


async def ask(work: W, area: Area) -> Round:
    """A round in this area, from now on. Raises Refused for an area that is not known or has a round already."""
    if not area.neighbourhoods(work.settings.places):
        raise Refused("area-unknown", f"{area}: use a neighbourhood or district of the municipality, or all of it.")
    begun = Round(id=work.new_id(), area=area, by_rhythm=False, asked_at=work.now)
    running = await store.begin_round(work.connection, begun)
    if running is not None:
        raise Refused("assignment-running", f"Round {running} is not done in this area: ask again when it is.")
    work.schedule(begun.id, ADVANCE, work.now)
    return begun


async def begin(work: W, timers: Sequence[Timer]) -> None:
    """Somebody waits for a round in this area. While one is running there, the next one follows it."""
    for timer in timers:
        begun = Round(id=work.new_id(), area=Area.read(timer.data["area"]), by_rhythm=True, asked_at=work.now)
        if await store.begin_round(work.connection, begun) is None:
            work.schedule(begun.id, ADVANCE, work.now)
        else:
            work.schedule(timer.aggregate, DUE, work.now + AGAIN, timer.occurrence, **timer.data)


async def advance(work: W, timers: Sequence[Timer]) -> None:
    """Work a round out, or apply its next page: a transaction each, so that nothing is locked for long.

    One round in a transaction: two would lock needs after offerings.
    """
    first, *others = timers
    for timer in others:
        work.schedule(timer.aggregate, ADVANCE, work.now, timer.occurrence)
    round_ = await store.lock_round(work.connection, first.aggregate)
    if round_ is None or round_.state is RoundState.DONE:
        return
    if round_.state is RoundState.ASKED:
        round_ = await _work_out(work, round_)
    elif not await _apply(work, round_):
        round_ = replace(round_, state=RoundState.DONE, done_at=work.now)
        log.info("assignment_done", round=str(round_.id), area=str(round_.area))
    await store.save_round(work.connection, round_)
    if round_.state is not RoundState.DONE:
        work.schedule(round_.id, ADVANCE, work.now)


async def _work_out(work: W, round_: Round) -> Round:
    settings, db = work.settings, work.connection
    neighbourhoods = round_.area.neighbourhoods(settings.places)
    url, policy = settings.database_url.get_secret_value(), settings.policies.at(work.now)
    question = Question(url, neighbourhoods, settings.places, policy, work.now)
    failed = None
    try:
        plan = await wait_for(work, planning.ask(question, PATIENCE))
    except (Failed, OSError) as error:
        failed = str(error)
        log.error("assignment_not_worked_out", round=str(round_.id), area=str(round_.area), why=failed)
        plan = Plan([Line(need) for need in await store.ids_to_assign(db, neighbourhoods)], {})
    await failpoint("assignment.worked_out")
    await store.add_lines(db, round_.id, plan.lines)
    return replace(round_, state=RoundState.APPLYING, failed=failed, figures=plan.figures)


async def _apply(work: W, round_: Round) -> bool:
    """Whether there was something left to do. Every choice is looked at again, on what is true now."""
    lines = await store.next_lines(work.connection, round_.id, PAGE)
    if not lines:
        return False
    before: dict[UUID, Need] = {}
    late: list[UUID] = []

    def release(need: Need, _: Market) -> Change:
        before[need.id] = need
        return assignment.let_go(need)

    def take(line: Line, need: Need, market: Market) -> Change:
        before.setdefault(need.id, need)
        offering = market.offering(line.offering) if line.offering else None
        gone = line.offering is not None and (offering is None or not ladder.takes(need, offering, market))
        if gone and not line.moves and assignment.waits(need) and need.pending is None:
            late.append(need.id)
            return need, []
        return search.look(need, market, work.new_id, line.offering)

    # all offers that make place for another come free first: two can be exchanged
    steps = [Step(line.need, release, searches=False) for line in lines if line.moves]
    steps += [Step(line.need, partial(take, line)) for line in lines]
    after = await decide(work, steps, also=[line.offering for line in lines if line.offering])
    await store.put_lines_last(work.connection, round_.id, late)
    done: dict[UUID, Outcome] = {
        line.need: outcome(before.get(line.need), after[line.need], line.offering)
        for line in lines
        if line.need not in late
    }
    await store.close_lines(work.connection, round_.id, done)
    await failpoint("assignment.page_applied")
    return True


TIMERS = {DUE: begin, ADVANCE: advance}

"""How gaps change: since when a need is one, what is counted afterwards, and what people say to it."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from libs.contracts.calendar import after, day_of
from libs.contracts.refusals import not_found
from libs.contracts.words import Category
from libs.delivery.commands import Command
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching.domain import gap as decisions
from services.matching.domain.gap import Change, Gap, unanswered
from services.matching.domain.need import Need
from services.matching.settings import Settings
from services.matching.store import gaps as kept

#: Needs became gaps, or are gaps no more: they are counted, in a transaction of its own.
COUNT = "gaps_counted"
#: The day by which an answer was promised is over.
PROMISE = "gap_promise_over"

Decision = Callable[[Gap], Change]


async def follow(work: Work[Settings], before: Mapping[UUID, Need], changed: Sequence[Need]) -> None:
    """Keep since when each of these needs is a gap. To be called wherever needs are saved.

    What they amount to is counted afterwards: the row of a gap would make all needs of a neighbourhood wait.
    """
    was = {need.id: unanswered(need) for need in before.values()}
    moved = [need for need in changed if unanswered(need) != was.get(need.id, False)]
    if not moved:
        return
    begun = [need.id for need in moved if unanswered(need)]
    ended = [need.id for need in moved if not unanswered(need)]
    await kept.move_stays(work.connection, begun, ended, work.now)
    cells = sorted({(need.neighbourhood, need.stated.category) for need in moved})
    # under a key of its own: every change is counted after its own commit
    work.schedule(work.new_id(), COUNT, work.now, cells=cells)


def moved(work: Work[Settings], needs: Sequence[Need], homes: Mapping[UUID, str]) -> None:
    """These needs, as they were, are of another neighbourhood now: gaps are counted in both."""
    cells = {(place, each.stated.category) for each in needs for place in (each.neighbourhood, homes[each.id])}
    if cells:
        work.schedule(work.new_id(), COUNT, work.now, cells=sorted(cells))


async def count(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """What opened, grew or closed is told."""
    cells = {(place, Category(category)) for timer in timers for place, category in timer.data["cells"]}
    gaps = await kept.lock_cells(work.connection, cells, work.new_id)
    # counted under the lock, by a statement that sees what was committed until now
    counts = await kept.count(work.connection, [(gap.neighbourhood, gap.category) for gap in gaps])
    rules, today = work.settings.policies.at(work.now).gaps, day_of(work.now)
    changed = []
    for gap in gaps:
        found = counts[gap.neighbourhood, gap.category]
        after_it = _tell(work, decisions.counted(gap, found, rules, today))
        if after_it != gap:
            changed.append(after_it)
        if gap.promised_on and not after_it.promised_on:
            work.cancel(gap.id, PROMISE)
    await kept.save_gaps(work.connection, changed)
    await kept.close_outcomes(work.connection, [gap.id for gap in changed if not gap.cases])


async def promise_over(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """Told while needs are still without an answer."""
    gaps = await kept.lock_gaps(work.connection, (timer.aggregate for timer in timers))
    today = day_of(work.now)
    await kept.save_gaps(work.connection, [_tell(work, decisions.promise_over(gap, today)) for gap in gaps.values()])


async def decide(work: Command, id_: UUID, decision: Decision) -> Gap:
    """Decide on a gap, locked; the clock of its promise follows. Raises Refused (missing) when there is none."""
    gap = (await kept.lock_gaps(work.connection, [id_])).get(id_)
    if gap is None:
        raise not_found("gap", id_)
    work.expect(gap)
    gap = _tell(work, decision(gap))
    await kept.save_gaps(work.connection, [gap])
    if gap.promised_on:
        work.schedule(gap.id, PROMISE, after(gap.promised_on))
    else:
        work.cancel(gap.id, PROMISE)
    return gap


def _tell(work: Work[Settings], change: Change) -> Gap:
    gap, events = change
    return work.record(gap, events)

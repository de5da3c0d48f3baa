"""Looking for rings in a neighbourhood: the best set that excludes nobody twice, put to everybody in it at once."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from libs.contracts.places import Places
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching import packing, store
from services.matching.decide import Table
from services.matching.domain import rings
from services.matching.domain.circles import Circle, candidates, circles, links, may_join
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.policy import Policy
from services.matching.domain.rings import Ring
from services.matching.settings import Settings
from services.matching.waiting import wait_for

LOOK = "rings_due"

#: Needs of one neighbourhood that are looked at, those that wait longest first.
MOST_NEEDS = 1_000


async def look(work: Work[Settings], neighbourhood: str) -> list[Ring]:
    """Look for rings and offer the best set of them. What somebody answered meanwhile is left alone.

    Nothing is locked while it is looked for, and the event loop serves others: in a large neighbourhood it takes
    seconds.
    """
    needs, offerings = await store.ring_supply(work.connection, neighbourhood, MOST_NEEDS)
    places, policy = work.settings.places, work.settings.policies.at(work.now)
    found = await wait_for(work, asyncio.to_thread(find, needs, offerings, places, policy, work.now))
    if not found:
        return []
    told = [link for circle in found for link in circle]
    asked = [link.need for link in told]
    table = await Table.lock(work, asked, asked, held=[link.offering for link in told])
    offered = []
    for circle in found:
        move = rings.offer(work.new_id(), circle, table.needs, table.market, work.new_id)
        if move is not None:
            offered.append(table.move(move))
    await table.save()
    return offered


def find(
    needs: Sequence[Need], offerings: Sequence[Offering], places: Places, policy: Policy, now: datetime
) -> list[Circle]:
    """The best set of circles among these: each need once, each contribution no more often than it has places."""
    market, rule = Market(offerings, places, policy, now), policy.rings
    joining = {need.id: need for need in needs if may_join(need, market)}
    if len(joining) < rule.minimum_needs:
        return []
    cases = {need.caseid for need in joining.values()}
    giving = [each for each in offerings if each.caseid in cases and not each.withdrawn]
    around = circles(links(list(joining.values()), giving, market), rule.max_length, rule.most_circles)
    weighed = candidates(around, joining, rule)
    free = {each.id: max(0, each.free) for each in offerings}
    chosen = packing.best([each.value for each in weighed], [each.takes for each in weighed], free)
    return [weighed[index].circle for index in chosen]


def due(work: Work[Settings], neighbourhoods: Iterable[str]) -> None:
    """Somebody there asked or offered something: rings are looked for at the next moment of the rhythm, once.

    Each neighbourhood has its own moment, so that not all are looked at together.
    """
    every = work.settings.policies.at(work.now).rings.every
    for neighbourhood in set(neighbourhoods):
        area = uuid5(NAMESPACE_URL, f"omzien:rings:{neighbourhood}")
        turn, moment = _next(work.now, every, area)
        work.schedule(area, LOOK, moment, turn, neighbourhood=neighbourhood)


async def look_when_due(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """The rhythm: a neighbourhood in a transaction, since those of one would be locked while the next is looked for."""
    first, *others = sorted({timer.data["neighbourhood"] for timer in timers})
    await look(work, first)
    for neighbourhood in others:
        work.schedule(work.new_id(), LOOK, work.now, neighbourhood=neighbourhood)


def _next(now: datetime, every: timedelta, area: UUID) -> tuple[int, datetime]:
    """The number of the turn that comes next there, and when it is."""
    start = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=area.int % max(1, int(every.total_seconds())))
    turn = (now - start) // every + 1
    return turn, start + turn * every

"""Telling that a lighter offering is there: load, decide, save, record, for what came free or into the catalogue."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from libs.contracts.needs import NeedLighterAvailable
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Places
from libs.contracts.words import Rung
from libs.delivery.pages import FIRST
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching import store
from services.matching.decide import SUPPLY
from services.matching.domain import lighter as decisions
from services.matching.domain.lighter import Standing
from services.matching.domain.market import Market
from services.matching.domain.need import Fact, Need
from services.matching.domain.offering import Offering
from services.matching.settings import Settings
from services.matching.store import lighter as kept
from services.matching.store.lighter import Place, Told

#: An offering came free, changed, or left: who has a heavier answer is looked at, once nobody waits for it any more.
LIGHTER = "lighter_came"
#: Needs per offering that are looked at in one transaction.
PAGE = 50
START: Place = (0, FIRST)


def came(work: Work[Settings], offerings: Iterable[UUID], after: Place = START) -> None:
    """Look at needs with a heavier answer, from one of them on, in a transaction of its own."""
    rank, need = after
    work.schedule(work.new_id(), LIGHTER, work.now, offerings=sorted(map(str, offerings)), after=[rank, str(need)])


async def look(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """What would be lighter for whom is told, the nearest first, for so many needs per free place as policy says.

    What was told before and does not hold any more is told as gone. A page at a time for each offering.
    """
    wanted: dict[UUID, Place] = {}
    for timer in timers:
        for id_ in map(UUID, timer.data["offerings"]):
            wanted[id_] = min(_place(timer), wanted.get(id_, _place(timer)))
    seen = {each.id: each for each in await store.offerings(work.connection, wanted)}
    found = {id_: await _near(work, seen[id_], after) for id_, after in wanted.items() if id_ in seen}
    told = await kept.told_lighter(work.connection, seen)
    # needs before offerings
    needs = await store.lock_needs(work.connection, {*(id_ for page in found.values() for _, id_ in page), *_of(told)})
    offerings = await store.lock_offerings(work.connection, seen)
    policy = work.settings.policies.at(work.now)
    market = Market(offerings.values(), work.settings.places, policy, work.now)
    before, states = dict(needs), dict[Told, Standing]()

    def tell(fact: Fact) -> None:
        needs[fact.subject] = work.record(needs[fact.subject], [fact.event])

    for need, id_ in told:
        states[need, id_], gone = decisions.look_back(needs[need], offerings[id_], market)
        if gone:
            tell(gone)
    for id_, page in found.items():
        offering = offerings[id_]
        standing = sum(of == id_ and state is Standing.STANDING for (_, of), state in states.items())
        left = offering.free * policy.lighter_per_place - standing
        chosen = list(decisions.choose([needs[need] for _, need in page], offering, market, left))
        for fact in chosen:
            tell(fact)
            states[fact.subject, id_] = Standing.STANDING
        if len(page) == PAGE and len(chosen) < left:
            came(work, [id_], after=page[-1])
    changed = [need for id_, need in needs.items() if need != before[id_]]
    if changed:
        await store.save_needs(work.connection, changed, before)
    known = set(told)
    moved = {each: state for each, state in states.items() if each not in known or state is not Standing.STANDING}
    await kept.save_lighter(work.connection, moved, work.now)


async def look_here(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """Support above rung 2 began: what came, lighter, between its proposal and its start was told to nobody.

    Who was looking when the offering came did not see this need run; one offering is told for each need, within what
    policy allows per free place. What came just now is left to `look`, which follows once those who
    wait had their turn.
    """
    needs = await store.lock_needs(work.connection, [timer.aggregate for timer in timers])
    heavy = [need for _, need in sorted(needs.items()) if decisions.heavier(need, Rung.VOLUNTEERS)]
    if not heavy:
        return
    places, policy = work.settings.places, work.settings.policies.at(work.now)
    market = await store.lock_market(work.connection, heavy, [], places, policy, work.now)
    just_came = await kept.sought_for(work.connection, SUPPLY, work.now)
    offerings = [each for each in market.offerings if each.id not in just_came]
    standing = Counter(of for _, of in await kept.told_lighter(work.connection, [each.id for each in offerings]))
    left = {each.id: each.free * policy.lighter_per_place - standing[each.id] for each in offerings}
    known = await kept.told_of(work.connection, [need.id for need in heavy])
    changed, states = list[Need](), dict[Told, Standing]()
    for need in heavy:
        unknown = {id_: number for id_, number in left.items() if (need.id, id_) not in known}
        fact = decisions.nearby(need, market, unknown)
        if fact is not None and isinstance(fact.event, NeedLighterAvailable):
            changed.append(work.record(need, [fact.event]))
            states[need.id, fact.event.offering] = Standing.STANDING
            left[fact.event.offering] -= 1
    if changed:
        await store.save_needs(work.connection, changed, needs)
    await kept.save_lighter(work.connection, states, work.now)


def _of(told: Iterable[Told]) -> Iterable[UUID]:
    return (need for need, _ in told)


def _place(timer: Timer) -> Place:
    rank, need = timer.data["after"]
    return int(rank), UUID(need)


async def _near(work: Work[Settings], offering: Offering, after: Place) -> list[Place]:
    """A page of the needs that it might serve; nobody while it has no place."""
    if offering.withdrawn or not offering.free or not work.settings.policies.at(work.now).lighter_per_place:
        return []
    return await kept.needs_heavier(work.connection, offering, _reached(offering, work.settings.places), after, PAGE)


def _reached(offering: Offering, places: Places) -> list[str]:
    """The neighbourhoods that it reaches, the nearest first; last what has no place."""
    served = offering.serves or (*places.by_code, UNKNOWN_NEIGHBOURHOOD)
    away = {code: places.kilometres(offering.neighbourhood, code) for code in served}
    return sorted(away, key=lambda code: (away[code] is None, away[code] or 0.0, code))

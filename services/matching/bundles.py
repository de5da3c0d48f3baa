"""How groups change: load, decide, save, record. A bundle is locked before needs, and needs before offerings."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from libs.contracts.bundles import BundleRole
from libs.contracts.payload import Event
from libs.contracts.refusals import not_found
from libs.delivery.pages import FIRST
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching import catalogue, store
from services.matching.decide import Step, decide, supply_came
from services.matching.domain import answers, bundles, bundling, grouping, joining
from services.matching.domain import offering as offerings
from services.matching.domain.bundles import Bundle, BundleState, Change, Decision
from services.matching.domain.grouping import Group
from services.matching.domain.market import Market
from services.matching.domain.need import Change as NeedChange
from services.matching.domain.need import Need
from services.matching.domain.policy import Policy
from services.matching.leaving import LEFT
from services.matching.settings import Settings
from services.matching.waiting import wait_for

W = Work[Settings]

SEARCH = "bundle_search"
EXPIRY = "bundle_expires"

#: Needs of which one search makes groups, the most urgent first; helpers and hosts that are looked at for a group.
LOOKED_AT, HELPERS, HOSTS = 10_000, 200, 50


async def search(work: W) -> list[Bundle]:
    """Find groups among needs without an answer, and ask everybody. One search at a time."""
    policy, places = work.settings.policies.at(work.now), work.settings.places
    rules, db = policy.bundles, work.connection
    await store.lock_search(db, work.now)
    waiting = await store.needs_to_bundle(db, rules.groups, work.now - rules.rest, LOOKED_AT)
    found: list[Bundle] = []
    # in a thread: with ten thousand needs it takes seconds, in which this process has others to answer
    for group in await wait_for(work, to_thread(grouping.find, waiting, places, rules)):
        asked = {each.offering for bundle in found for each in bundle.invitations if each.offering}
        bundle = await _with_helpers(work, group, policy, asked)
        if bundle is not None:
            found.append(bundle)
    # between reading and asking somebody may have been answered
    needs = await store.lock_needs(db, (each.need for bundle in found for each in bundle.invitations if each.need))
    open_ = {id_ for id_, need in needs.items() if grouping.may_be_bundled(need, rules)}
    standing = [_without(bundle, open_) for bundle in found]
    proposed = [_propose(work, each) for each in standing if len(each.of(BundleRole.MEMBER)) >= each.minimum]
    # saving refers to these, and so locks them: in key order, like everybody
    named = {each.offering for bundle in proposed for each in bundle.invitations} | {each.host for each in proposed}
    await store.lock_offerings(db, (id_ for id_ in named if id_))
    await store.save_bundles(db, proposed, {})
    return proposed


async def search_in_time(work: W, _: Sequence[Timer]) -> None:
    """On the rhythm of the policy; sets the next time."""
    await search(work)
    work.schedule(FIRST, SEARCH, work.now + work.settings.policies.at(work.now).bundles.every)


async def expire(work: W, timers: Sequence[Timer]) -> None:
    """The term is over: everybody goes on alone, as they did already."""
    await _change(work, {timer.aggregate: bundles.expire for timer in timers})


async def leave(work: W, timers: Sequence[Timer]) -> None:
    """Some cannot take part any more."""
    gone: dict[UUID, list[tuple[list[UUID], str]]] = {}
    for timer in timers:
        ids = [UUID(each) for each in timer.data["invitations"]]
        gone.setdefault(UUID(timer.data["bundle"]), []).append((ids, timer.data["ground"]))

    def decision(left: Sequence[tuple[list[UUID], str]], bundle: Bundle) -> Change:
        events: list[Event] = []
        for ids, ground in left:
            bundle, more = bundles.lapse(bundle, ids, ground)
            events += more
        return bundle, events

    await _change(work, {bundle: partial(decision, left) for bundle, left in gone.items()})


async def decide_on(work: W, id_: UUID, decision: Decision) -> Bundle:
    """Decide on one bundle, locked; it starts at once when that makes it ready. Raises Refused (missing)."""
    changed = await _change(work, {id_: decision})
    if id_ not in changed:
        raise not_found("bundle", id_)
    return changed[id_]


async def _change(work: W, decisions: Mapping[UUID, Decision]) -> dict[UUID, Bundle]:
    before = await store.lock_bundles(work.connection, decisions)
    after: dict[UUID, Bundle] = {}
    for id_, old in before.items():
        new, events = decisions[id_](old)
        new = work.record(new, events)
        if new.ready and new.host:
            new = await _start(work, new, new.host)
        if new.state is BundleState.ENDED and old.state is BundleState.STARTED and old.offering:
            await _end(work, old, old.offering)
        after[id_] = new
    await _book_helpers(work, before, after)
    await store.save_bundles(work.connection, [each for id_, each in after.items() if each != before[id_]], before)
    return after


async def _start(work: W, bundle: Bundle, host: UUID) -> Bundle:
    """Everybody who said yes gets a place, if enough of them still can: else it goes on waiting, or is given up."""
    db, places, policy = work.connection, work.settings.places, work.settings.policies.at(work.now)
    place = await store.offering(db, host)
    if not bundling.may_host(place):
        # it left the catalogue since it was agreed: a coordinator agrees another
        return bundle
    members, helpers = bundle.accepted(BundleRole.MEMBER), bundle.accepted(BundleRole.HELPER)
    asked = {each.need for each in members if each.need}
    standing = (await store.lock_standing(db, asked)).needs
    needs = {id_: need for id_, need in standing.items() if id_ in asked}
    held = {offering for need in needs.values() for offering in need.held}
    held |= {each.offering for each in helpers if each.offering}
    entry = joining.as_offering(bundle, place, work.new_id())
    market = (await store.lock_market(db, needs.values(), held, places, policy, work.now)).with_only(entry)
    found = {need.id: joining.join(need, entry, market, work.new_id) for need in needs.values()}
    with_place = {need: change for need, change in found.items() if change}
    elsewhere = [each for each in members if each.need not in with_place]
    locked = [market.offering(id_) for id_ in held]
    free = {each.id for each in locked if each and each.free > 0 and not each.withdrawn}
    busy = [each for each in helpers if each.offering not in free]
    for gone, ground in ((elsewhere, "answered"), (busy, "no_capacity")):
        bundle = _record(work, bundles.lapse(bundle, [each.id for each in gone], ground))
    if not bundle.ready:
        return bundle
    await catalogue.register(work, [(entry, None)])
    steps = [Step(need, partial(_as_found, change), searches=False) for need, change in with_place.items()]
    # two of them may stand in one ring: it follows when both have their place
    await decide(work, steps, also=[entry.id], as_one=True)
    return _record(work, bundles.start(bundle, entry.id))


def _as_found(change: NeedChange, _: Need, __: Market) -> NeedChange:
    # the need has been locked since it was decided
    return change


async def _end(work: W, bundle: Bundle, entry: UUID) -> None:
    """The entry leaves the catalogue; who had a place in it is looked for again at once."""

    def step(need: Need, market: Market) -> NeedChange:
        had = next(
            (each for each in need.proposals if each.offering == entry and (each.accepted or each.running)), None
        )
        return answers.drop_out(need, had, market, work.new_id) if had else (need, [])

    needs = await store.needs_held_by(work.connection, [entry])
    await decide(work, [Step(need, step) for need in needs], also=[entry, *bundle.helping])
    await catalogue.decide(work, entry, offerings.withdraw)


async def _book_helpers(work: W, before: Mapping[UUID, Bundle], after: Mapping[UUID, Bundle]) -> None:
    """A helper of a running group gives a place to it, and has it back when they stop or the group ends."""
    moved: dict[UUID, int] = {}
    for id_, new in after.items():
        old = before[id_].helping
        moved |= dict.fromkeys(new.helping - old, 1) | dict.fromkeys(old - new.helping, -1)
    if not moved:
        return
    await store.lock_offerings(work.connection, moved)
    await store.move_places(work.connection, moved)
    freed = [offering for offering, places in moved.items() if places < 0]
    if freed:
        await store.forget_names(work.connection, freed)
        supply_came(work, freed)


async def _with_helpers(work: W, group: Group, policy: Policy, asked: set[UUID]) -> Bundle | None:
    """The group with a place, if there is one near, and with people who could help; None when those are too few."""
    rules, places, db = policy.bundles, work.settings.places, work.connection
    category, rule = group.alike.category, rules.groups[group.alike.category]
    near = await store.helpers_near(db, group.serves, rule.helper_skills, category, work.now - rules.rest, HELPERS)
    free = [each for each in near if each.id not in asked]
    helpers = bundling.helpers_for(free, group, rule, places)
    if len(helpers) < rule.helpers:
        return None
    hosts = await store.hosts_near(db, group.serves, bundling.HOSTING, category, HOSTS)
    host = bundling.best_host(hosts, group, places)
    helpers = helpers[: rule.helpers * bundling.ASKED_PER_HELPER]
    return bundling.bundle_of(group, host, helpers, policy, work.now, work.new_id)


def _without(bundle: Bundle, open_: set[UUID]) -> Bundle:
    left = tuple(each for each in bundle.invitations if each.need is None or each.need in open_)
    return replace(bundle, invitations=left)


def _propose(work: W, bundle: Bundle) -> Bundle:
    work.schedule(bundle.id, EXPIRY, bundle.expires_at)
    return _record(work, bundles.proposed(bundle))


def _record(work: W, change: Change) -> Bundle:
    return work.record(*change)


TIMERS = {SEARCH: search_in_time, EXPIRY: expire, LEFT: leave}

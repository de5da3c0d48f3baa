"""Finding groups: among needs without an answer, those of a kind that are near each other and want the same times.

A greedy choice, the same for the same input: of all groups that could be made, the one that serves the most needs is
taken first, of those the one with the shortest ways, then by code; its needs are taken out, and so on until no group is
large enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heappop, heappush
from uuid import UUID

from libs.contracts.bundles import BundleRole
from libs.contracts.needs import Where
from libs.contracts.places import Places
from libs.contracts.proposals import ProposalWithdrawn
from libs.contracts.words import Category, PartOfDay, Party, Rung
from services.matching.domain import search
from services.matching.domain.answers import accept, start
from services.matching.domain.bundle_rules import BundleRules, GroupRule
from services.matching.domain.bundles import Bundle
from services.matching.domain.invitation import Invitation
from services.matching.domain.ladder import asks_each_part
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need, NeedState
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.policy import Policy
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.domain.search import NewId

#: A skill of an entry: it has a place where others may meet.
HOSTING = "hosting"
#: For needs that ask for no language in particular.
ANY_LANGUAGE = ""
#: Why a volunteer's proposal is withdrawn.
CHOSEN = "group_chosen"
#: So many are asked for each helper that a group needs: not everybody will want to.
ASKED_PER_HELPER = 3

#: Needs, each with its distance to the middle of the group, nearest and most urgent first.
Crowd = list[tuple[float, Need]]
#: How good a group would be, lowest first: how many are asked (negative), and how far they are together.
Worth = tuple[int, float]


@dataclass(frozen=True, order=True)
class Likeness:
    """What the needs of one group have in common, beside near places."""

    category: Category
    skills: tuple[str, ...]
    language: str
    neighbourhood: str
    part_of_day: PartOfDay


@dataclass(frozen=True)
class Group:
    """A group that could be made: the needs nearest to its middle first, no more than are asked for one group."""

    alike: Likeness
    serves: tuple[str, ...]
    needs: tuple[Need, ...]
    parts_of_day: tuple[PartOfDay, ...]
    times_per_week: int


def may_be_bundled(need: Need, rules: BundleRules) -> bool:
    """Only a need without an answer: a gap, or a volunteer is offered whom the resident did not accept yet.

    What own strength or network can do, and what somebody asked a rung for, is left alone.

    What is done at somebody's own home, or more than once a day, is not done in a group.
    """
    stated, waiting = need.stated, need.pending
    unanswered = bool(need.unanswered) if waiting is None else _may_choose(waiting)
    return (
        need.state in (NeedState.OPEN, NeedState.PROPOSED)
        and unanswered
        and need.sought is None
        and stated.category in rules.groups
        and not stated.inside_home
        and stated.where is not Where.AT_HOME
        and not asks_each_part(stated)
    )


def find(needs: Iterable[Need], places: Places, rules: BundleRules) -> list[Group]:
    """Groups without a need in common, the best first."""
    near = _near_each_other(places, rules.reach_km)
    crowds: dict[Likeness, Crowd] = {}
    for need in sorted(needs, key=_most_urgent):
        if may_be_bundled(need, rules):
            for middle, kilometres in near.get(need.neighbourhood, {}).items():
                for alike in _likenesses(need, middle):
                    crowds.setdefault(alike, []).append((kilometres, need))
    # a group only gets worse by what others take from it: so the first one that still is as good as it was is the best
    best: list[tuple[Worth, Likeness]] = []
    for alike, crowd in crowds.items():
        crowd.sort(key=lambda pair: pair[0])
        _put(best, alike, crowd, rules)
    found: list[Group] = []
    gone: set[UUID] = set()
    while best:
        _, alike = heappop(best)
        crowd = crowds[alike]
        left = crowds[alike] = [pair for pair in crowd if pair[1].id not in gone]
        if len(left) < len(crowd):
            _put(best, alike, left, rules)
            continue
        rule = rules.groups[alike.category]
        asked = left[: rule.invited]
        found.append(_group(alike, tuple(sorted(near[alike.neighbourhood])), asked, rule))
        gone |= {need.id for _, need in asked}
        crowds[alike] = left[rule.invited :]
        _put(best, alike, crowds[alike], rules)
    return found


def best_host(hosts: Iterable[Offering], group: Group, places: Places) -> Offering | None:
    """Who may lend a place: one that says so before the others, then the nearest, then the largest."""

    def key(host: Offering) -> tuple[bool, float, int, UUID]:
        kilometres = places.kilometres(host.neighbourhood, group.alike.neighbourhood)
        return HOSTING not in host.skills, kilometres or 0.0, -host.capacity, host.id

    return min((each for each in hosts if may_host(each) and each.neighbourhood in group.serves), key=key, default=None)


def may_host(offering: Offering) -> bool:
    """A general provision that is in the catalogue now and has a place of its own."""
    return offering.kind is Kind.ORGANISATION and offering.rung is Rung.GENERAL_PROVISION and not offering.withdrawn


def helpers_for(offered: Iterable[Offering], group: Group, rule: GroupRule, places: Places) -> list[Offering]:
    """Who could cook or help, in the order of asking: residents who give before volunteers, then the nearest.

    This order is the one place where whom it is asked of first is decided.
    """

    def key(helper: Offering) -> tuple[bool, float, UUID]:
        kilometres = places.kilometres(helper.neighbourhood, group.alike.neighbourhood)
        return helper.kind is not Kind.CONTRIBUTION, kilometres or 0.0, helper.id

    return sorted((each for each in offered if _may_help(each, group, rule)), key=key)


def bundle_of(
    group: Group, host: Offering | None, helpers: Sequence[Offering], policy: Policy, now: datetime, new_id: NewId
) -> Bundle:
    """The group as it is put to its people."""
    alike, rule, id_ = group.alike, policy.bundles.groups[group.alike.category], new_id()
    members = [
        Invitation(
            id=new_id(),
            bundle=id_,
            role=BundleRole.MEMBER,
            parts_of_day=need.stated.parts_of_day,
            invited_at=now,
            caseid=need.caseid,
            need=need.id,
        )
        for need in group.needs
    ]
    asked = [
        Invitation(
            id=new_id(),
            bundle=id_,
            role=BundleRole.HELPER,
            parts_of_day=helper.parts_of_day,
            invited_at=now,
            caseid=helper.caseid,
            offering=helper.id,
        )
        for helper in helpers
    ]
    return Bundle(
        id=id_,
        category=alike.category,
        skills=alike.skills,
        language=alike.language or None,
        neighbourhood=alike.neighbourhood,
        serves=group.serves,
        parts_of_day=group.parts_of_day,
        times_per_week=group.times_per_week,
        minimum=rule.minimum,
        maximum=rule.maximum,
        helpers=rule.helpers,
        title=rule.title,
        policy=policy.reference,
        proposed_at=now,
        expires_at=now + policy.bundles.term,
        host=host.id if host else None,
        invitations=(*members, *asked),
    )


def join(need: Need, group: Offering, market: Market, new_id: NewId) -> Change | None:
    """A running place in the group by the ladder's own answer, booked in `market`; None when it goes another way.

    `market` holds the group and what is lighter. A lighter answer that was not put to the resident yet goes first. One
    that was, and that they did not accept, gives way: they chose the group, and so it is not adequate.
    """
    facts: list[Fact] = []
    asked = need
    if need.pending is not None:
        if not _may_choose(need.pending):
            return None
        gone = replace(need.pending, state=ProposalState.WITHDRAWN, ground=CHOSEN)
        facts = [Fact(gone.id, gone.tell(ProposalWithdrawn, ground=CHOSEN))]
        asked = replace(need.with_proposal(gone), sought=Rung.GENERAL_PROVISION)
        market.settle(need, asked)
    after, offered = search.look(asked, market, new_id)
    proposal = after.pending
    if proposal is None or proposal.offering != group.id:
        market.settle(asked, need)
        return None
    facts += offered
    for party in sorted(proposal.parties):
        after, more = accept(after, after.proposal(proposal.id), party)
        facts += more
    after, more = start(after, after.proposal(proposal.id))
    market.settle(asked, after)
    return after, [*facts, *more]


def _may_choose(waiting: Proposal) -> bool:
    """Whether the resident may still choose a group instead."""
    return waiting.rung is Rung.VOLUNTEERS and not waiting.accepted and Party.RESIDENT not in waiting.accepted_by


def lighter(offerings: Iterable[Offering]) -> list[Offering]:
    """Those on the rungs below a group: a need that one of them answers does not stand in it."""
    return [each for each in offerings if each.rung < Rung.GENERAL_PROVISION]


def as_offering(bundle: Bundle, host: Offering, id_: UUID) -> Offering:
    """The group as an ordinary entry of the catalogue, found by other needs while there are places."""
    return Offering(
        id=id_,
        kind=Kind.ORGANISATION,
        rung=Rung.GENERAL_PROVISION,
        categories=(bundle.category,),
        neighbourhood=host.neighbourhood,
        serves=bundle.serves,
        parts_of_day=bundle.parts_of_day,
        skills=bundle.skills,
        languages=host.languages if bundle.language is None else (bundle.language,),
        capacity=bundle.maximum,
        title=bundle.title,
        organisation=host.organisation,
        latitude=host.latitude,
        longitude=host.longitude,
    )


def _near_each_other(places: Places, reach_km: float) -> dict[str, dict[str, float]]:
    """By neighbourhood, those within reach of it and how far they are; itself among them."""
    near: dict[str, dict[str, float]] = {}
    for one in places.by_code:
        distances = {other: places.kilometres(one, other) for other in places.by_code}
        near[one] = {other: km for other, km in distances.items() if km is not None and km <= reach_km}
    return near


def _likenesses(need: Need, middle: str) -> Iterator[Likeness]:
    """Every group that it could be part of: who wants any time, or speaks several languages, fits several."""
    stated = need.stated
    for language in stated.languages or (ANY_LANGUAGE,):
        for part in stated.parts_of_day or PartOfDay:
            yield Likeness(stated.category, tuple(sorted(set(stated.skills))), language, middle, part)


def _put(best: list[tuple[Worth, Likeness]], alike: Likeness, crowd: Crowd, rules: BundleRules) -> None:
    """Among the groups that could be made, if it is large enough."""
    rule = rules.groups[alike.category]
    if len(crowd) >= rule.minimum:
        asked = crowd[: rule.invited]
        heappush(best, ((-len(asked), sum(kilometres for kilometres, _ in asked)), alike))


def _most_urgent(need: Need) -> tuple[int, datetime, UUID]:
    return -need.stated.urgency.weight, need.opened_at, need.id


def _group(alike: Likeness, serves: tuple[str, ...], crowd: Crowd, rule: GroupRule) -> Group:
    """Its rhythm: the parts of the day that all share, and as often a week as enough of them want."""
    needs = tuple(need for _, need in crowd)
    wanted = [set(need.stated.parts_of_day) for need in needs if need.stated.parts_of_day]
    shared = set.intersection(*wanted) if wanted else set()
    often = sorted((need.stated.times_per_week for need in needs), reverse=True)[rule.minimum - 1]
    return Group(alike, serves, needs, tuple(part for part in PartOfDay if part in shared), often)


def _may_help(offering: Offering, group: Group, rule: GroupRule) -> bool:
    """Willing, near, at that time, and with a skill that helps. Whether they have a place free shows at the start."""
    asked = {group.alike.category.value, *rule.helper_skills, *group.alike.skills}
    can = (
        not rule.helper_skills.isdisjoint(offering.skills)
        if rule.helper_skills
        else group.alike.category in offering.categories
    )
    return (
        can
        and offering.kind in (Kind.CONTRIBUTION, Kind.VOLUNTEER)
        and not offering.withdrawn
        and asked.isdisjoint(offering.unwilling)
        and offering.neighbourhood in group.serves
        and (not offering.serves or group.alike.neighbourhood in offering.serves)
        and (
            not group.parts_of_day
            or not offering.parts_of_day
            or not set(group.parts_of_day).isdisjoint(offering.parts_of_day)
        )
    )

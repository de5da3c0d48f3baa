"""Finding groups: among needs without an answer, those of a kind that are near each other and want the same times.

A greedy choice, the same for the same input: of all groups that could be made, the one that serves the most needs is
taken first, of those the one with the shortest ways, then by code; its needs are taken out, and so on until no group is
large enough.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from uuid import UUID

from libs.contracts.needs import Where
from libs.contracts.places import Places
from libs.contracts.words import Category, PartOfDay, Party, Rung
from services.matching.domain.adequacy import asks_each_part
from services.matching.domain.bundle_rules import BundleRules, GroupRule
from services.matching.domain.need import Need, NeedState
from services.matching.domain.proposal import Proposal

#: For needs that ask for no language in particular.
ANY_LANGUAGE = ""

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

    What own strength or network can do, and what somebody asked a rung for, is left alone; and what is done at
    somebody's own home, or more than once a day, is not done in a group.
    """
    stated, waiting = need.stated, need.pending
    unanswered = bool(need.unanswered) if waiting is None else may_choose(waiting)
    return (
        need.state in (NeedState.OPEN, NeedState.PROPOSED)
        and unanswered
        and need.sought is None
        and stated.category in rules.groups
        and not stated.inside_home
        and stated.where is not Where.AT_HOME
        and not asks_each_part(stated)
    )


def may_choose(waiting: Proposal) -> bool:
    """Whether the resident may still choose a group instead."""
    return waiting.rung is Rung.VOLUNTEERS and not waiting.accepted and Party.RESIDENT not in waiting.accepted_by


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
    for language in dict.fromkeys(stated.languages or (ANY_LANGUAGE,)):
        for part in dict.fromkeys(stated.parts_of_day or PartOfDay):
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

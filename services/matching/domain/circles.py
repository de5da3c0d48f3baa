"""Finding rings: who could help whom, and the circles in that. What is best of them together is not decided here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from libs.contracts.words import Category, Rung
from services.matching.domain import ladder, scoring
from services.matching.domain.market import Market
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.policy import Rings
from services.matching.domain.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Link:
    """What the resident of one case can give for a need of another. `score` is 0 to 1: how well it suits."""

    giver: UUID
    receiver: UUID
    offering: UUID
    need: UUID
    score: float


#: Each gives what the next one needs, and the last one what the first needs. The smallest case receives first.
Circle = tuple[Link, ...]


@dataclass(frozen=True)
class Candidate:
    """A circle with its value beside others, and what it takes: needs, and places beyond those that it frees itself."""

    circle: Circle
    value: int
    takes: Mapping[UUID, int]


def may_join(need: Need, market: Market) -> bool:
    """Nothing answers it, or only an offer between residents that nobody said yes to; and nobody waits for a ring.

    An urgent need has no time for it, a volunteer or an organisation that was asked is an answer already, and whoever
    was in so many rings that came to nothing goes on alone.
    """
    rings, waiting = market.policy.rings, need.pending
    if need.state not in (NeedState.OPEN, NeedState.PROPOSED) or need.sought is not None:
        return False
    if len({each.ring for each in need.proposals if each.ring}) >= rings.attempts:
        return False
    if deadline(need, market) - market.now < rings.answer:
        return False
    return waiting is None or _gives_way(waiting, market)


def deadline(need: Need, market: Market) -> datetime:
    """When what is offered now has to be answered: no later than what it takes the place of."""
    if need.pending is not None:
        return need.pending.expires_at
    return market.now + market.policy.term(need.stated.urgency)


def links(needs: Sequence[Need], contributions: Iterable[Offering], market: Market) -> list[Link]:
    """Who could help whom: the best few for each need, best first. A place counts as free that a ring might free."""
    rings, best = market.policy.rings, sum(market.policy.weights.values())
    freed = Counter(each.pending.offering for each in needs if each.pending)
    giving: dict[Category, list[Offering]] = {}
    for offering in contributions:
        for category in offering.categories:
            giving.setdefault(category, []).append(replace(offering, taken=offering.taken - freed[offering.id]))
    found: list[Link] = []
    for need in needs:
        if ladder.why_not_below(need, Rung.VOLUNTEERS, market) is None:
            continue
        suit = []
        for offering in giving.get(need.stated.category, ()):
            if offering.caseid and ladder.adequate(need, offering, market):
                score = sum(scoring.points(need, offering, market).values()) / best
                if score >= rings.minimum_score:
                    suit.append(Link(offering.caseid, need.caseid, offering.id, need.id, score))
        suit.sort(key=_best_first)
        found += suit[: rings.links_per_need]
    return found


def circles(links: Iterable[Link], max_length: int, most: int) -> list[Circle]:
    """The circles of 2 to so many cases in which no case comes twice, each once; the shortest first, `most` at most."""
    into: dict[UUID, list[Link]] = {}
    for link in sorted(links, key=_best_first):
        into.setdefault(link.receiver, []).append(link)
    found = (
        circle
        for length in range(2, max_length + 1)
        for start in sorted(into)
        for circle in _back(into, start, start, (), length)
    )
    return list(islice(found, most))


def candidates(found: Iterable[Circle], needs: Mapping[UUID, Need], rings: Rings) -> list[Candidate]:
    """With what each is worth: the needs that it meets before how well they are met."""
    told = []
    for circle in found:
        freed = Counter(each.offering for link in circle if (each := needs[link.need].pending))
        places = {link.offering: 1 for link in circle if not freed[link.offering]}
        value = len(circle) * rings.value_of_need + round(sum(link.score for link in circle) * rings.value_of_score)
        told.append(Candidate(circle, value, {link.need: 1 for link in circle} | places))
    return told


def _back(
    into: Mapping[UUID, Sequence[Link]], start: UUID, receiver: UUID, path: Circle, length: int
) -> Iterator[Circle]:
    """From who receives to who gives: each need has few links, while one gift may suit many needs."""
    last = len(path) == length - 1
    for link in into.get(receiver, ()):
        if last and link.giver == start:
            # walked from the first receiver back to whom the first receiver helps: turned round, each helps the next
            yield path[0], link, *reversed(path[1:])
        elif not last and link.giver > start and all(link.giver != each.receiver for each in path):
            yield from _back(into, start, link.giver, (*path, link), length)


def _gives_way(waiting: Proposal, market: Market) -> bool:
    offering = market.offering(waiting.offering)
    between_residents = offering is not None and offering.kind is Kind.CONTRIBUTION
    return between_residents and waiting.ring is None and not waiting.accepted_by


def _best_first(link: Link) -> tuple[float, UUID, UUID]:
    return -link.score, link.offering, link.need

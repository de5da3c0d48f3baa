"""The responsibility ladder: the lowest rung that is adequate, and for every rung below it why not."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from libs.contracts.needs import Criterion, PassedOver
from libs.contracts.words import Rung, Urgency, WhyNot
from services.matching.domain import adequacy, scoring
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Candidate
from services.matching.domain.stall import positions

#: Named in the conversation, not in the catalogue.
OWN = (Rung.OWN_STRENGTH, Rung.OWN_NETWORK)
#: What the ladder is gone up to without a grant.
FREELY_ACCESSIBLE = tuple(rung for rung in Rung if not rung.tailor_made)
#: Of so many who were passed over it is kept who they are: the nearest.
BY_ID = 200

Evidence = tuple[PassedOver, ...]


@dataclass(frozen=True)
class Found:
    """What to propose. `offering` is None where nobody of the catalogue is asked. `equals`: others that suit as well,
    best first.
    """

    rung: Rung
    offering: Offering | None
    why: tuple[Criterion, ...]
    passed_over: Evidence = ()
    equals: tuple[UUID, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Missed(NamedTuple):
    """Why not a rung: counts of all, and who the nearest were."""

    told: Evidence
    candidates: tuple[Candidate, ...] = ()


def climb(need: Need, market: Market, preferred: UUID | None = None) -> Found | Evidence:
    """The lowest adequate rung, up to 3 or to what was granted; else why not, for every one of those rungs.

    On that rung the best candidate; the `preferred` offering instead, where it is adequate.
    An acute need goes to who is there at this hour, where there is anybody.
    """
    if need.stated.urgency is Urgency.ACUTE:
        at_once = _climb(need, market, at_once=True)
        if isinstance(at_once, Found):
            return at_once
    return _climb(need, market, preferred=preferred)


def stand_on(need: Need, rung: Rung, market: Market) -> Found | Evidence:
    """On exactly this rung, since somebody decided so; what would fit below it was found not adequate."""
    below = [_below(need, lower, market) for lower in Rung if lower < rung]
    found = _stand(need, rung, market, asked=True)
    return _above(found, below) if isinstance(found, Found) else _told_of([*below, found])


def with_this(need: Need, offering: Offering, market: Market, **beside: float) -> Found | None:
    """This very candidate, when it is adequate and no lower rung is. `beside`: criteria that only it has."""
    if not adequate(need, offering, market):
        return None
    lower = why_not_below(need, offering.rung, market)
    if lower is None:
        return None
    return Found(offering.rung, offering, scoring.shares(scoring.points(need, offering, market) | beside), lower)


def adequate(need: Need, offering: Offering, market: Market) -> bool:
    """Whether this very candidate may be proposed, whatever there is on lower rungs."""
    if offering.withdrawn or offering.caseid == need.caseid or need.stated.category not in offering.categories:
        return False
    if not need.may_stand_on(offering.rung) or offering.id in turned_down(need, market):
        return False
    return obstacle(need, offering, market) is None


def why_not_below(need: Need, rung: Rung, market: Market) -> Evidence | None:
    """Why not each lower rung; None when one of them answers the need."""
    evidence: list[PassedOver] = []
    for lower in Rung:
        if lower < rung:
            found = _stand(need, lower, market)
            if isinstance(found, Found):
                return None
            evidence += found.told
    return tuple(evidence)


def obstacle(need: Need, offering: Offering, market: Market) -> WhyNot | None:
    """The first hard constraint that this candidate does not meet; None when it is adequate."""
    for each in adequacy.CONSTRAINTS:
        if not each.holds(need, offering, market):
            return each.why_not
    return None


def takes(need: Need, offering: Offering, market: Market) -> bool:
    """Whether this offering may be put to this need now."""
    if offering.withdrawn or (offering.caseid is not None and offering.caseid == need.caseid):
        return False
    return offering.id not in turned_down(need, market) and obstacle(need, offering, market) is None


def turned_down(need: Need, market: Market) -> dict[UUID, Rung]:
    """Offerings that are not offered again: for this need, or as declined for one of its kind in the same case."""
    before = {each.offering: each.rung for each in market.past(need).declined_for(need.stated.category)}
    return before | {each.offering: each.rung for each in need.turned_down if each.offering}


def _climb(need: Need, market: Market, *, at_once: bool = False, preferred: UUID | None = None) -> Found | Evidence:
    below: list[Missed] = []
    for rung in Rung:
        if need.climbs_to(rung):
            found = _stand(need, rung, market, at_once=at_once, preferred=preferred)
            if isinstance(found, Found):
                return _above(found, below)
            below.append(found)
    return _told_of(below)


def _above(found: Found, below: list[Missed]) -> Found:
    nearest = sorted((each for missed in below for each in missed.candidates), key=_by_distance)
    return Found(found.rung, found.offering, found.why, _told_of(below), found.equals, tuple(nearest[:BY_ID]))


def _told_of(below: list[Missed]) -> Evidence:
    return tuple(each for missed in below for each in missed.told)


def _by_distance(candidate: Candidate) -> tuple[bool, float, int]:
    return candidate.km is None, candidate.km or 0.0, candidate.offering.int


def _stand(
    need: Need,
    rung: Rung,
    market: Market,
    *,
    asked: bool = False,
    at_once: bool = False,
    preferred: UUID | None = None,
) -> Found | Missed:
    if not need.may_stand_on(rung):
        return Missed((PassedOver(rung=rung, why_not=WhyNot.NOT_GRANTED),))
    bought = need.budget_on(rung) is not None
    if bought and at_once:
        return Missed(_told(rung, Counter({WhyNot.TIMES: 1})))
    if rung in OWN or bought:
        return _own(need, rung, asked=asked)
    chosen = market.offering(preferred) if preferred else None
    if chosen is not None and chosen.rung == rung and takes(need, chosen, market):
        return Found(rung, chosen, scoring.shares(scoring.points(need, chosen, market)))
    said_no, crowd = turned_down(need, market), market.crowd(need, rung)
    stall = market.stall(rung, need.stated.category)
    adequate, missed = market.look_at(need, rung, said_no)
    if at_once:
        there = [at for at in positions(adequate) if adequacy.is_there_now(stall.offerings[at], market)]
        now = sum(1 << at for at in there)
        adequate, missed = now, [*missed, (WhyNot.TIMES, adequate & ~now)]
    if adequate:
        return _best(need, rung, list(positions(adequate)), market)
    passed = [Candidate(id_, rung, WhyNot.DECLINED) for id_, on in said_no.items() if on == rung]
    reasons = Counter(each.why_not for each in passed) + Counter(crowd.others)
    for why_not, bits in missed:
        reasons[why_not] += bits.bit_count()
    return Missed(
        _told(rung, reasons, whole=crowd.whole), (*passed, *stall.nearest(need, missed, BY_ID), *crowd.nearest)
    )


def _best(need: Need, rung: Rung, fitting: list[int], market: Market) -> Found:
    """The one that scores highest, and those that a policy's margin cannot tell from it; each is offered once."""
    stall = market.stall(rung, need.stated.category)
    scores, policy = stall.scores(need, fitting, load=True), market.policy
    least = max(scores) - policy.margin * sum(policy.weighs(need.stated.category).values()) / 100
    close = [(score, stall.offerings[at]) for score, at in zip(scores, fitting, strict=True) if score >= least]
    close.sort(key=lambda pair: (pair[0], pair[1].id.int), reverse=True)
    offering, offered = close[0][1], {each.offering for each in need.proposals}
    equals = [each.id for _, each in close[1:] if each.id not in offered]
    why = scoring.shares(scoring.points(need, offering, market))
    return Found(rung, offering, why, equals=tuple(equals[: policy.choices]))


def _own(need: Need, rung: Rung, *, asked: bool) -> Found | Missed:
    """What residents do or buy themselves: as the conversation found, or by a personal budget.

    Unless it was turned down since; a later decision to ask again overrules both.
    """
    refusals = sum(each.rung == rung and each.offering is None for each in need.turned_down)
    if need.budget_on(rung) is not None and (asked or not refusals):
        return Found(rung, None, (Criterion(criterion="personal_budget", share=100),))
    if asked:
        return Found(rung, None, (Criterion(criterion="asked_for", share=100),))
    if refusals:
        return Missed(_told(rung, Counter({WhyNot.DECLINED: refusals})))
    said = need.stated.own_strength if rung == Rung.OWN_STRENGTH else need.stated.own_network
    if said.adequate:
        return Found(rung, None, (Criterion(criterion="conversation", share=100),))
    return Missed((PassedOver(rung=rung, why_not=said.why_not or WhyNot.NOT_ADEQUATE),))


def _below(need: Need, rung: Rung, market: Market) -> Missed:
    """Why not a rung that somebody decided to pass over."""
    found = _stand(need, rung, market)
    if isinstance(found, Missed):
        return found
    would = (Candidate(found.offering.id, rung, WhyNot.NOT_ADEQUATE),) if found.offering else ()
    return Missed((PassedOver(rung=rung, why_not=WhyNot.NOT_ADEQUATE, candidates=1),), would)


def _told(rung: Rung, reasons: Counter[WhyNot], *, whole: bool = True) -> Evidence:
    """Several reasons for one rung, each with its number of candidates; nobody at all is a reason too."""
    told = [
        PassedOver(rung=rung, why_not=why, candidates=reasons[why], at_least=not whole)
        for why in WhyNot
        if reasons[why]
    ]
    return tuple(told) or (PassedOver(rung=rung, why_not=WhyNot.NOBODY),)

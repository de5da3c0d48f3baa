"""The responsibility ladder: the lowest rung that is adequate, and for every rung below it why not."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from libs.contracts.needs import NeedWords, PassedOver
from libs.contracts.proposals import Criterion
from libs.contracts.words import Rung, WhyNot
from services.matching.domain import scoring
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering

#: Named in the conversation, not in the catalogue.
OWN = (Rung.OWN_STRENGTH, Rung.OWN_NETWORK)
#: What the ladder is gone up to without a grant.
FREELY_ACCESSIBLE = tuple(rung for rung in Rung if not rung.tailor_made)

Evidence = tuple[PassedOver, ...]


@dataclass(frozen=True)
class Found:
    """What to propose. `offering` is None on rungs 0 and 1."""

    rung: Rung
    offering: Offering | None
    why: tuple[Criterion, ...]
    passed_over: Evidence


def climb(need: Need, market: Market) -> Found | Evidence:
    """The lowest adequate rung, up to 3 or to what was granted; else why not, for every one of those rungs."""
    evidence: list[PassedOver] = []
    for rung in Rung:
        if need.may_stand_on(rung):
            found = _stand(need, rung, market)
            if isinstance(found, Found):
                return Found(rung, found.offering, found.why, tuple(evidence))
            evidence += found
    return tuple(evidence)


def stand_on(need: Need, rung: Rung, market: Market) -> Found | Evidence:
    """On exactly this rung, since somebody decided so; what would fit below it was found not adequate."""
    below = [each for lower in Rung if lower < rung for each in _below(need, lower, market)]
    found = _stand(need, rung, market, asked=True)
    if isinstance(found, Found):
        return Found(rung, found.offering, found.why, tuple(below))
    return (*below, *found)


def obstacle(need: Need, offering: Offering, market: Market) -> WhyNot | None:
    """The first hard constraint that this candidate does not meet; None when it is adequate."""
    return next((why_not for why_not, holds in CONSTRAINTS if not holds(need, offering, market)), None)


def asks_willing(stated: NeedWords) -> frozenset[str]:
    """What somebody would have to be willing to do."""
    inside = ("inside_home",) if stated.inside_home else ()
    return frozenset({stated.category.value, *stated.skills, *inside})


def asks_each_part(stated: NeedWords) -> bool:
    """More than once a day: at each of the wanted parts of it."""
    return stated.times_per_week > 7


def _stand(need: Need, rung: Rung, market: Market, *, asked: bool = False) -> Found | Evidence:
    turned_down = sum(each.rung == rung for each in need.turned_down)
    if rung in OWN:
        return _own(need, rung, turned_down, asked=asked)
    refused = {each.offering for each in need.turned_down}
    obstacles = Counter({WhyNot.DECLINED: turned_down})
    fitting = []
    for offering in market.candidates(need, rung):
        if offering.id not in refused:
            why_not = obstacle(need, offering, market)
            if why_not is None:
                fitting.append(offering)
            else:
                obstacles[why_not] += 1
    if not fitting:
        return _told(rung, obstacles)
    weighed = [(scoring.points(need, each, market), each) for each in fitting]
    best, offering = max(weighed, key=lambda pair: (sum(pair[0].values()), pair[1].id))
    return Found(rung, offering, scoring.shares(best), ())


def _own(need: Need, rung: Rung, turned_down: int, *, asked: bool) -> Found | Evidence:
    """What the conversation found, unless it was turned down since; a later decision to ask again overrules both."""
    said = need.stated.own_strength if rung == Rung.OWN_STRENGTH else need.stated.own_network
    if asked:
        return Found(rung, None, (Criterion(criterion="asked_for", share=100),), ())
    if turned_down:
        return _told(rung, Counter({WhyNot.DECLINED: turned_down}))
    if said.adequate:
        return Found(rung, None, (Criterion(criterion="conversation", share=100),), ())
    return (PassedOver(rung=rung, why_not=said.why_not or WhyNot.NOT_ADEQUATE),)


def _below(need: Need, rung: Rung, market: Market) -> Evidence:
    """Why not a rung that somebody decided to pass over."""
    if not need.may_stand_on(rung):
        return (PassedOver(rung=rung, why_not=WhyNot.NOT_GRANTED),)
    found = _stand(need, rung, market)
    return (PassedOver(rung=rung, why_not=WhyNot.NOT_ADEQUATE, candidates=1),) if isinstance(found, Found) else found


def _told(rung: Rung, obstacles: Counter[WhyNot]) -> Evidence:
    """Several reasons for one rung, each with its number of candidates; nobody at all is a reason too."""
    told = [PassedOver(rung=rung, why_not=why, candidates=obstacles[why]) for why in WhyNot if obstacles[why]]
    return tuple(told) or (PassedOver(rung=rung, why_not=WhyNot.NOBODY),)


def _speaks_and_can(need: Need, offering: Offering, _: Market) -> bool:
    can = set(need.stated.skills) <= set(offering.skills)
    return can and (not need.stated.languages or _share(need.stated.languages, offering.languages))


def _may_come_in(need: Need, offering: Offering, market: Market) -> bool:
    return not need.stated.inside_home or offering.may_enter_homes(market.today)


def _is_willing(need: Need, offering: Offering, _: Market) -> bool:
    return asks_willing(need.stated).isdisjoint(offering.unwilling)


def _reaches(need: Need, offering: Offering, market: Market) -> bool:
    if offering.serves and need.neighbourhood not in offering.serves:
        return False
    if offering.reach_km is None:
        return True
    kilometres = market.kilometres(offering, need)
    return kilometres is not None and kilometres <= offering.reach_km


def _has_time(need: Need, offering: Offering, _: Market) -> bool:
    """At each of the wanted parts of the day, or at one of them."""
    wanted, given = need.stated.parts_of_day, offering.parts_of_day
    if not wanted or not given:
        return True
    return set(wanted) <= set(given) if asks_each_part(need.stated) else _share(wanted, given)


def _has_a_place(_: Need, offering: Offering, __: Market) -> bool:
    return offering.free > 0


def _share(some: Iterable[str], others: Iterable[str]) -> bool:
    return not set(some).isdisjoint(others)


#: In this order: a person who may not come in is not told to be too far away.
CONSTRAINTS: tuple[tuple[WhyNot, Callable[[Need, Offering, Market], bool]], ...] = (
    (WhyNot.NOT_ADEQUATE, _speaks_and_can),
    (WhyNot.SCREENING, _may_come_in),
    (WhyNot.PREFERENCE, _is_willing),
    (WhyNot.TOO_FAR, _reaches),
    (WhyNot.TIMES, _has_time),
    (WhyNot.NO_CAPACITY, _has_a_place),
)

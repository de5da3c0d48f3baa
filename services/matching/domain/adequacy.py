"""What a candidate must meet to be adequate: the hard constraints, in the order in which a reason is told."""

from collections.abc import Callable, Iterable

from libs.contracts.needs import NeedWords, Where
from libs.contracts.words import WhyNot
from services.matching.domain import wishes
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.policy import Policy


def asks_each_part(stated: NeedWords) -> bool:
    """More than once a day: at each of the wanted parts of it."""
    return stated.times_per_week > 7


def purposes(stated: NeedWords) -> frozenset[str]:
    """Whatever places may be held back for, of which this need is."""
    return frozenset({stated.category.value, stated.urgency.value, *stated.skills, *stated.meets})


def asks_training(stated: NeedWords, policy: Policy) -> frozenset[str]:
    """Skills of which the people must have the training by name."""
    return frozenset(stated.skills) & policy.trained_skills


def is_there_now(offering: Offering, market: Market) -> bool:
    """Whether an acute need can go there at this hour: open at any hour, or now."""
    return offering.terms.any_hour or any(each.covers(*market.local) for each in offering.hours)


def asks_above_all(stated: NeedWords) -> str | None:
    """A skill that whoever suits has, to look for candidates by; None when any may suit."""
    return stated.skills[0] if stated.skills else None


def _suits(need: Need, offering: Offering, _: Market) -> bool:
    stated, terms = need.stated, offering.terms
    # one after the other: in a round this is asked of all pairs of an area
    if stated.skills and not set(stated.skills) <= set(offering.skills):
        return False
    if stated.languages and not _share(stated.languages, offering.languages):
        return False
    comes = stated.where is not Where.AT_HOME or offering.reaches_home
    return comes and (not terms.whose or stated.whose in terms.whose)


def _may_have_it(need: Need, offering: Offering, _: Market) -> bool:
    """What was not said to be met is not met; an age that was not told is asked when they meet."""
    age, lowest, highest = need.stated.age, offering.minimum_age, offering.maximum_age
    fits = age is None or ((lowest is None or age >= lowest) and (highest is None or age <= highest))
    conditions = offering.terms.conditions
    return fits and (not conditions or set(conditions) <= set(need.stated.meets))


def _may_come_in(need: Need, offering: Offering, market: Market) -> bool:
    """Screened for as long as the proposal may wait, and trained; for some skills by name."""
    training = asks_training(need.stated, market.policy) if need.stated.skills else frozenset()
    if not training <= set(offering.terms.trained_in) and offering.kind is not Kind.ORGANISATION:
        return False
    return not need.stated.inside_home or offering.may_enter_homes(market.through(need))


def _is_guided(need: Need, offering: Offering, _: Market) -> bool:
    return not need.stated.inside_home or offering.guided


def _is_willing(need: Need, offering: Offering, _: Market) -> bool:
    return wishes.kept(need, offering)


def _reaches(need: Need, offering: Offering, market: Market) -> bool:
    if offering.serves and need.neighbourhood not in offering.serves:
        return False
    if offering.terms.at_distance:
        return True
    kilometres = market.kilometres(offering, need)
    nearby = market.policy.nearby_km if need.stated.where is Where.NEARBY and not offering.visits else None
    limits = [limit for limit in (offering.reach_km, nearby) if limit is not None]
    return not limits or (kilometres is not None and kilometres <= min(limits))


def _has_time(need: Need, offering: Offering, _: Market) -> bool:
    """At each of the wanted parts of the day, or at one of them."""
    wanted, given = need.stated.parts_of_day, offering.parts_of_day
    if not wanted or not given or offering.terms.any_hour:
        return True
    return set(wanted) <= set(given) if asks_each_part(need.stated) else _share(wanted, given)


def _is_there(need: Need, offering: Offering, market: Market) -> bool:
    terms = offering.terms
    return not terms.has_time_out or not terms.away(market.today, market.through(need))


def _has_a_place(need: Need, offering: Offering, market: Market) -> bool:
    terms = offering.terms
    held_back = terms.held_back(market.today, purposes(need.stated)) if terms.reserved else 0
    return offering.free - held_back >= offering.places_for(need.stated)


def _share(some: Iterable[str], others: Iterable[str]) -> bool:
    return not set(some).isdisjoint(others)


#: In this order: a person who may not come in is not told to be too far away.
CONSTRAINTS: tuple[tuple[WhyNot, Callable[[Need, Offering, Market], bool]], ...] = (
    (WhyNot.NOT_ADEQUATE, _suits),
    (WhyNot.CONDITIONS, _may_have_it),
    (WhyNot.SCREENING, _may_come_in),
    (WhyNot.GUIDANCE, _is_guided),
    (WhyNot.PREFERENCE, _is_willing),
    (WhyNot.TOO_FAR, _reaches),
    (WhyNot.TIMES, _has_time),
    (WhyNot.AWAY, _is_there),
    (WhyNot.NO_CAPACITY, _has_a_place),
)

"""What a candidate must meet to be adequate: the hard constraints, in the order in which a reason is told."""

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from libs.contracts.needs import NeedWords, Where
from libs.contracts.words import WhyNot
from services.matching.domain import wishes
from services.matching.domain.moment import Moment
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


def is_there_now(offering: Offering, moment: Moment) -> bool:
    """Whether an acute need can go there at this hour: open at any hour, or now."""
    return offering.terms.any_hour or any(each.covers(*moment.local) for each in offering.hours)


def _suits(need: Need, offering: Offering, _: Moment) -> bool:
    stated, terms = need.stated, offering.terms
    if stated.skills and not set(stated.skills) <= set(offering.skills):
        return False
    if stated.languages and not _share(stated.languages, offering.languages):
        return False
    comes = stated.where is not Where.AT_HOME or offering.reaches_home
    return comes and (not terms.whose or stated.whose in terms.whose)


def _may_have_it(need: Need, offering: Offering, _: Moment) -> bool:
    """What was not said to be met is not met; an age that was not told is asked when they meet."""
    age, lowest, highest = need.stated.age, offering.minimum_age, offering.maximum_age
    fits = age is None or ((lowest is None or age >= lowest) and (highest is None or age <= highest))
    conditions = offering.terms.conditions
    return fits and (not conditions or set(conditions) <= set(need.stated.meets))


def _may_come_in(need: Need, offering: Offering, moment: Moment) -> bool:
    """Screened for as long as the proposal may wait, and trained; for some skills by name."""
    training = asks_training(need.stated, moment.policy) if need.stated.skills else frozenset()
    if not training <= set(offering.terms.trained_in) and offering.kind is not Kind.ORGANISATION:
        return False
    return not need.stated.inside_home or offering.may_enter_homes(moment.through(need))


def _is_guided(need: Need, offering: Offering, _: Moment) -> bool:
    return not need.stated.inside_home or offering.guided


def _is_willing(need: Need, offering: Offering, _: Moment) -> bool:
    return wishes.is_willing(need, offering)


def _is_as_wished(need: Need, offering: Offering, _: Moment) -> bool:
    return wishes.kept(need, offering)


def _reaches(need: Need, offering: Offering, moment: Moment) -> bool:
    if offering.serves and need.neighbourhood not in offering.serves:
        return False
    if offering.terms.at_distance:
        return True
    kilometres = moment.kilometres(offering, need)
    nearby = moment.policy.nearby_km if need.stated.where is Where.NEARBY and not offering.visits else None
    limits = [limit for limit in (offering.reach_km, nearby) if limit is not None]
    return not limits or (kilometres is not None and kilometres <= min(limits))


def _has_time(need: Need, offering: Offering, _: Moment) -> bool:
    """At each of the wanted parts of the day, or at one of them."""
    wanted, given = need.stated.parts_of_day, offering.parts_of_day
    if not wanted or not given or offering.terms.any_hour:
        return True
    return set(wanted) <= set(given) if asks_each_part(need.stated) else _share(wanted, given)


def _is_there(need: Need, offering: Offering, moment: Moment) -> bool:
    terms = offering.terms
    return not terms.has_time_out or not terms.away(moment.today, moment.through(need))


def _has_a_place(need: Need, offering: Offering, moment: Moment) -> bool:
    terms = offering.terms
    held_back = terms.held_back(moment.today, purposes(need.stated)) if terms.reserved else 0
    return offering.free - held_back >= offering.places_for(need.stated)


def _share(some: Iterable[str], others: Iterable[str]) -> bool:
    return not set(some).isdisjoint(others)


class Constraint(NamedTuple):
    """One hard constraint, and the reason that is told where it is not met.

    What it says of two needs with the same `asks`, and of two offerings with the same `gives`, is the same: so that it
    need not be asked of all pairs of an area.
    """

    why_not: WhyNot
    holds: Callable[[Need, Offering, Moment], bool]
    asks: Callable[[Need], Hashable]
    gives: Callable[[Offering], Hashable]


#: In this order: a person who may not come in is not told to be too far away.
CONSTRAINTS = (
    Constraint(
        WhyNot.NOT_ADEQUATE,
        _suits,
        lambda need: (need.stated.skills, need.stated.languages, need.stated.where, need.stated.whose),
        lambda offering: (offering.skills, offering.languages, offering.reaches_home, offering.terms.whose),
    ),
    Constraint(
        WhyNot.CONDITIONS,
        _may_have_it,
        lambda need: (need.stated.age, need.stated.meets),
        lambda offering: (offering.minimum_age, offering.maximum_age, offering.terms.conditions),
    ),
    Constraint(
        WhyNot.SCREENING,
        _may_come_in,
        lambda need: (need.stated.skills, need.stated.inside_home, need.stated.urgency),
        lambda offering: (offering.kind, offering.trained, offering.screened_until, offering.terms.trained_in),
    ),
    Constraint(
        WhyNot.GUIDANCE,
        _is_guided,
        lambda need: need.stated.inside_home,
        lambda offering: offering.guided,
    ),
    Constraint(
        WhyNot.PREFERENCE,
        _is_willing,
        lambda need: (need.stated.category, need.stated.skills, need.stated.traits, need.stated.inside_home),
        lambda offering: offering.unwilling,
    ),
    Constraint(
        WhyNot.PREFERENCE,
        _is_as_wished,
        lambda need: wishes.of_resident(need, need.stated.musts),
        wishes.told_of,
    ),
    Constraint(
        WhyNot.TOO_FAR,
        _reaches,
        lambda need: (need.neighbourhood, need.stated.where),
        lambda offering: (
            offering.neighbourhood,
            offering.serves,
            offering.reach_km,
            offering.visits,
            offering.terms.at_distance,
        ),
    ),
    Constraint(
        WhyNot.TIMES,
        _has_time,
        lambda need: (need.stated.parts_of_day, asks_each_part(need.stated)),
        lambda offering: (offering.parts_of_day, offering.terms.any_hour),
    ),
    Constraint(
        WhyNot.AWAY,
        _is_there,
        lambda need: need.stated.urgency,
        lambda offering: (offering.terms.away_from, offering.terms.away_until),
    ),
    Constraint(
        WhyNot.NO_CAPACITY,
        _has_a_place,
        lambda need: (purposes(need.stated), need.stated.times_per_week),
        lambda offering: (offering.free, offering.terms.reserved, offering.terms.per_day),
    ),
)

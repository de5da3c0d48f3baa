"""Which of several candidates suits best, and in what shares each criterion made it so."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

from libs.contracts.needs import Criterion
from services.matching.domain import wishes
from services.matching.domain.moment import Moment
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering


class Measure(NamedTuple):
    """How well a candidate meets a criterion, 0 to 1. Two needs with the same `asks`, and two offerings with the same
    `gives`, come to the same, where the offering did not help in the case before.
    """

    criterion: str
    value: Callable[[Need, Offering, Moment], float]
    asks: Callable[[Need], Hashable]
    gives: Callable[[Offering], Hashable]


def _distance(need: Need, offering: Offering, moment: Moment) -> float:
    """Without a place of its own (aid at a distance) it is near everybody, but no nearer than a neighbour."""
    kilometres = None if offering.terms.at_distance else moment.kilometres(offering, need)
    return 0.5 if kilometres is None else max(0.0, 1 - kilometres / moment.policy.far_km)


def _times(need: Need, offering: Offering, _: Moment) -> float:
    return _part(need.stated.parts_of_day, offering.parts_of_day)


def _skills(need: Need, offering: Offering, _: Moment) -> float:
    """Somebody who can do much more is kept for who needs that."""
    return _part(offering.skills, need.stated.skills) if need.stated.skills else 0.5


def _language(need: Need, offering: Offering, _: Moment) -> float:
    return _part(need.stated.languages, offering.languages)


def _load(_: Need, offering: Offering, __: Moment) -> float:
    return offering.free / offering.capacity if offering.capacity else 0.0


def _wishes(need: Need, offering: Offering, moment: Moment) -> float:
    return wishes.liking(need, offering, helped=moment.helped(offering, need))


def _continuity(need: Need, offering: Offering, moment: Moment) -> float:
    return float(moment.helped(offering, need))


LOAD = "load"
#: One for each criterion of `policy.CRITERIA`.
MEASURES = (
    Measure(
        "distance",
        _distance,
        lambda need: need.neighbourhood,
        lambda offering: (offering.neighbourhood, offering.terms.at_distance),
    ),
    Measure("times", _times, lambda need: need.stated.parts_of_day, lambda offering: offering.parts_of_day),
    Measure("skills", _skills, lambda need: need.stated.skills, lambda offering: offering.skills),
    Measure("language", _language, lambda need: need.stated.languages, lambda offering: offering.languages),
    Measure(LOAD, _load, lambda _: None, lambda offering: (offering.free, offering.capacity)),
    Measure(
        "wishes",
        _wishes,
        lambda need: (
            wishes.of_resident(need, (*need.stated.preferences, *need.stated.musts)),
            need.stated.category,
            need.stated.skills,
            need.stated.traits,
            need.stated.inside_home,
        ),
        lambda offering: (wishes.told_of(offering), offering.terms.prefers),
    ),
    Measure("continuity", _continuity, lambda _: None, lambda _: None),
)


def points(need: Need, offering: Offering, moment: Moment) -> dict[str, float]:
    """Per criterion its weight times how well the candidate meets it (0 to 1)."""
    weights = moment.policy.weighs(need.stated.category)
    return {each.criterion: weights[each.criterion] * each.value(need, offering, moment) for each in MEASURES}


def without_load(points: dict[str, float]) -> float:
    """The score of an offering, whatever it carries already."""
    return sum(value for criterion, value in points.items() if criterion != LOAD)


def shares(scored: dict[str, float]) -> tuple[Criterion, ...]:
    """Whole hundredths of the score that add up to exactly 100, largest remainder first; highest share first."""
    total = sum(scored.values())
    if not total:
        return (Criterion(criterion="only_one", share=100),)
    exact = {criterion: 100 * value / total for criterion, value in scored.items()}
    whole = {criterion: int(share) for criterion, share in exact.items()}
    by_remainder = sorted(exact, key=lambda criterion: (whole[criterion] - exact[criterion], criterion))
    for criterion in by_remainder[: 100 - sum(whole.values())]:
        whole[criterion] += 1
    ordered = sorted(whole, key=lambda criterion: (-whole[criterion], criterion))
    return tuple(Criterion(criterion=each, share=whole[each]) for each in ordered if whole[each])


def _part(wanted: tuple[str, ...], given: tuple[str, ...]) -> float:
    """How much of what is wanted is given; all of it when nothing is wanted, or when nothing is stated."""
    if not wanted or not given:
        return 1.0
    return len(set(wanted) & set(given)) / len(set(wanted))

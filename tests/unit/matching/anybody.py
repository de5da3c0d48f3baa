"""Needs and offerings of every sort: each of their words takes a few values, so that many are nearly alike."""

import random
from datetime import date
from typing import Any

from libs.contracts.needs import Preference, StatedNeed, Where, Whose
from libs.contracts.words import Category, LifeDomain, PartOfDay, Rung, Urgency
from services.matching.domain.need import Need, Permitted
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.terms import Reservation, Terms
from tests.unit.matching.people import NOW, new_id

PLACES = ("west", "oost", "noord", "unknown")
TIMES = ((), (PartOfDay.MORNING,), (PartOfDay.MORNING, PartOfDay.EVENING))
SKILLS = ((), ("lifting",), ("garden",), ("garden", "lifting"))
TONGUES = (("nl",), ("tr",), ("tr", "nl"))
TRAITS = ((), ("woman",), ("man", "smokes"))
HELD_BACK = (
    Reservation(1, date(2026, 1, 5), "garden"),
    Reservation(1, date(2026, 1, 6), "services"),
    Reservation(2, date(2026, 1, 9), "city_card"),
    Reservation(1, date(2026, 1, 9), "soon"),
)


def any_need(chance: random.Random) -> Need:
    """In one of two categories, granted up to rung 4."""
    wishes = (*((each,) for each in Preference), (Preference.WOMAN, Preference.SAME_LANGUAGE))
    stated = StatedNeed(
        need=new_id(),
        domain=LifeDomain.PRACTICAL,
        category=chance.choice((Category.SERVICES, Category.RECREATION)),
        parts_of_day=chance.choice(TIMES),
        times_per_week=chance.choice((1, 1, 2, 8)),
        skills=_seldom(chance, SKILLS),
        languages=chance.choice(TONGUES),
        inside_home=chance.random() < 0.5,
        urgency=chance.choice((Urgency.ROUTINE, Urgency.SOON, Urgency.URGENT, Urgency.ACUTE)),
        whose=chance.choice(tuple(Whose)),
        where=_seldom(chance, (None, *Where)),
        preferences=_seldom(chance, ((), *wishes)),
        musts=_seldom(chance, ((), *wishes)),
        traits=chance.choice(TRAITS),
        meets=chance.choice(((), ("city_card",))),
        age=chance.choice((None, 12, 40)),
    )
    return Need(
        id=stated.need,
        caseid=new_id(),
        neighbourhood=chance.choice(PLACES),
        stated=stated,
        opened_at=NOW,
        permitted=(Permitted(Rung.INDIVIDUAL_PROVISION, NOW),),
    )


def any_offering(chance: random.Random) -> Offering:
    """On rung 2, 3 or 4, in one or two categories."""
    capacity = chance.choice((0, 1, 2, 8))
    both = (Category.SERVICES, Category.RECREATION)
    return Offering(
        id=new_id(),
        kind=chance.choice(tuple(Kind)),
        rung=Rung(chance.choice((2, 2, 3, 4))),
        categories=chance.choice((*((each,) for each in both), both)),
        neighbourhood=chance.choice(PLACES),
        serves=_seldom(chance, ((), ("west",), ("oost", "noord"))),
        parts_of_day=chance.choice(TIMES),
        skills=chance.choice(SKILLS),
        languages=chance.choice(TONGUES),
        capacity=capacity,
        taken=chance.randint(0, capacity),
        screened_until=chance.choice((None, date(2026, 1, 6), date(2099, 1, 1))),
        trained=chance.random() < 0.7,
        reach_km=_seldom(chance, (None, 0.5, 3.0)),
        unwilling=_seldom(chance, ((), ("smokes",), ("inside_home",), ("garden",), ("recreation",))),
        minimum_age=_seldom(chance, (None, 18)),
        maximum_age=_seldom(chance, (None, 18)),
        terms=_terms(chance),
        withdrawn=chance.random() < 0.05,
    )


def _terms(chance: random.Random) -> Terms:
    return Terms(
        visits=_seldom(chance, (None, True, False)),
        at_distance=chance.random() < 0.2,
        any_hour=chance.random() < 0.2,
        whose=_seldom(chance, ((), (Whose.RESIDENT,), (Whose.CARER,))),
        conditions=_seldom(chance, ((), ("city_card",))),
        traits=chance.choice((*TRAITS, ("pets",), ("trainee",))),
        prefers=_seldom(chance, ((), ("smokes",), ("inside_home",), ("garden",), ("recreation",))),
        trained_in=chance.choice(((), ("lifting",))),
        guide=chance.choice((None, new_id())),
        per_day=_seldom(chance, (None, 1)),
        away_from=_seldom(chance, (None, date(2026, 1, 1), date(2026, 1, 7))),
        away_until=_seldom(chance, (None, date(2026, 1, 3), date(2026, 1, 20))),
        reserved=tuple(each for each in HELD_BACK if chance.random() < 0.1),
    )


def _seldom(chance: random.Random, values: tuple[Any, ...]) -> Any:
    """The first of them in most cases."""
    return values[0] if chance.random() < 0.7 else chance.choice(values)

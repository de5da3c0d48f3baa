"""A made-up municipality of twenty neighbourhoods, in memory: needs, and as many free places to answer them.

Seeded: the same town in every run. Volunteers with skills, times, reach and one or two places each hold two thirds of
the places, provisions with many places each the others. Some categories and neighbourhoods have far more than others.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from libs.contracts.needs import LowerRung, StatedNeed
from libs.contracts.places import Place, Places, Range
from libs.contracts.words import Category, LifeDomain, PartOfDay, Rung, Urgency
from services.matching.domain.need import Need
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.terms import Terms
from services.matching.rows import need_of, offering_of, row_of_need, row_of_offering

NEIGHBOURHOODS = tuple(f"buurt-{number:02}" for number in range(20))
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)

_CATEGORIES = tuple(Category)
_TIMES = (
    (PartOfDay.MORNING, PartOfDay.AFTERNOON),
    (PartOfDay.AFTERNOON,),
    (PartOfDay.MORNING,),
    (PartOfDay.EVENING, PartOfDay.WEEKEND),
    (PartOfDay.EVENING,),
    (),
)
_WANTED = ((), (PartOfDay.MORNING,), (PartOfDay.AFTERNOON,), (PartOfDay.MORNING, PartOfDay.EVENING))
_GIVEN = (("nl",),) * 5 + (("nl", "en"), ("nl", "tr"), ("nl", "ar"))
_SPOKEN = (("nl",),) * 8 + (("tr", "nl"), ("ar",))
SKILLS = 6
GUIDE = UUID(int=1)


@dataclass(frozen=True)
class Town:
    """Rows as the database gives them, so that what a round does with them can be measured from there."""

    places: Places
    needs: list[Mapping[str, Any]]
    offerings: list[Mapping[str, Any]]

    def read(self) -> tuple[list[Need], list[Offering]]:
        """In order of opening, and in order of registration."""
        return [need_of(row, (), ()) for row in self.needs], [offering_of(row) for row in self.offerings]


def town(needs: int, seed: int = 1) -> Town:
    """So many needs, and as many places."""
    chance = random.Random(seed)
    places = Places(_neighbourhood(number, code) for number, code in enumerate(NEIGHBOURHOODS))
    wanted = [_need(chance, number) for number in range(needs)]
    offered, free = list[Offering](), needs
    while free > 0:
        offering = _volunteer(chance) if chance.random() < 0.96 else _provision(chance)
        offered.append(offering)
        free -= offering.free
    return Town(
        places, [row_of_need(each) for each in wanted], [row_of_offering(each) | {"taken": 0} for each in offered]
    )


def _neighbourhood(number: int, code: str) -> Range:
    """On a grid, a kilometre from each other."""
    row, column = divmod(number, 5)
    place = Place(code, f"wijk-{row}", code, 52.08 + 0.009 * row, 5.10 + 0.0147 * column)
    return f"{3700 + number}AA", f"{3700 + number}ZZ", place


def _need(chance: random.Random, number: int) -> Need:
    category = _category(chance)
    stated = StatedNeed(
        need=_id(chance),
        category=category,
        domain=LifeDomain.PRACTICAL,
        parts_of_day=chance.choice(_WANTED),
        skills=(f"{category}_{chance.randrange(SKILLS)}",) if chance.random() < 0.5 else (),
        languages=chance.choice(_SPOKEN),
        inside_home=chance.random() < 0.4,
        urgency=Urgency.SOON if chance.random() < 0.2 else Urgency.ROUTINE,
        own_strength=LowerRung(),
    )
    opened = NOW - timedelta(days=10) + timedelta(seconds=number)
    return Need(id=stated.need, caseid=_id(chance), neighbourhood=_home(chance), stated=stated, opened_at=opened)


def _volunteer(chance: random.Random) -> Offering:
    category, skill = _category(chance), chance.randrange(SKILLS)
    return Offering(
        id=_id(chance),
        kind=Kind.VOLUNTEER,
        rung=Rung.VOLUNTEERS,
        categories=tuple(dict.fromkeys((category, chance.choice(_CATEGORIES))))
        if chance.random() < 0.2
        else (category,),
        neighbourhood=_home(chance),
        parts_of_day=chance.choice(_TIMES),
        skills=(f"{category}_{skill}", f"{category}_{(skill + chance.randrange(1, SKILLS)) % SKILLS}"),
        languages=chance.choice(_GIVEN),
        capacity=chance.choice((1, 1, 2)),
        screened_until=date(2099, 12, 31) if chance.random() < 0.8 else None,
        trained=chance.random() < 0.85,
        reach_km=round(chance.uniform(1.5, 8), 1) if chance.random() < 0.8 else None,
        terms=Terms(guide=GUIDE),
        unwilling=("inside_home",) if chance.random() < 0.1 else (),
    )


def _provision(chance: random.Random) -> Offering:
    category, home = _category(chance), _home(chance)
    return Offering(
        id=_id(chance),
        kind=Kind.ORGANISATION,
        rung=Rung.GENERAL_PROVISION,
        categories=(category,),
        neighbourhood=home,
        serves=tuple(sorted({home, _home(chance), _home(chance)})) if chance.random() < 0.7 else (),
        parts_of_day=chance.choice(_TIMES),
        skills=tuple(f"{category}_{skill}" for skill in sorted(chance.sample(range(SKILLS), 4))),
        languages=chance.choice(_GIVEN),
        capacity=chance.randrange(6, 25),
        cost_cents_per_week=500 * chance.randrange(20),
    )


def _id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128))


def _category(chance: random.Random) -> Category:
    return _CATEGORIES[int(chance.random() ** 1.5 * len(_CATEGORIES))]


def _home(chance: random.Random) -> str:
    return NEIGHBOURHOODS[int(chance.random() ** 1.2 * len(NEIGHBOURHOODS))]

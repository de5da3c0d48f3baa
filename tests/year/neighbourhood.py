"""What there is in the neighbourhood, and who comes in the year: generated, the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from libs.contracts.cases import CaseClarified, WishedResult
from libs.contracts.needs import LowerRung, StatedNeed
from libs.contracts.words import Category, LifeDomain, Urgency, WhyNot

CODE = "de-bilt-west"

#: What is asked: category, life domain, and in how many of a hundred needs.
ASKED = (
    (Category.SERVICES, LifeDomain.PRACTICAL, 30),
    (Category.RECREATION, LifeDomain.SOCIAL, 25),
    (Category.EATING, LifeDomain.PRACTICAL, 20),
    (Category.INFORMATION, LifeDomain.FINANCES, 15),
    (Category.CARE, LifeDomain.PHYSICAL, 10),
)
URGENCIES = ((Urgency.ROUTINE, 70), (Urgency.SOON, 20), (Urgency.URGENT, 10))


@dataclass(frozen=True)
class Arrival:
    """A case whose clarification is confirmed on a day."""

    day: date
    told: CaseClarified


class Neighbourhood:
    """`holders` are the case holders of the team; `mandated` decides on rungs 4 and 5."""

    def __init__(self, seed: int, plans: int, first: date, length: int) -> None:
        self._random, self._plans, self._first, self._length = Random(seed), plans, first, length
        self.holders = [self._id() for _ in range(8)]
        self.mandated = self._id()

    def offerings(self) -> Iterator[dict[str, Any]]:
        """Too few volunteers for everybody, and what is behind them."""
        guide = str(self._id())
        for number in range(max(2, self._plans // 8)):
            category = (Category.SERVICES, Category.RECREATION)[number % 2]
            yield {
                "kind": "volunteer",
                "rung": 2,
                "categories": [category.value],
                "neighbourhood": CODE,
                "capacity": self._random.choice((1, 2, 2, 3)),
                "title": "Een uur per week",
                "name": f"Vrijwilliger {number}",
                "screened_until": "2099-12-31",
                "trained": True,
                "reach_km": 5,
                "terms": {"guide": guide},
            }
        for category, rung in (
            (Category.EATING, 3),
            (Category.RECREATION, 3),
            (Category.INFORMATION, 3),
            (Category.SERVICES, 4),
            (Category.EATING, 4),
            (Category.CARE, 4),
            (Category.RECREATION, 4),
        ):
            yield {
                "rung": rung,
                "categories": [category.value],
                "neighbourhood": CODE,
                "capacity": max(2, self._plans // 6) if rung == 3 else self._plans * 2,
                "cost_cents_per_week": 0 if rung == 3 else self._random.choice((6_000, 9_500, 12_000)),
                "title": f"Voorziening op trede {rung}",
            }

    def arrivals(self) -> list[Arrival]:
        """Spread over the year, but for its last weeks: so that what is promised is seen to its end."""
        latest = max(1, self._length - 28)
        days = sorted(self._random.randrange(latest) for _ in range(self._plans))
        return [Arrival(self._working(self._first + timedelta(days=day)), self._clarified()) for day in days]

    def _clarified(self) -> CaseClarified:
        needs = [self._need() for _ in range(self._random.choice((1, 1, 2)))]
        domains = sorted({need.domain for need in needs})
        return CaseClarified(
            caseid=self._id(),
            neighbourhood=CODE,
            complex=False,
            case_holder=self._random.choice(self.holders),
            scores={domain: self._random.choice((1, 2, 2, 3, 3)) for domain in {*domains, LifeDomain.MEANING}},
            needs=tuple(needs),
            results=tuple(WishedResult(result=self._id(), domain=domain, target_score=4) for domain in domains),
        )

    def _need(self) -> StatedNeed:
        category, domain, _ = self._random.choices(ASKED, [weight for *_, weight in ASKED])[0]
        urgency, _ = self._random.choices(URGENCIES, [weight for _, weight in URGENCIES])[0]
        neighbour = self._random.random() < 0.1
        return StatedNeed(
            need=self._id(),
            category=category,
            domain=domain,
            urgency=urgency,
            lasting=category is Category.CARE and self._random.random() < 0.5,
            times_per_week=self._random.choice((1, 1, 2, 3)),
            own_strength=LowerRung(why_not=WhyNot.NOT_ADEQUATE),
            own_network=LowerRung(adequate=neighbour, why_not=None if neighbour else WhyNot.NOBODY),
        )

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    @staticmethod
    def _working(day: date) -> date:
        return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day

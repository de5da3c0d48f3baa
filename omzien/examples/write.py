"""Writes the example delivery, always the same: `python -m omzien.examples.write`."""

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from itertools import chain, count
from typing import Any

from omzien.examples import EARLY_SIGNALS
from omzien.examples.broken import broken, unclear
from omzien.examples.people import Home, client, homes

SEED = 20_261_101
PARTNERS = ("Energie", "Huur", "Zorg", "Water", "Hypotheek", "Belastingdienst")

Json = dict[str, Any]


class Month:
    """Gives out records, numbered, of one month."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - an example, not a secret
        self._numbers = count(1)

    def record(self, about: Json, partner: str, **more: Any) -> Json:
        """A record that is in order."""
        sent = date(2025, 10, 1) + timedelta(days=self.chance.randrange(28))
        return {
            "ID": f"VS-2025-{next(self._numbers):05d}",
            "crisissignaal": False,
            "warmeOverdracht": False,
            "bedrag": 10 * self.chance.randint(8, 190),
            "ontstaansdatum": (sent - timedelta(days=self.chance.randint(35, 120))).isoformat(),
            "signaaldatum": sent.isoformat(),
            "status": "Nog niet opgepakt",
            "signaalpartner": {"type": partner},
            "client": about,
            **more,
        }

    def light(self, home: Home) -> Iterator[Json]:
        """One partner, once: not enough to act on."""
        yield self.record(client(self.chance, home), self.chance.choice(PARTNERS))

    def warm(self, home: Home) -> Iterator[Json]:
        """The partner spoke with the resident, who knows of the signal."""
        yield self.record(client(self.chance, home), self.chance.choice(PARTNERS), warmeOverdracht=True)

    def crisis(self, home: Home) -> Iterator[Json]:
        """A shut-off or an eviction is near."""
        partner = self.chance.choice(("Energie", "Huur", "Water"))
        yield self.record(client(self.chance, home), partner, crisissignaal=True)

    def together(self, home: Home, partners: int) -> Iterator[Json]:
        """Several partners worry about one address; sometimes about another of the people there."""
        about = client(self.chance, home)
        for partner in self.chance.sample(PARTNERS, partners):
            about = about if self.chance.random() < 0.7 else client(self.chance, home)
            yield self.record(about, partner)

    def again(self, home: Home) -> Iterator[Json]:
        """One partner twice weighs less than two partners."""
        about, partner = client(self.chance, home), self.chance.choice(PARTNERS)
        yield from (self.record(about, partner) for _ in range(2))


def records(month: Month) -> list[Json]:
    """About 300, in the order in which they came in."""
    made: list[Json] = []
    for town in ("De Bilt", "Bilthoven"):
        free = iter(homes(month.chance, town, 120))
        made += chain.from_iterable(
            [
                *(month.together(next(free), 2) for _ in range(22)),
                *(month.together(next(free), 3) for _ in range(7)),
                *(month.again(next(free)) for _ in range(4)),
                *(month.crisis(next(free)) for _ in range(6)),
                *(month.warm(next(free)) for _ in range(6)),
                *(month.light(next(free)) for _ in range(52)),
            ]
        )
    faulty = [month.record(about, "Energie") | wrong for about, wrong in broken(month.chance)]
    faulty += [month.record(about, "Energie") for about in unclear(month.chance)]
    twice = month.chance.sample(made, 10)
    month.chance.shuffle(made)
    amended = [record | {"bedrag": record["bedrag"] + 150} for record in month.chance.sample(made, 3)]
    for record in faulty:
        made.insert(month.chance.randrange(len(made)), record)
    # what repeats comes later than what it repeats
    return [*made, *deepcopy(twice), *amended]


def delivery() -> Json:
    """The whole file."""
    return around(records(Month(SEED)))


def around(records: list[Json]) -> Json:
    """A file with these records in it."""
    return {
        "codeGegevensleverancier": "OMZIEN-VOORBEELD",
        "startdatumLevering": "2025-10-01",
        "einddatumLevering": "2025-10-31",
        "aanleverdatumEnTijd": "2025-11-02T08:30:00Z",
        "leveringen": [
            {
                "teller": 1,
                "gemeentecode": "0310",
                "aanleverende_organisatie": {"naam": "Vroegsignalen (voorbeeld)", "kvk-nummer": "99999999"},
                "vroegsignalen": records,
            }
        ],
    }


if __name__ == "__main__":
    text = json.dumps(delivery(), indent=1, ensure_ascii=False)
    EARLY_SIGNALS.write_text(f"{text}\n", encoding="utf-8")

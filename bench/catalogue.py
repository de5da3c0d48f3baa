"""A municipality of forty neighbourhoods with as many offerings as wanted, and needs to be answered from them."""

import csv
import random
from pathlib import Path
from typing import Any

import asyncpg

from bench import stored
from libs.contracts.needs import StatedNeed
from libs.contracts.words import Category, LifeDomain, PartOfDay, Urgency
from libs.delivery.clock import new_id

CATEGORIES = tuple(each.value for each in Category)
NEIGHBOURHOODS = tuple(f"buurt-{number:02}" for number in range(40))

_TIMES = ((), (PartOfDay.MORNING,), (PartOfDay.AFTERNOON,), (PartOfDay.MORNING, PartOfDay.AFTERNOON))
_LANGUAGES = (("nl",),) * 8 + (("tr", "nl"), ("ar",))


def write_map(path: Path) -> Path:
    """Neighbourhoods on a grid, a kilometre from each other, as the services read them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("postcode_from", "postcode_to", "neighbourhood", "district", "name", "latitude", "longitude"))
        for number, code in enumerate(NEIGHBOURHOODS):
            row, column = divmod(number, 8)
            latitude, longitude = 52.08 + 0.009 * row, 5.10 + 0.0147 * column
            rows.writerow(
                (3700 + number, 3700 + number, code, f"wijk-{row}", code, f"{latitude:.4f}", f"{longitude:.4f}")
            )
    return path


async def fill(db: "asyncpg.Connection[Any]", count: int) -> None:
    """So many offerings in matching's own tables, the same in every run."""
    async with stored.bare(db, "offering", "stall"):
        await db.execute(stored.SQL.set_chance)
        await db.execute(stored.SQL.fill_catalogue, CATEGORIES, NEIGHBOURHOODS, count)
        await db.execute(stored.SQL.fill_market)


def need(chance: random.Random) -> tuple[str, StatedNeed]:
    """A neighbourhood, and what somebody there needs. The conversation found no answer in the own circle."""
    category = Category(CATEGORIES[int(chance.random() ** 1.5 * len(CATEGORIES))])
    stated = StatedNeed(
        need=new_id(),
        category=category,
        domain=LifeDomain.PRACTICAL,
        parts_of_day=chance.choice(_TIMES),
        skills=(f"{category}_{chance.randrange(8)}",) if chance.random() < 0.5 else (),
        languages=chance.choice(_LANGUAGES),
        inside_home=chance.random() < 0.4,
        urgency=chance.choice(list(Urgency)),
    )
    return NEIGHBOURHOODS[int(chance.random() ** 1.3 * len(NEIGHBOURHOODS))], stated

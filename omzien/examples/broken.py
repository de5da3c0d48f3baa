"""What goes wrong in deliveries, and is still valid against the schema: it has no minima and checks no formats."""

import random
from collections.abc import Iterator
from typing import Any

from omzien.examples.people import client, homes

Json = dict[str, Any]


def broken(chance: random.Random) -> Iterator[tuple[Json, Json]]:
    """(client, what is wrong in the rest of the record), one of each kind."""
    free = iter(homes(chance, "De Bilt", 20))

    def somebody(**wrong: str) -> Json:
        return client(chance, next(free)) | wrong

    yield {}, {}
    yield {"Achternaam": "  ", "Postcode": ""}, {}
    yield somebody(Achternaam="Van " + "Langenaam" * 30), {}
    yield somebody(Straatnaam="Verderop en dan linksaf, " * 12), {}
    yield somebody(), {"signaaldatum": "2025-09-31"}
    yield somebody(), {"ontstaansdatum": "2025-13-01"}
    yield somebody(), {"bedrag": -450}
    yield somebody(), {"bedrag": -1}
    yield somebody(), {"ID": ""}
    yield somebody(), {"ID": "VS-2025-" + "0" * 250}


def unclear(chance: random.Random) -> Iterator[Json]:
    """Clients whose birth date is written otherwise, or is none: no reason to refuse a worry."""
    for home, written in zip(homes(chance, "De Bilt", 3), ("15-06-1985", "1985-02-30", "onbekend"), strict=True):
        yield client(chance, home) | {"Geboortedatum": written}

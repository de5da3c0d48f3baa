"""Writes a delivery of any size, for trying how the system bears it: `python -m omzien.examples.many COUNT FILE`."""

from collections.abc import Iterator
from itertools import chain, count, islice, repeat
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import orjson
import typer

from omzien.examples.broken import broken
from omzien.examples.people import STREETS, Home
from omzien.examples.write import Month, around

Json = dict[str, Any]

#: How often each kind comes, in the proportion in which a municipality sees them.
KINDS = {"light": 60, "two": 12, "three": 4, "again": 4, "crisis": 5, "warm": 5, "twice": 6, "amended": 3, "broken": 1}

#: By the first digits of their postcodes: as in `people.py`, with letters that are given to nobody.
TOWNS = {
    "3731": "De Bilt",
    "3732": "De Bilt",
    "3721": "Bilthoven",
    "3722": "Bilthoven",
    "3723": "Bilthoven",
    "3738": "Maartensdijk",
    "3737": "Groenekan",
    "3739": "Hollandsche Rading",
    "3615": "Westbroek",
}
LETTERS = ("SA", "SD", "SS")

#: Eight streets and 25 names are too few: so many would bear one name that each would be compared with hundreds.
LANES = ("", "Oude ", "Nieuwe ", "Eerste ", "Tweede ", "Derde ", "Kleine ", "Grote ", "Korte ", "Lange ", "Achter de ")

TREES = (
    "Abeel", "Berken", "Beuken", "Dennen", "Eiken", "Elzen", "Essen", "Hazel", "Hulst", "Iepen", "Jenever", "Kastanje",
    "Kersen", "Larix", "Linden", "Meidoorn", "Moerbei", "Noten", "Olmen", "Peren", "Pijn", "Populier", "Spar", "Taxus",
    "Vlier", "Wijn", "Wilgen", "Zilver", "Acacia", "Appel",
)  # fmt: skip
PLACES = (
    "akker", "beek", "berg", "bos", "broek", "brug", "burg", "daal", "dijk", "donk", "duin", "eind", "gaard", "haag",
    "ham", "heuvel", "hoek", "hof", "horst", "huis", "kamp", "laar", "land", "loo", "man", "mans", "meer", "rode",
    "stra", "veld",
)  # fmt: skip

#: So many of the latest records may come again.
RECENT = 500


def records(seed: int) -> Iterator[Json]:
    """Records without end: of people who do not exist, at addresses where nobody can live, each address once.

    Some records come again as they were, some with another amount, some are broken.
    """
    month = Month(seed)
    chance, free = month.chance, _homes()
    faulty = chain.from_iterable(broken(chance) for _ in repeat(None))
    recent: list[Json] = []
    while True:
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        match kind:
            case "two" | "three":
                made = list(month.together(next(free), 2 if kind == "two" else 3))
            case "twice" if recent:
                made = [chance.choice(recent)]
            case "amended" if recent:
                before = chance.choice(recent)
                made = [before | {"bedrag": before["bedrag"] + chance.randint(1, 500)}]
            case "broken":
                about, wrong = next(faulty)
                yield month.record(about, "Energie") | wrong
                continue
            case "again" | "crisis" | "warm":
                made = list(getattr(month, kind)(next(free)))
            case _:
                made = list(month.light(next(free)))
        made = [each | {"client": _distinct(each["client"])} for each in made]
        recent = [*recent, *made][-RECENT:]
        yield from made


def write(file: BinaryIO, amount: int, seed: int) -> None:
    """A delivery of so many records, record by record. The same seed gives the same file."""
    before, after = orjson.dumps(around([])).split(b"[]")
    file.write(before + b"[\n")
    file.writelines(
        (b",\n" if number else b"") + orjson.dumps(record)
        for number, record in enumerate(islice(records(seed), amount))
    )
    file.write(b"\n]" + after + b"\n")


def _homes() -> Iterator[Home]:
    places = [(town, f"{digits}{letters}") for digits, town in TOWNS.items() for letters in LETTERS]
    streets = [f"{lane}{street}" for lane in LANES for street in STREETS]
    for number in count(1):
        for place, (town, postcode) in enumerate(places):
            # a postcode is a part of one street
            yield Home(town, postcode, streets[(place + number // 100 * len(places)) % len(streets)], str(number))


def _distinct(client: Json) -> Json:
    """With a rarer name, and without a citizen number: those that are nobody's are so few that most would be one."""
    told = dict(client)
    if number := told.pop("Burgerservicenummer", None):
        tree, place = divmod(int(number) % (len(TREES) * len(PLACES)), len(PLACES))
        told["Achternaam"] = TREES[tree] + PLACES[place]
    return told


def main(
    amount: Annotated[int, typer.Argument(min=0, help="How many records.")],
    file: Annotated[Path, typer.Argument(help="Where to write the delivery.")],
    seed: Annotated[int, typer.Option(help="Another seed, another delivery.")] = 1,
) -> None:
    """Write a delivery of early signals of any size, about nobody."""
    with file.open("wb") as opened:
        write(opened, amount, seed)


if __name__ == "__main__":
    typer.run(main)

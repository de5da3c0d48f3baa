"""Fictitious people at addresses where nobody can live."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

#: PostNL gives out no postcode that ends in SA, SD or SS.
POSTCODES = {
    "De Bilt": ("3731SA", "3731SD", "3731SS"),
    "Bilthoven": ("3721SA", "3721SD", "3722SA", "3722SS"),
}
STREETS = ("Omzienlaan", "Buurzaamheid", "Wederkeer", "Noaberpad", "Trede", "Vindplaats", "Keukentafel", "Meedoenweg")
SURNAMES = (
    ("de", "Vries"), ("van den", "Berg"), ("van", "Dijk"), ("", "Jansen"), ("", "Bakker"), ("", "Visser"),
    ("", "Smit"), ("", "Meijer"), ("de", "Boer"), ("", "Mulder"), ("de", "Groot"), ("", "Bos"), ("", "Vos"),
    ("", "Peters"), ("", "Hendriks"), ("van", "Leeuwen"), ("", "Dekker"), ("", "Brouwer"), ("de", "Wit"),
    ("", "Yılmaz"), ("", "El Amrani"), ("", "Nguyen"), ("", "Kowalska"), ("", "Sarmo"), ("van der", "Meer"),
)  # fmt: skip


def bsn(chance: random.Random) -> str:
    """Passes the eleven check; numbers from 9999 on are for tests and are nobody's."""
    while True:
        digits = f"9999{chance.randrange(100_000):05d}"
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
        if sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 == 0:
            return digits


@dataclass(frozen=True)
class Home:
    """One address."""

    town: str
    postcode: str
    street: str
    number: str


def homes(chance: random.Random, town: str, count: int) -> list[Home]:
    """Addresses of one town, each once."""
    every = [(postcode, number) for postcode in POSTCODES[town] for number in range(1, 200)]
    drawn = chance.sample(every, count)
    # one street per postcode, as in the Netherlands
    streets = dict(zip(sorted(POSTCODES["De Bilt"] + POSTCODES["Bilthoven"]), STREETS, strict=False))
    return [Home(town, postcode, streets[postcode], str(number)) for postcode, number in drawn]


def client(chance: random.Random, home: Home) -> dict[str, Any]:
    """An adult who lives there, as a partner knows them."""
    infix, surname = chance.choice(SURNAMES)
    told = {
        "Burgerservicenummer": bsn(chance),
        "Voorletters": f"{chance.choice('ABCDEFGHIJKLMNOPRSTVWZ')}.",
        "Voorvoegsel": infix,
        "Achternaam": surname,
        "Geboortedatum": (date(1940, 1, 1) + timedelta(days=chance.randrange(23_000))).isoformat(),
        "Straatnaam": home.street,
        "Postcode": home.postcode,
        "Huisnummer": home.number,
        "Plaatsnaam": home.town,
    }
    return {key: value for key, value in told.items() if value}

"""Neighbourhoods: their codes are part of every routing key, so all services read them from one file.

The file is CSV with a header: `postcode_from,postcode_to,neighbourhood,district,name,latitude,longitude`.
A range is of four-digit (`3732`) or full (`3732AB`) postcodes, both ends included; the narrowest wins.
"""

import csv
import re
from bisect import bisect_right
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD

POSTCODE = re.compile(r"^([1-9][0-9]{3})\s*([A-Za-z]{2})$")


def normalised_postcode(text: str) -> str | None:
    """`1234 ab` -> `1234AB`; None when it is not a Dutch postcode."""
    found = POSTCODE.match(text.strip())
    return f"{found[1]}{found[2].upper()}" if found else None


@dataclass(frozen=True)
class Place:
    """A neighbourhood. Coordinates are degrees, WGS84."""

    neighbourhood: str
    district: str
    name: str
    latitude: float
    longitude: float

    def kilometres_to(self, other: "Place") -> float:
        """As the crow flies."""
        north, east = radians(other.latitude - self.latitude), radians(other.longitude - self.longitude)
        arc = sin(north / 2) ** 2 + cos(radians(self.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
        return 12_742 * asin(sqrt(arc))


class Places:
    """The neighbourhoods of one municipality."""

    def __init__(self, ranges: list[tuple[str, str, Place]]) -> None:
        self._ranges = sorted(ranges, key=lambda each: each[0])
        self._starts = [start for start, _, _ in self._ranges]
        self.by_code = {place.neighbourhood: place for _, _, place in ranges}

    @classmethod
    def read(cls, path: Path) -> "Places":
        """Raises ValueError naming the file and the line when a row cannot be read."""
        ranges = []
        with path.open(newline="", encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                try:
                    place = Place(
                        row["neighbourhood"],
                        row["district"],
                        row["name"],
                        float(row["latitude"]),
                        float(row["longitude"]),
                    )
                    start = row["postcode_from"].strip().upper().ljust(6, "A")
                    end = row["postcode_to"].strip().upper().ljust(6, "Z")
                except (KeyError, TypeError, ValueError, AttributeError) as error:
                    raise ValueError(f"{path}, line {number}: {error!r}") from error
                ranges.append((start, end, place))
        return cls(ranges)

    def neighbourhood(self, postcode: str | None) -> str:
        """The neighbourhood's code, or `unknown` when the postcode is nobody's."""
        wanted = normalised_postcode(postcode or "")
        if wanted is None:
            return UNKNOWN_NEIGHBOURHOOD
        for index in range(bisect_right(self._starts, wanted) - 1, -1, -1):
            start, end, place = self._ranges[index]
            if start <= wanted <= end:
                return place.neighbourhood
        return UNKNOWN_NEIGHBOURHOOD

    def kilometres(self, one: str, other: str) -> float | None:
        """Between the centres of two neighbourhoods; None when either is unknown."""
        if one not in self.by_code or other not in self.by_code:
            return None
        return self.by_code[one].kilometres_to(self.by_code[other])

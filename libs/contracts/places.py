"""Neighbourhoods: their codes are part of every routing key, so all services read them from one file.

How that file is written stands in `neighbourhoods_file.py`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from math import asin, cos, radians, sin, sqrt

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.refusals import not_found

POSTCODE = re.compile(r"^([1-9][0-9]{3})\s*([A-Za-z]{2})$")


def normalised_postcode(text: str) -> str | None:
    """`1234 ab` -> `1234AB`; None when it is not a Dutch postcode."""
    found = POSTCODE.match(text.strip())
    return f"{found[1]}{found[2].upper()}" if found else None


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood, in its district, in its municipality.

    `neighbourhood` and `district` are codes. Coordinates are degrees, WGS84; None where the file has none.
    """

    neighbourhood: str
    district: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    district_name: str = ""
    municipality: str = ""

    def kilometres_to(self, other: "Place") -> float | None:
        """As the crow flies; None when it is not known where one of them lies."""
        if self.neighbourhood == other.neighbourhood:
            return 0.0
        if self.latitude is None or self.longitude is None or other.latitude is None or other.longitude is None:
            return None
        north, east = radians(other.latitude - self.latitude), radians(other.longitude - self.longitude)
        arc = sin(north / 2) ** 2 + cos(radians(self.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
        return 12_742 * asin(sqrt(arc))


#: The first and the last postcode, such as `1016AA` and `1016ZZ`, and what lies between them.
Range = tuple[str, str, Place]


class Places:
    """The neighbourhoods of one municipality. `content_hash` is of the file that they were read from."""

    def __init__(self, ranges: Iterable[Range], content_hash: str = "") -> None:
        told = [(_number(start), _number(end), place) for start, end, place in ranges]
        self.by_code = {place.neighbourhood: place for _, _, place in told}
        self.postcodes = len({start for start, end, _ in told if start == end})
        self.ranges = len({(start, end) for start, end, _ in told if start != end})
        self.content_hash = content_hash
        self._starts, self._owners = _side_by_side(told)

    def require(self, code: str) -> None:
        """Raises Refused when no neighbourhood has this code."""
        if code not in self.by_code:
            raise not_found("neighbourhood", code)

    def place(self, postcode: str | None) -> Place | None:
        """Where a postcode lies, by the narrowest range that holds it; None when it is nobody's."""
        wanted = normalised_postcode(postcode or "")
        return self._owners[bisect_right(self._starts, _number(wanted)) - 1] if wanted else None

    def neighbourhood(self, postcode: str | None) -> str:
        """The neighbourhood's code, or `unknown` when the postcode is nobody's."""
        place = self.place(postcode)
        return place.neighbourhood if place else UNKNOWN_NEIGHBOURHOOD

    def kilometres(self, one: str, other: str) -> float | None:
        """Between the centres of two neighbourhoods; None when either is unknown, or it is unknown where it lies."""
        if one not in self.by_code or other not in self.by_code:
            return None
        return self.by_code[one].kilometres_to(self.by_code[other])


def _number(postcode: str) -> int:
    """Postcodes that follow each other have numbers that follow each other."""
    return int(postcode[:4]) * 676 + (ord(postcode[4]) - 65) * 26 + ord(postcode[5]) - 65


def _side_by_side(ranges: Iterable[tuple[int, int, Place]]) -> tuple[list[int], list[Place | None]]:
    """Where each stretch begins, and whose it is. Ranges within ranges would have to be searched one by one."""
    waiting = sorted(ranges, key=lambda each: each[0], reverse=True)
    starts, owners = [-1], list[Place | None]([None])
    open_: list[tuple[int, int, int, Place]] = []
    for point in sorted({each for start, end, _ in waiting for each in (start, end + 1)}):
        while waiting and waiting[-1][0] == point:
            start, end, place = waiting.pop()
            # of two as narrow, the one that begins later; the count keeps places from being compared
            heappush(open_, (end - start, -start, -len(waiting), place))
        while open_ and open_[0][0] - open_[0][1] < point:
            heappop(open_)
        starts.append(point)
        owners.append(open_[0][3] if open_ else None)
    return starts, owners

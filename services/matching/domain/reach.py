"""How far a search of the catalogue goes: wider only when there is nothing nearer."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Place, Places


class Reach(StrEnum):
    """From where a page of the catalogue comes: what reaches one's own neighbourhood, or what is found around it."""

    OWN = "own"
    DISTRICT = "district"
    MUNICIPALITY = "municipality"
    BEYOND = "beyond"


#: Neighbourhoods; None for everywhere, also where nobody knows.
Area = tuple[str, ...] | None


def areas(places: Places, neighbourhood: str | None) -> dict[Reach | None, Area]:
    """What each step takes in, narrowest first; each takes in all before it, and the last everything.

    A step that would add no neighbourhood is left out; from a neighbourhood that is not known, only the last is left.
    Without one there is nothing to widen from: everything, under no name.
    """
    if neighbourhood is None:
        return {None: None}
    home = places.by_code.get(neighbourhood)
    if home is None:
        return {Reach.BEYOND: None}
    found: dict[Reach | None, Area] = {Reach.OWN: (neighbourhood,)}
    district = _codes(each for each in places.by_code.values() if each.district == home.district)
    municipality = _codes(each for each in places.by_code.values() if each.municipality == home.municipality)
    if len(district) > 1:
        found[Reach.DISTRICT] = district
    if len(municipality) > len(district):
        found[Reach.MUNICIPALITY] = municipality
    return found | {Reach.BEYOND: None}


def _codes(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(sorted(each.neighbourhood for each in places))


class Step(NamedTuple):
    """Where a neighbourhood stands in the order of a search, and how far away its centre is, in metres."""

    place: int
    metres: int | None


def steps(places: Places, home: str | None, *, by_words: bool) -> dict[str, Step]:
    """The nearest neighbourhood first, then those of which nobody knows how far, and what has no place.

    Without a home all are as near when words put entries in order, and else they stand in the order of their codes.
    """
    metres = {code: _metres(places.kilometres(home, code)) if home else None for code in sorted(places.by_code)}
    nearest = sorted(metres, key=lambda code: (metres[code] is None, metres[code] or 0))
    as_near = home is None and by_words
    order = {code: 0 if as_near else place for place, code in enumerate([*nearest, UNKNOWN_NEIGHBOURHOOD])}
    return {code: Step(place, metres.get(code)) for code, place in order.items()}


def _metres(kilometres: float | None) -> int | None:
    return None if kilometres is None else round(1_000 * kilometres)

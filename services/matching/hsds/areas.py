"""Where a service is, and which neighbourhoods it reaches."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Place, Places
from services.matching.hsds.categories import plain
from services.matching.hsds.model import Location, Service, ServiceArea

#: Further from the middle of every neighbourhood than this is outside all of them.
BEYOND_KM = 5.0

_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?[A-Za-z]{2}\b", re.ASCII)


class Where(NamedTuple):
    """`serves` empty: everywhere. The coordinates are WGS84; None when they are not told, or are none."""

    neighbourhood: str
    serves: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    remarks: list[str]


def where(service: Service, places: Places) -> Where:
    """By the postcode of its first location that has one of ours, else by coordinates, else by its only area."""
    remarks: list[str] = []
    locations = [each.location for each in service.service_at_locations if each.location is not None]
    spots = [spot for each in locations if (spot := _spot(each, remarks)) is not None]
    areas = _serves(service.service_areas, places, remarks)
    neighbourhood = _by_postcode(locations, places) or _by_spot(spots, places)
    if neighbourhood is None and len(areas) == 1:
        neighbourhood = areas[0]
    if neighbourhood is None and locations:
        remarks.append("none of its locations lies in a neighbourhood of this municipality")
    latitude, longitude = spots[0] if spots else (None, None)
    at = neighbourhood or UNKNOWN_NEIGHBOURHOOD
    serves = () if set(areas) == set(places.by_code) else tuple(areas)
    if service.service_areas and not areas:
        serves = (at,)  # it is for elsewhere: to be found here, and not to be proposed to everybody
    return Where(at, serves, latitude, longitude, remarks)


def _spot(location: Location, remarks: list[str]) -> tuple[float, float] | None:
    latitude, longitude = location.latitude, location.longitude
    if latitude is None or longitude is None:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        remarks.append(f"location {location.id} lies nowhere: latitude {latitude}, longitude {longitude}")
        return None
    return float(latitude), float(longitude)


def _by_postcode(locations: Iterable[Location], places: Places) -> str | None:
    # a postal address is where the letters go
    addresses = [address for each in locations for address in each.addresses if address.address_type == "physical"]
    found = (places.place(address.postal_code) for address in addresses)
    return next((place.neighbourhood for place in found if place is not None), None)


def _by_spot(spots: Iterable[tuple[float, float]], places: Places) -> str | None:
    for latitude, longitude in spots:
        here = Place("", "", "", latitude, longitude)
        near = [
            (km, each.neighbourhood) for each in places.by_code.values() if (km := here.kilometres_to(each)) is not None
        ]
        if near and min(near)[0] <= BEYOND_KM:
            return min(near)[1]
    return None


def _serves(areas: Sequence[ServiceArea], places: Places, remarks: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for area in areas:
        names = [each for each in (area.extent, area.name) if each]
        codes = next((codes for name in names if (codes := _named(name, places))), ())
        if not codes:
            remarks.append(f"area '{(area.name or area.extent or area.id)[:80]}' is none of this municipality's")
        found |= dict.fromkeys(codes)
    return list(found)


def _named(text: str, places: Places) -> tuple[str, ...]:
    """The neighbourhoods of a name or code, of postcodes, or else of names that stand somewhere in the text."""
    said = plain(text)
    postcodes = [places.place(each) for each in _POSTCODE.findall(text)]
    if told := dict.fromkeys(each.neighbourhood for each in postcodes if each is not None):
        return tuple(told)
    for stands in (str.__eq__, _stands_in):
        for names in (_neighbourhood, _municipality, _district):
            every = places.by_code.values()
            if codes := tuple(each.neighbourhood for each in every if any(stands(name, said) for name in names(each))):
                return codes
    return ()


def _stands_in(name: str, said: str) -> bool:
    return f" {name} " in f" {said} "


def _neighbourhood(place: Place) -> list[str]:
    return _said(place.neighbourhood, place.name)


def _municipality(place: Place) -> list[str]:
    return _said(place.municipality, place.municipality and f"gemeente {place.municipality}")


def _district(place: Place) -> list[str]:
    return _said(place.district, place.district_name)


def _said(*names: str) -> list[str]:
    return [said for each in names if (said := plain(each))]

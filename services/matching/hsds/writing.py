"""An entry of the catalogue as a service of HSDS: as it came, with what was changed here since, or written anew."""

from typing import Any
from uuid import uuid5

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Places
from services.matching.domain.hours import parts_of
from services.matching.domain.offering import Offering
from services.matching.hsds import own
from services.matching.hsds.document import Document, read
from services.matching.hsds.model import Service
from services.matching.hsds.reading import plain_values
from services.matching.hsds.schedules import schedules_of

#: Fields of the catalogue, and where HSDS has them: what was changed here replaces what stood there.
PLACES_OF = {
    "title": "name",
    "description": "description",
    "minimum_age": "minimum_age",
    "maximum_age": "maximum_age",
    "hours": "schedules",
    "languages": "languages",
    "organisation": "organization_id",
}


def service_of(offering: Offering, document: Document | None, places: Places) -> Document:
    """Valid HSDS. `document` is what it came as; None for an entry that was made here."""
    if document is None:
        document = _anew(offering, places)
    values = _told(document, places)
    changed = [field for field in PLACES_OF if getattr(offering, field) != values[field]]
    if changed:
        fresh = _anew(offering, places)
        names = [PLACES_OF[field] for field in changed]
        document = {name: value for name, value in document.items() if name not in names}
        document |= {name: fresh[name] for name in names if name in fresh}
        values = _told(document, places)
    if offering.withdrawn:
        document = document | {"status": "defunct"}
    added = own.attributes(offering, values)
    if document["status"] != "active":
        # the places that it has when it is open are not known while it is closed
        added = [each for each in added if each["taxonomy_term"]["code"] != "capacity"]
    return document | {"attributes": [*document.get("attributes", []), *added]}


def _told(document: Document, places: Places) -> dict[str, Any]:
    """What a reader makes of it without our attributes."""
    service, _ = read(document, Service)
    values, _ = plain_values(service, places)
    return values | {"parts_of_day": parts_of(values["hours"])}


def _anew(offering: Offering, places: Places) -> Document:
    told: dict[str, Any] = {
        "id": str(offering.id),
        "organization_id": offering.organisation and str(offering.organisation),
        "name": offering.title,
        "description": offering.description or None,
        "status": "active",
        "minimum_age": offering.minimum_age,
        "maximum_age": offering.maximum_age,
        "languages": [{"id": str(uuid5(offering.id, f"language {code}")), "code": code} for code in offering.languages],
        "schedules": schedules_of(offering.hours, offering.id),
        "service_areas": [
            {"id": str(uuid5(offering.id, f"area {code}")), "name": _name(code, places), "extent": code}
            for code in offering.serves
        ],
        "service_at_locations": _locations(offering, places),
        "cost_options": _costs(offering),
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _locations(offering: Offering, places: Places) -> list[Document]:
    if offering.latitude is None and offering.neighbourhood == UNKNOWN_NEIGHBOURHOOD:
        return []
    location: Document = {
        "id": str(uuid5(offering.id, "location")),
        "location_type": "physical",
        "name": _name(offering.neighbourhood, places),
    }
    if offering.latitude is not None:
        location |= {"latitude": offering.latitude, "longitude": offering.longitude}
    return [{"id": str(uuid5(offering.id, "at location")), "service_id": str(offering.id), "location": location}]


def _costs(offering: Offering) -> list[Document]:
    if not offering.cost_cents_per_week:
        return []
    cost = {"currency": "EUR", "amount": offering.cost_cents_per_week / 100, "amount_description": "per week"}
    return [{"id": str(uuid5(offering.id, "cost")), "service_id": str(offering.id), **cost}]


def _name(code: str, places: Places) -> str:
    place = places.by_code.get(code)
    return place.name if place and place.name else code

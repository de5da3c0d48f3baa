"""Many made-up services of HSDS, each with ids of its own and something of every kind."""

from uuid import UUID, uuid5

from tests.unit.matching.hsds.documents import Json

NAMESPACE = UUID("b9e5b0ee-4a40-5d0e-8d5e-0b1bd1a5a000")
NAMES = ("Eettafel", "Kookgroep", "Formulierenspreekuur", "Dagbesteding", "Belbus")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def social_map(count: int) -> list[Json]:
    """The same each time. A twentieth of them share an organization."""
    return [_service(number) for number in range(count)]


def _id(what: str, number: int) -> str:
    return str(uuid5(NAMESPACE, f"{what} {number}"))


def _service(number: int) -> Json:
    owner = number // 20
    address = {"address_1": f"Dorpsstraat {number}", "city": "De Bilt", "state_province": "Utrecht"}
    address |= {"postal_code": ("3731AB", "3732AB", "9999ZZ")[number % 3], "country": "NL", "address_type": "physical"}
    location = {"id": _id("location", number), "location_type": "physical", "latitude": 52.1, "longitude": 5.2}
    location["addresses"] = [{"id": _id("address", number)} | address]
    return {
        "id": _id("service", number),
        "name": f"{NAMES[number % len(NAMES)]} nummer {number}",
        "description": "Voor wie in de buurt woont. " * (1 + number % 9),
        "status": "active",
        "organization_id": _id("organization", owner),
        "organization": {"id": _id("organization", owner), "name": f"Stichting {owner}", "description": "Verzonnen."},
        "service_at_locations": [{"id": _id("at", number), "location": location}],
        "schedules": [
            {
                "id": _id("schedule", number),
                "freq": "WEEKLY",
                "byday": DAYS[number % 7],
                "opens_at": "09:00",
                "closes_at": f"{12 + number % 9}:30",
            }
        ],
        "languages": [{"id": _id("language", number), "code": ("nl", "ar", "tr")[number % 3]}],
        "phones": [{"id": _id("phone", number), "number": f"030 {number:07}", "type": "voice"}],
        "contacts": [{"id": _id("contact", number), "name": "Balie", "email": "balie@example.org"}],
        "minimum_age": number % 80,
        "fees_description": "Geen.",
        "eigen_veld": {"nummer": number, "woorden": ["één", "twee"]},
    }

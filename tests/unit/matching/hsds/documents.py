"""Documents of HSDS for the tests, small and whole, and what they are read with."""

from typing import Any
from uuid import UUID, uuid5

from libs.contracts.places import Place, Places
from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.matching.hsds.categories_file import CategoriesFile

TABLE_FILE = ROOT / "deploy" / "reference" / "hsds-categories.toml"
TABLE = read(TABLE_FILE, CategoriesFile)
PLACES = Places(
    [
        ("3731AA", "3731ZZ", Place("west", "dorp", "West", 52.10, 5.17, "Het Dorp", "De Bilt")),
        ("3732AA", "3732ZZ", Place("oost", "dorp", "Oost", 52.10, 5.19, "Het Dorp", "De Bilt")),
        ("3738AA", "3738ZZ", Place("noord", "buiten", "Noord", 52.19, 5.17, "Buiten", "De Bilt")),
    ]
)
SERVICE = UUID("0d1f2b0a-6c1e-4c52-8f4a-2f5d1a7b9c01")

Json = dict[str, Any]


def id_of(name: str) -> str:
    return str(uuid5(SERVICE, name))


def term(code: str, taxonomy: str = "Open Eligibility", value: str | None = None) -> Json:
    """An attribute with a term."""
    told = {"id": id_of(code), "code": code, "name": code, "description": "", "taxonomy": taxonomy}
    return {"id": id_of(f"attribute {code}"), "taxonomy_term": told} | ({"value": value} if value else {})


def area(name: str, **more: Any) -> Json:
    return {"id": id_of(name), "name": name} | more


def schedule(**told: Any) -> Json:
    return {"id": id_of(str(told)), "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"} | told


def location(postcode: str | None = None, **more: Any) -> Json:
    """A service at a location."""
    told: Json = {"id": id_of("location"), "location_type": "physical"} | more
    if postcode:
        told["addresses"] = [
            {
                "id": id_of("address"),
                "address_1": "Dorpsstraat 1",
                "city": "De Bilt",
                "state_province": "Utrecht",
                "postal_code": postcode,
                "country": "NL",
                "address_type": "physical",
            }
        ]
    return {"id": id_of("at location"), "location": told}


def service(**changes: Any) -> Json:
    """A table where people eat together, on Mondays."""
    return {
        "id": str(SERVICE),
        "name": "Eettafel De Brug",
        "description": "Samen eten met buurtgenoten.",
        "status": "active",
        "attributes": [term("102-05")],
    } | changes

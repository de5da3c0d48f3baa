"""What HSDS has no field for, carried in its attributes: so that an entry that went out comes in as it was.

An attribute of ours has a term of the taxonomy `Omzien`; the term's code is a field of the catalogue, the attribute's
value is what stands in it. A field of several values has an attribute for each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any
from uuid import UUID, uuid5

from services.matching.domain.offering import Kind, Offering
from services.matching.hsds.document import Document
from services.matching.hsds.terms import Attribute

TAXONOMY = "Omzien"
NAMESPACE = UUID("6f1c8a52-1d0e-5c38-9a53-0d5a05d50300")
#: The value of a field in which there is nothing, where the rest of the document would say that there is.
NONE = "-"

MANY = ("categories", "serves", "parts_of_day", "skills", "languages", "unwilling")
ONE = ("kind", "rung", "neighbourhood", "capacity", "cost_cents_per_week", "latitude", "longitude", "screened_until")
MORE = ("trained", "reach_km")
FIELDS = (*ONE, *MORE, *MANY)
#: Told of every entry, also where it is what a reader would think anyway.
ALWAYS = ("rung", "categories", "capacity", "neighbourhood")
#: Not for everybody: between the supplier and the municipality.
PRIVATE = frozenset({"capacity", "cost_cents_per_week", "screened_until", "trained", "reach_km", "unwilling"})

_DEFAULTS = {each.name: each.default for each in fields(Offering) if each.default is not MISSING}
_DEFAULTS["kind"] = Kind.ORGANISATION


def told(attributes: Iterable[Attribute]) -> dict[str, Any]:
    """The fields that attributes of ours tell, as text."""
    found: dict[str, Any] = {}
    for each in attributes:
        term = each.taxonomy_term
        if term is None or term.taxonomy != TAXONOMY or term.code not in FIELDS:
            continue
        value = each.value or ""
        if term.code not in MANY:
            found[term.code] = None if value == NONE else value
        else:
            found.setdefault(term.code, ())
            found[term.code] += () if value == NONE else (value,)
    return found


def without(document: Document) -> Document:
    """The document as others would tell it."""
    left = [each for each in document.get("attributes", []) if not _ours(each)]
    rest = {name: value for name, value in document.items() if name != "attributes"}
    return rest | ({"attributes": left} if left or document.get("attributes") == [] else {})


def is_private(attribute: Document) -> bool:
    """Whether it tells what is not for everybody."""
    return _ours(attribute) and attribute["taxonomy_term"]["code"] in PRIVATE


def attributes(offering: Offering, otherwise: Mapping[str, Any]) -> list[Document]:
    """Attributes for what a reader would not know: what differs from what the rest of the document says."""
    expected = {**_DEFAULTS, **otherwise}
    return [
        _attribute(offering.id, name, number, value)
        for name in FIELDS
        if name in ALWAYS or getattr(offering, name) != expected.get(name)
        for number, value in enumerate(_values(getattr(offering, name)), start=1)
    ]


def _values(value: Any) -> Sequence[str]:
    if isinstance(value, tuple):
        return [str(each) for each in value] or [NONE]
    return [NONE if value is None else str(int(value)) if isinstance(value, bool | int) else str(value)]


def _attribute(offering: UUID, name: str, number: int, value: str) -> Document:
    return {
        "id": str(uuid5(offering, f"{name} {number}")),
        "link_id": str(offering),
        "link_entity": "service",
        "taxonomy_term_id": str(uuid5(NAMESPACE, name)),
        "value": value,
        "taxonomy_term": {
            "id": str(uuid5(NAMESPACE, name)),
            "code": name,
            "name": name.replace("_", " "),
            "description": f"The field '{name}' of Omzien's catalogue.",
            "taxonomy": TAXONOMY,
        },
    }


def _ours(attribute: Document) -> bool:
    term = attribute.get("taxonomy_term")
    return isinstance(term, dict) and term.get("taxonomy") == TAXONOMY and term.get("code") in FIELDS

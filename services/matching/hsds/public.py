"""The social map as everybody may see it, without a token.

What comes in as HSDS is public by that standard, with the contacts of an organization. Not to all: how much room there
is and what it costs the municipality, as everywhere in the catalogue; and who changed what of a document.
"""

from typing import Any

from libs.contracts.places import Places
from services.matching.domain.offering import Offering
from services.matching.hsds import own
from services.matching.hsds.document import Document
from services.matching.hsds.writing import service_of


def service_to_all(offering: Offering, document: Document | None, places: Places) -> Document:
    """A service of HSDS without what is between the supplier and the municipality."""
    told = service_of(offering, document, places)
    told["attributes"] = [each for each in told["attributes"] if not own.is_private(each)]
    if document is None:
        # the catalogue's own figure: what it costs the municipality
        told.pop("cost_options", None)
    return organization_to_all(told)


def organization_to_all(document: Document) -> Document:
    """A document without its history, which names who works on it."""
    bare: Document = _without_history(document)
    return bare


def _without_history(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_history(each) for name, each in value.items() if name != "metadata"}
    if isinstance(value, list):
        return [_without_history(each) for each in value]
    return value

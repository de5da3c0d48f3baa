"""How a sending system is named in its events: by numbers and its own name, never by a person's."""

import re
import unicodedata

from omzien.errors import Advice

KVK = re.compile(r"^\d{8}$")


def slug(text: str) -> str:
    """`Gemeente Zeist (wonen)` -> `gemeente-zeist-wonen`; empty when there is no letter or digit in it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


def source(partner: str, kvk_number: str | None, supplier: str) -> str:
    """The CloudEvents source of a partner's system, as the NL GOV profile wants it.

    By the organisation's number in the trade register; without one by the code of its software supplier.
    Raises Advice when the partner's name has no letter or digit.
    """
    name = slug(partner)
    if not name:
        raise Advice(f"--partner {partner!r} has no letter or digit: name the sending system, such as vroeg-eropaf")
    if kvk_number and KVK.match(kvk_number):
        return f"urn:nld:kvknr:{kvk_number}:systeem:{name}"
    return f"urn:omzien:leverancier:{slug(supplier) or 'onbekend'}:systeem:{name}"

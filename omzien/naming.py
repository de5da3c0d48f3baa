"""How a sending system is named in its events: by numbers and its own name, never by a person's."""

import re

from libs.contracts.slugs import slug
from omzien.errors import Advice

#: Letters of a name that become part of a source.
LONGEST = 60

KVK = re.compile(r"^\d{8}$")


def source(partner: str, kvk_number: str | None, supplier: str) -> str:
    """The CloudEvents source of a partner's system, as the NL GOV profile wants it.

    By the organisation's number in the trade register; without one by the code of its software supplier.
    Raises Advice when the partner's name has no letter or digit.
    """
    name = slug(partner, LONGEST)
    if not name:
        raise Advice(f"--partner {partner!r} has no letter or digit: name the sending system, such as vroeg-eropaf")
    if kvk_number and KVK.match(kvk_number):
        return f"urn:nld:kvknr:{kvk_number}:systeem:{name}"
    return f"urn:omzien:leverancier:{slug(supplier, LONGEST) or 'onbekend'}:systeem:{name}"

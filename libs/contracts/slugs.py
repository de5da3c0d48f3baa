"""Names as they stand in codes, routing keys and sources."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(1_024)
def slug(name: str, longest: int) -> str:
    """`Oud-West / De Baarsjes` -> `oud-west-de-baarsjes`, cut off at `longest`; empty without a letter or digit."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")

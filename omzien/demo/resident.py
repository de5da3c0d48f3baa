"""Who the Willemse scenario is about, and where she lives."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Resident:
    """Who she is and where she lives: known to her and to those whom she tells, and sealed in signalling."""

    person: Mapping[str, Any]
    address: Mapping[str, Any]

    @classmethod
    def moves_in(cls) -> "Resident":
        """83 years old, with a birthday and a door of her own: last week's demo, on a system that runs on, had another
        resident.
        """
        chance = random.SystemRandom()
        born = datetime.now(UTC).date() - timedelta(days=30_350 + chance.randrange(300))
        return cls(
            person={"initials": "W.", "surname": "Willemse", "birth_date": born.isoformat()},
            address={
                "street": "Dorpsstraat",
                "house_number": str(chance.randrange(600, 1_000)),
                "suffix": chance.choice("ABCDEFGH"),
                "postcode": "3731ZZ",
                "town": "De Bilt",
            },
        )

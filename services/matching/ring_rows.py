"""Rings as rows of the database, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.matching.domain.rings import Member, Ring, RingState


def ring_of(row: Mapping[str, Any]) -> Ring:
    members = tuple(
        Member(
            caseid=UUID(each["caseid"]),
            neighbourhood=each["neighbourhood"],
            need=UUID(each["need"]),
            proposal=UUID(each["proposal"]),
            offering=UUID(each["offering"]),
        )
        for each in row["members"]
    )
    return Ring(**dict(row) | {"members": members, "state": RingState(row["state"])})


def row_of_ring(ring: Ring) -> dict[str, Any]:
    told = {name: getattr(ring, name) for name in Ring.__dataclass_fields__}
    return told | {"members": [asdict(each) for each in ring.members], "neighbourhood": ring.neighbourhood}

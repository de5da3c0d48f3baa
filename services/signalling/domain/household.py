"""A household: the people at one address, under a random reference."""

from dataclasses import dataclass
from uuid import UUID

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD


@dataclass(frozen=True)
class Household:
    """A random reference. `addressed`: an address leads to it; else only persons whose address is not known do.

    `open_case` is intake's, as its events told; `known_to_intake`: it refers to the household, now or later.
    """

    id: UUID
    neighbourhood: str = UNKNOWN_NEIGHBOURHOOD
    addressed: bool = False
    open_case: UUID | None = None
    known_to_intake: bool = False

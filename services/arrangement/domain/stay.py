"""Where a household lived before: what was spent there stays there."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stay:
    """In which neighbourhood it was known to live, through that day."""

    neighbourhood: str
    through: date

"""What the professionals of a team have under hand: a case, what came out of it, and support that runs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.words import Rung


@dataclass(frozen=True)
class Case:
    """A case with the professional who holds it."""

    id: UUID
    holder: UUID


@dataclass(frozen=True)
class Clarified:
    """The plan, and the ids that needs, results and contributions keep, in the order in which they were given."""

    plan: UUID
    needs: tuple[UUID, ...]
    results: tuple[UUID, ...]
    contributions: tuple[UUID, ...]


@dataclass(frozen=True)
class Support:
    """Something that runs: a proposal that was taken, and the plan's item for it."""

    need: UUID
    proposal: UUID
    item: UUID
    rung: Rung


@dataclass(frozen=True)
class Step:
    """A step down that has been taken: the lighter support runs, and whether it holds is looked at on that day."""

    change: UUID
    lighter: Support
    follow_up_on: date

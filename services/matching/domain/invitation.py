"""Invitations: the question to one resident to take part in a group, or to somebody to help it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from libs.contracts.bundles import BundleRole
from libs.contracts.words import PartOfDay


class InvitationState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    JOINED = "joined"
    ENDED = "ended"
    DECLINED = "declined"
    LAPSED = "lapsed"


#: Counts for what the group can still become.
LIVE = frozenset({InvitationState.INVITED, InvitationState.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """One who is asked: a member for a `need`, or a helper with an `offering`.

    `parts_of_day` are when they can, empty for at any time; `caseid` is empty for a volunteer of the catalogue.
    """

    id: UUID
    bundle: UUID
    role: BundleRole
    parts_of_day: tuple[PartOfDay, ...]
    invited_at: datetime
    caseid: UUID | None = None
    need: UUID | None = None
    offering: UUID | None = None
    state: InvitationState = InvitationState.INVITED
    ground: str | None = None

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def accepted(self) -> bool:
        return self.state is InvitationState.ACCEPTED

    @property
    def helping(self) -> bool:
        """Whether it is a helper of a group that runs."""
        return self.role is BundleRole.HELPER and self.state is InvitationState.JOINED

    def fits(self, parts_of_day: Sequence[PartOfDay]) -> bool:
        """Whether they can come to a group at these parts of the day."""
        return not self.parts_of_day or not parts_of_day or not set(self.parts_of_day).isdisjoint(parts_of_day)

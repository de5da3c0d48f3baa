"""What comes out over HTTP about rings."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.delivery.pages import Page
from services.matching.domain.rings import Ring, RingState


class MemberView(BaseModel):
    """A resident, and what they get: `proposal` of `offering` for their `need`, given by the member before them."""

    model_config = ConfigDict(from_attributes=True)

    caseid: UUID
    neighbourhood: str
    need: UUID
    proposal: UUID
    offering: UUID


class RingView(BaseModel):
    """`members` in the order of the circle; the last one helps the first. `ground`: why it is over."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    neighbourhood: str
    state: RingState
    ground: str | None
    members: tuple[MemberView, ...]
    policy: str
    offered_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, ring: Ring) -> "RingView":
        return cls.model_validate(ring)


class RingPage(Page[UUID]):
    items: list[RingView]


class RingsFound(BaseModel):
    """The rings that were found and offered."""

    offered: list[RingView]

"""What comes out, and goes in, about bundles over HTTP. Nobody's name is known here."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.bundles import BundleRole
from libs.contracts.words import Category, PartOfDay, WhyNot
from libs.delivery.pages import Page
from services.matching.domain.bundles import Bundle, BundleState
from services.matching.domain.invitation import Invitation, InvitationState
from services.matching.requests import Asked


class InvitationView(BaseModel):
    """A member is asked for a `need`, a helper by what they offer (`offering`). `ground`: why it lapsed."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    bundle: UUID
    role: BundleRole
    caseid: UUID | None
    need: UUID | None
    offering: UUID | None
    parts_of_day: tuple[PartOfDay, ...]
    invited_at: datetime
    state: InvitationState
    ground: str | None

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationView":
        return cls.model_validate(invitation)


class BundleView(BaseModel):
    """`host` is the entry whose place it may use, null while it is to be found; `offering` what the group became."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    state: BundleState
    ground: str | None
    category: Category
    skills: tuple[str, ...]
    language: str | None
    neighbourhood: str
    serves: tuple[str, ...]
    parts_of_day: tuple[PartOfDay, ...]
    times_per_week: int
    minimum: int
    maximum: int
    helpers: int
    title: str
    policy: str
    proposed_at: datetime
    expires_at: datetime
    host: UUID | None
    confirmed: bool
    offering: UUID | None
    invitations: tuple[InvitationView, ...]

    @classmethod
    def of(cls, bundle: Bundle) -> "BundleView":
        return cls.model_validate(bundle)


class BundlePage(Page[UUID]):
    items: list[BundleView]


class InvitationPage(Page[UUID]):
    items: list[InvitationView]


class FoundBundles(BaseModel):
    """The groups that were found now, and whose people are asked from now on."""

    bundles: list[UUID]


class Agreed(Asked):
    """Place and rhythm as a coordinator agreed them with the host. What is left out stays as it was proposed."""

    host: UUID | None = Field(default=None, description="An entry on rung 3 in the catalogue whose place is used.")
    parts_of_day: tuple[PartOfDay, ...] | None = Field(default=None, description="Empty: at any time.")
    times_per_week: int | None = Field(default=None, ge=1, le=28)


class NotForMe(Asked):
    ground: WhyNot = Field(description="A no counts as a reason only with its ground.")

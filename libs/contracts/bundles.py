"""Bundles: residents with the same need in one area become one group. The subject is the bundle's id (matching)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from libs.contracts.payload import Event
from libs.contracts.words import Category, PartOfDay, WhyNot


class BundleRole(StrEnum):
    """What somebody is asked for: to take part, or to cook or help."""

    MEMBER = "member"
    HELPER = "helper"


class GiveUp(StrEnum):
    """Why a group did not come about. Everybody's own search had gone on all the while."""

    TOO_FEW = "too_few"
    NO_HELPERS = "no_helpers"
    EXPIRED = "expired"
    NOT_WANTED = "not_wanted"


class BundleEvent(Event):
    """`neighbourhood` is the middle of the area."""

    category: Category


class BundleProposed(BundleEvent, type="nl.omzien.bundles.proposed.v1"):
    """Enough residents have the same need near each other. `host` is an entry with a place; empty: to be found."""

    parts_of_day: tuple[PartOfDay, ...]
    times_per_week: int
    minimum: int
    maximum: int
    members: Annotated[int, Field(description="Residents who are asked.")]
    helpers: Annotated[int, Field(description="People who are asked to cook or help.")]
    host: UUID | None = None
    expires_at: datetime


class BundleInvitationEvent(BundleEvent):
    """About one of those who are asked. A member has a `need`; a helper an `offering`, of a case or of a volunteer."""

    invitation: UUID
    role: BundleRole
    caseid: UUID | None = None
    need: UUID | None = None
    offering: UUID | None = None


class BundleInvited(BundleInvitationEvent, type="nl.omzien.bundles.invited.v1"):
    """The resident, or who may help, is asked. Their own search goes on."""


class BundleAccepted(BundleInvitationEvent, type="nl.omzien.bundles.accepted.v1"):
    """They take part if the group starts."""


class BundleDeclined(BundleInvitationEvent, type="nl.omzien.bundles.declined.v1"):
    """They do not, or not any more."""

    ground: WhyNot


class BundleLapsed(BundleInvitationEvent, type="nl.omzien.bundles.lapsed.v1"):
    """It can no longer be: the need has its answer or is over, the helper left, or the rhythm does not fit."""

    ground: str


class BundleConfirmed(BundleEvent, type="nl.omzien.bundles.confirmed.v1"):
    """A coordinator agreed place and rhythm with the host."""

    host: UUID
    parts_of_day: tuple[PartOfDay, ...]
    times_per_week: int


class BundleStarted(BundleEvent, type="nl.omzien.bundles.started.v1"):
    """The group runs, and stands in the catalogue as `offering`; each member has a proposal of their own on it."""

    offering: UUID
    members: int
    helpers: int


class BundleGivenUp(BundleEvent, type="nl.omzien.bundles.given-up.v1"):
    """There is no group: everybody goes on alone, as they did already."""

    ground: GiveUp


class BundleEnded(BundleEvent, type="nl.omzien.bundles.ended.v1"):
    """The group runs no longer; what its members need is looked for again."""

    ground: str

"""What goes in about points over HTTP, with its limits."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.contracts.accounts import AccountKind
from libs.contracts.calendar import Day
from libs.contracts.payload import Neighbourhood
from services.matching.requests import STORABLE, Asked

#: In one transfer.
Points = Annotated[int, Field(ge=1, le=1_000_000)]


class Holder(StrEnum):
    """Who may have an account opened: a resident by their case, a volunteer by their entry, an organisation."""

    RESIDENT = AccountKind.RESIDENT.value
    VOLUNTEER = AccountKind.VOLUNTEER.value
    ORGANISATION = AccountKind.ORGANISATION.value


class NewAccount(Asked):
    """A resident's account also opens by itself when they earn; a volunteer earns only when they have one."""

    kind: Holder
    owner: UUID = Field(description="The resident's case, the volunteer's entry in the catalogue, or the organisation.")
    neighbourhood: Neighbourhood = Field(description="Whose common pot it shares in.")


class Gift(Asked):
    points: Points
    to: UUID | None = Field(default=None, description="An account. Empty: the common pot of the neighbourhood.")


class NewVoucher(Asked):
    points: Points
    issuer: UUID | None = Field(default=None, description="An organisation's account. Empty: the municipality.")
    expires_on: Day | None = Field(default=None, description="The last day. Empty: by policy.")


class Redeemed(Asked):
    code: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=STORABLE)]
    account: UUID


class Price(Asked):
    points: Points


class Spent(Asked):
    account: UUID
    with_pot: bool = Field(default=False, description="The common pot pays what the account is short of.")

"""What comes out about points over HTTP: ids, codes and numbers."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.accounts import AccountKind, Reason
from libs.contracts.payload import Neighbourhood
from libs.delivery.pages import Page
from services.matching.domain.account import Account


class AccountView(BaseModel):
    """`owner` is empty when a resident had it erased. `points` of the municipality are below zero: it issues them."""

    id: UUID
    kind: AccountKind
    owner: str | None
    neighbourhood: Neighbourhood
    points: int
    closed: bool

    @classmethod
    def of(cls, account: Account) -> "AccountView":
        return cls(
            **{name: getattr(account, name) for name in cls.model_fields if name != "points"}, points=account.balance
        )


class AccountPage(Page[UUID]):
    items: list[AccountView]


class Entry(BaseModel):
    """One side of a transfer: `points` came from `other`, or, below zero, went to it."""

    id: UUID
    at: datetime
    reason: Reason
    points: int
    other: UUID


class EntryPage(Page[UUID]):
    """The last first."""

    items: list[Entry]


class PotView(BaseModel):
    """What a neighbourhood has in common. `account` is empty as long as nothing has come to it."""

    neighbourhood: Neighbourhood
    account: UUID | None
    points: int


class VoucherView(BaseModel):
    """`id` is that of the account on which its points wait; `open` until it is redeemed or over."""

    id: UUID
    issuer: UUID
    points: int
    expires_on: date
    issued_at: datetime
    open: bool


class IssuedVoucher(VoucherView):
    code: str = Field(description="Told this once: it is kept nowhere.")


class VoucherPage(Page[UUID]):
    items: list[VoucherView]


class RewardView(BaseModel):
    """An entry of the catalogue that is had for points. It answers no needs."""

    model_config = ConfigDict(from_attributes=True)

    offering: UUID
    points: int
    title: str
    description: str
    neighbourhood: Neighbourhood
    serves: tuple[Neighbourhood, ...]


class RewardPage(Page[UUID]):
    items: list[RewardView]


class OrderView(BaseModel):
    """One time that a reward was had; `account` is empty once its holder had it erased."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    offering: UUID
    account: UUID | None
    points: int
    from_pot: int
    ordered_at: datetime


class OrderPage(Page[UUID]):
    items: list[OrderView]

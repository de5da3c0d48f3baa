"""Accounts of points: what is given back, counted. The subject is the account's id (matching)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.contracts.payload import Event


class AccountKind(StrEnum):
    """Whose points they are. Each neighbourhood has one pot, a municipality one account that issues."""

    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    ORGANISATION = "organisation"
    POT = "pot"
    MUNICIPALITY = "municipality"
    VOUCHER = "voucher"


class Reason(StrEnum):
    """Why points moved. `surplus`: the receiver holds the most that one may, so it went to the pot."""

    EARNED = "earned"
    REWARD = "reward"
    GIFT = "gift"
    VOUCHER_ISSUED = "voucher_issued"
    VOUCHER_REDEEMED = "voucher_redeemed"
    VOUCHER_EXPIRED = "voucher_expired"
    SURPLUS = "surplus"
    UNUSED = "unused"
    CLOSED = "closed"


class ClosingGround(StrEnum):
    """Why an account was closed. `used`: a voucher that was redeemed."""

    MOVED = "moved"
    DIED = "died"
    ERASED = "erased"
    USED = "used"
    EXPIRED = "expired"


class AccountEvent(Event):
    """`caseid` is there for a resident's account, until the resident has it erased."""

    kind: AccountKind
    caseid: UUID | None = None


class AccountOpened(AccountEvent, type="nl.omzien.accounts.opened.v1"):
    """With nothing on it."""


class AccountMoved(AccountEvent):
    """One side of a transfer; its other side is told of the other account, under the same `transfer`."""

    transfer: UUID
    points: int
    reason: Reason


class AccountCredited(AccountMoved, type="nl.omzien.accounts.credited.v1"):
    """Points came. What all accounts were credited is at every moment what all were debited."""


class AccountDebited(AccountMoved, type="nl.omzien.accounts.debited.v1"):
    """Points went."""


class AccountPointsExpiring(AccountEvent, type="nl.omzien.accounts.points-expiring.v1"):
    """So many points go to the common pot unless they are used; `expires_on` is the last day."""

    points: int
    expires_on: date


class AccountClosed(AccountEvent, type="nl.omzien.accounts.closed.v1"):
    """Nothing is on it, and nothing comes any more."""

    ground: ClosingGround

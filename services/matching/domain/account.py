"""Accounts of points: whose, and how many."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from libs.contracts.accounts import AccountEvent, AccountKind, Reason
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD

E = TypeVar("E", bound=AccountEvent)

#: Held by one person: what expires and what has a highest balance.
PERSONAL = frozenset({AccountKind.RESIDENT, AccountKind.VOLUNTEER})
#: May issue vouchers.
ISSUERS = frozenset({AccountKind.ORGANISATION, AccountKind.MUNICIPALITY})


class Key(NamedTuple):
    """Whose open account: one at a time. `owner`: a case, an offering, an organisation, a pot's neighbourhood, or an id
    of a voucher's own.
    """

    kind: AccountKind
    owner: str
    neighbourhood: str


#: Where points come from, and what is spent on the municipality's own rewards goes back to.
MUNICIPALITY = Key(AccountKind.MUNICIPALITY, "", UNKNOWN_NEIGHBOURHOOD)


def pot_of(neighbourhood: str) -> Key:
    """The common pot of a neighbourhood."""
    return Key(AccountKind.POT, neighbourhood, neighbourhood)


@dataclass(frozen=True, kw_only=True)
class Account:
    """`owner` is None when a resident had it erased."""

    id: UUID
    kind: AccountKind
    neighbourhood: str
    owner: str | None = None
    balance: int = 0
    closed: bool = False
    sequence: int = 0

    @property
    def key(self) -> Key | None:
        """Under which it is found; None when by its id alone."""
        return None if self.owner is None or self.closed else Key(self.kind, self.owner, self.neighbourhood)

    @property
    def personal(self) -> bool:
        return self.kind in PERSONAL

    @property
    def caseid(self) -> UUID | None:
        return UUID(self.owner) if self.kind is AccountKind.RESIDENT and self.owner is not None else None

    def tell(self, event: type[E], **more: Any) -> E:
        return event(neighbourhood=self.neighbourhood, kind=self.kind, caseid=self.caseid, **more)


@dataclass(frozen=True)
class Transfer:
    """So many points, more than none, from one account to another."""

    id: UUID
    payer: UUID
    receiver: UUID
    points: int
    reason: Reason
    at: datetime

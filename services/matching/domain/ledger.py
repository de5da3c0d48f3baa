"""The ledger: points that go from one account to another, so that all accounts together are zero at every moment."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from libs.contracts.accounts import (
    AccountClosed,
    AccountCredited,
    AccountDebited,
    AccountEvent,
    AccountKind,
    AccountOpened,
    ClosingGround,
    Reason,
)
from libs.contracts.refusals import Refused, not_found
from services.matching.domain.account import MUNICIPALITY, Account, Key, Transfer, pot_of
from services.matching.domain.policy import PointsPolicy

NewId = Callable[[], UUID]


class Ledger:
    """Locked accounts. `move` is the one way in which points go, and takes from one what it gives to another."""

    def __init__(self, accounts: Iterable[Account], policy: PointsPolicy, now: datetime, new_id: NewId) -> None:
        self.policy, self.now = policy, now
        self._new_id = new_id
        self.accounts: dict[UUID, Account] = {}
        self._by_key: dict[tuple[AccountKind, str], UUID] = {}
        self.transfers: list[Transfer] = []
        self.facts: list[tuple[UUID, AccountEvent]] = []
        for each in accounts:
            self.accounts[each.id] = each
            if each.key is not None:
                self._by_key[each.key[:2]] = each.id
            if each.sequence == 0:
                self.tell(each, AccountOpened)
        self._before = dict(self.accounts)

    @property
    def changed(self) -> list[Account]:
        """As they are now, those that differ from how they were given."""
        return [each for each in self.accounts.values() if self._before[each.id] != each]

    def account(self, id_: UUID) -> Account:
        """Raises Refused (missing) when it is not one of them."""
        if id_ not in self.accounts:
            raise not_found("account", id_)
        return self.accounts[id_]

    def open_of(self, key: Key) -> Account:
        """The open account of this owner. Raises Refused when it was closed just before it was locked."""
        if key[:2] not in self._by_key:
            raise Refused("account-closed", "It was closed at this moment: send it again.")
        return self.accounts[self._by_key[key[:2]]]

    def pot(self, account: Account) -> Account:
        """The common pot of the account's neighbourhood."""
        return self.open_of(pot_of(account.neighbourhood))

    @property
    def municipality(self) -> Account:
        return self.open_of(MUNICIPALITY)

    def move(self, payer: Account, receiver: Account, points: int, reason: Reason) -> None:
        """Points go. None to oneself, and none that are not there: that was decided before. Nothing moves nothing."""
        if points <= 0 or payer.id == receiver.id:
            return
        transfer = Transfer(self._new_id(), payer.id, receiver.id, points, reason, self.now)
        self.transfers.append(transfer)
        for id_, change, event in (
            (payer.id, -points, AccountDebited),
            (receiver.id, points, AccountCredited),
        ):
            account = self.accounts[id_]
            self.accounts[id_] = replace(account, balance=account.balance + change)
            self.facts.append((id_, account.tell(event, transfer=transfer.id, points=points, reason=reason)))

    def receive(self, payer: Account, receiver: Account, points: int, reason: Reason) -> None:
        """Points come to somebody as far as one may hold them; what is more goes to the pot of their neighbourhood."""
        room = self.room(receiver, points)
        self.move(payer, receiver, room, reason)
        if room < points:
            self.move(payer, self.pot(receiver), points - room, Reason.SURPLUS)

    def room(self, account: Account, points: int) -> int:
        """How many of these points the account may take."""
        balance = self.accounts[account.id].balance
        if account.closed:
            return 0
        return max(0, min(points, self.policy.highest - balance)) if account.personal else points

    def close(self, account: Account, ground: ClosingGround) -> None:
        """What is left goes to the pot; what was owed, the municipality gives. Twice is once."""
        if account.closed:
            return
        balance = self.accounts[account.id].balance
        if balance > 0:
            self.move(account, self.pot(account), balance, Reason.CLOSED)
        if balance < 0:
            self.move(self.municipality, account, -balance, Reason.CLOSED)
        self.shut(account, ground)

    def shut(self, account: Account, ground: ClosingGround) -> None:
        """Closed with nothing on it."""
        self.accounts[account.id] = replace(self.accounts[account.id], closed=True)
        self.tell(account, AccountClosed, ground=ground)

    def unlink(self, account: Account) -> Account:
        """Whose it was is forgotten."""
        unlinked = self.accounts[account.id] = replace(self.accounts[account.id], owner=None)
        return unlinked

    def tell(self, account: Account, event: type[AccountEvent], **more: object) -> None:
        self.facts.append((account.id, account.tell(event, **more)))


def not_enough(points: int, has: int, ways: str) -> Refused:
    """Says how many are asked and there, and the ways to come by them."""
    return Refused("not-enough-points", f"This asks {points} points, and {max(has, 0)} are there. {ways}")

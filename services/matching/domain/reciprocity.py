"""What people and time do with points. Every decision is made before anything moves: a refusal changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from libs.contracts.accounts import AccountPointsExpiring, ClosingGround, Reason
from libs.contracts.calendar import after
from libs.contracts.refusals import Refused
from services.matching.domain.account import ISSUERS, Account
from services.matching.domain.ledger import Ledger, not_enough

EARNING = "Points are earned by giving, and come with a voucher or as a gift."


@dataclass(frozen=True)
class Voucher:
    """Its points stand on an account of its own until somebody brings the code. It holds through `expires_on`."""

    account: UUID
    issuer: UUID
    points: int
    expires_on: date
    issued_at: datetime


@dataclass(frozen=True)
class Paid:
    """What a reward was paid with."""

    own: int
    from_pot: int


def earn(ledger: Ledger, account: Account, points: int) -> None:
    """For what somebody gave. The municipality issues them."""
    ledger.receive(ledger.municipality, account, points, Reason.EARNED)


def give(ledger: Ledger, giver: Account, receiver: Account | None, points: int) -> None:
    """To somebody else, or to the common pot when no receiver is named. Nobody gives what they do not have."""
    _holder(giver)
    if receiver is not None:
        _holder(receiver)
        if receiver.id == giver.id:
            raise Refused("gift-to-oneself", "Name another account, or none for the common pot.")
    if giver.balance < points:
        raise not_enough(points, giver.balance, f"Give no more than that. {EARNING}")
    ledger.receive(giver, receiver or ledger.pot(giver), points, Reason.GIFT)


def spend(ledger: Ledger, account: Account, supplier: Account, price: int, *, with_pot: bool) -> Paid:
    """On a reward. With the pot: what one has, and the common pot pays the rest.

    Raises Refused when there is too little, with the ways to come by it.
    """
    _holder(account)
    if account.id == supplier.id:
        raise Refused("own-reward", "It is your own: nothing to pay.")
    pot = ledger.pot(account)
    own = price
    if account.balance - price < ledger.policy.lowest:
        own = min(price, max(0, account.balance))
        rest = f"The common pot of {pot.neighbourhood} holds {pot.balance}"
        if not with_pot:
            raise not_enough(price, account.balance, f"{rest}: it pays what is short with `with_pot`. {EARNING}")
        if pot.balance < price - own:
            raise not_enough(price, account.balance, f"{rest}, which is too little for the rest. {EARNING}")
    ledger.receive(account, supplier, own, Reason.REWARD)
    ledger.receive(pot, supplier, price - own, Reason.REWARD)
    return Paid(own, price - own)


def issue(ledger: Ledger, issuer: Account, voucher: Account, points: int) -> None:
    """The points go from the issuer to the voucher at once: it is worth what it says."""
    if issuer.kind not in ISSUERS:
        raise Refused("not-an-issuer", "Vouchers come from the municipality or an organisation; give points instead.")
    if issuer.id != ledger.municipality.id and issuer.balance < points:
        raise not_enough(points, issuer.balance, "An organisation comes by them with its rewards.")
    ledger.move(issuer, voucher, points, Reason.VOUCHER_ISSUED)


def redeem(ledger: Ledger, voucher: Voucher, account: Account) -> None:
    """Its points come to the account, once."""
    _holder(account)
    own = ledger.account(voucher.account)
    if over(voucher, ledger.now):
        raise Refused("voucher-expired", f"It held through {voucher.expires_on}: ask who gave it for another.")
    if own.closed:
        raise Refused("voucher-used", "It was redeemed before: a voucher is worth its points once.")
    ledger.receive(own, account, own.balance, Reason.VOUCHER_REDEEMED)
    ledger.shut(own, ClosingGround.USED)


def expire(ledger: Ledger, voucher: Voucher) -> None:
    """Nobody brought it: its points go back to who issued it. Changes nothing when somebody did."""
    own = ledger.account(voucher.account)
    if not own.closed:
        ledger.move(own, ledger.account(voucher.issuer), own.balance, Reason.VOUCHER_EXPIRED)
        ledger.shut(own, ClosingGround.EXPIRED)


def over(voucher: Voucher, now: datetime) -> bool:
    """Its last day has passed."""
    return now >= after(voucher.expires_on)


def unused(account: Account, credited_since: int) -> int:
    """How many points are older than a moment since when so many came: the oldest are used first."""
    return max(0, account.balance - max(0, credited_since))


def forfeit(ledger: Ledger, account: Account, credited_since: int) -> None:
    """What was not used in time goes to the common pot."""
    ledger.move(account, ledger.pot(account), unused(account, credited_since), Reason.UNUSED)


def warn(ledger: Ledger, account: Account, credited_since: int, last_day: date) -> None:
    """Tell what is going to expire, if anything is."""
    if points := unused(account, credited_since):
        ledger.tell(account, AccountPointsExpiring, points=points, expires_on=last_day)


def leave(ledger: Ledger, account: Account, ground: ClosingGround) -> None:
    """Who moved or died holds no points here any more, and about who had it erased nobody knows that they did."""
    if ground is ClosingGround.ERASED:
        account = ledger.unlink(account)
    ledger.close(account, ground)


def _holder(account: Account) -> None:
    if account.closed:
        raise Refused("account-closed", "Nothing comes to it or goes from it any more: open another.")
    if not account.personal:
        raise Refused("not-a-persons-account", "This is for accounts of residents and volunteers.")

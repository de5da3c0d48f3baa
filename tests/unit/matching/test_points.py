"""Whatever people do with points, in whatever order: the ledger is zero, and nobody has or spends what is not there."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from libs.contracts.accounts import AccountCredited, AccountDebited, AccountKind, ClosingGround, Reason
from libs.contracts.calendar import day_of
from libs.contracts.refusals import Refused
from services.matching.domain import reciprocity
from services.matching.domain.account import MUNICIPALITY, Account, pot_of
from services.matching.domain.giving import WEEK, Giving, occasions_owed, weeks_owed
from services.matching.domain.ledger import Ledger
from services.matching.domain.offering import Kind
from services.matching.domain.policy import PointsPolicy
from services.matching.domain.proposal import ProposalState
from services.matching.domain.reciprocity import Voucher
from tests.architecture.imports import ROOT, imported, module_of
from tests.unit.matching.people import NOW, new_id

POLICY = PointsPolicy(
    per_occasion=1,
    lowest=-5,
    highest=20,
    unused=timedelta(days=100),
    warning=timedelta(days=10),
    voucher=timedelta(days=30),
)
HOLDERS = ("anna", "bert", "cor")
WHO = st.sampled_from(HOLDERS)
POINTS = st.integers(1, 30)


def an_account(kind: AccountKind = AccountKind.RESIDENT, owner: str | None = None, **more: object) -> Account:
    told = {"id": new_id(), "kind": kind, "owner": owner or str(new_id()), "neighbourhood": "west", "sequence": 1}
    return Account(**told | more)  # type: ignore[arg-type]


def a_ledger(*accounts: Account) -> Ledger:
    """With the municipality's account and the pot of west, which holds nothing."""
    municipality = an_account(AccountKind.MUNICIPALITY, MUNICIPALITY.owner)
    # an empty name would be given one
    municipality = Account(id=municipality.id, kind=municipality.kind, owner="", neighbourhood="unknown", sequence=1)
    pot = an_account(AccountKind.POT, "west")
    return Ledger([municipality, pot, *accounts], POLICY, NOW, new_id)


class Town(RuleBasedStateMachine):
    """Three residents, a supplier of rewards, a pot, the municipality, and vouchers as they come."""

    def __init__(self) -> None:
        super().__init__()
        people = {name: an_account() for name in HOLDERS}
        self.ids = {name: each.id for name, each in people.items()}
        supplier = an_account(AccountKind.ORGANISATION)
        self.supplier = supplier.id
        self.vouchers: list[Voucher] = []
        self.spare = [an_account(AccountKind.VOUCHER) for _ in range(5)]
        self.redeemed: Counter[UUID] = Counter()
        self.ledger = a_ledger(*people.values(), supplier, *self.spare)

    @initialize()
    def somebody_gave(self) -> None:
        reciprocity.earn(self.ledger, self.who("anna"), 10)

    def who(self, name: str) -> Account:
        return self.ledger.account(self.ids[name])

    def tries(self, act: object, *arguments: object, **more: object) -> object:
        """Refused is an answer, and leaves everything as it was."""
        before, booked = dict(self.ledger.accounts), len(self.ledger.transfers)
        try:
            return act(self.ledger, *arguments, **more)  # type: ignore[operator]
        except Refused:
            assert (self.ledger.accounts, len(self.ledger.transfers)) == (before, booked)
            return None

    @rule(name=WHO, points=POINTS)
    def earns(self, name: str, points: int) -> None:
        reciprocity.earn(self.ledger, self.who(name), points)

    @rule(name=WHO, to=st.none() | WHO, points=POINTS)
    def gives(self, name: str, to: str | None, points: int) -> None:
        had = self.who(name).balance
        self.tries(reciprocity.give, self.who(name), self.who(to) if to else None, points)
        assert self.who(name).balance in (had, had - points)

    @rule(name=WHO, price=POINTS, with_pot=st.booleans())
    def spends(self, name: str, price: int, with_pot: bool) -> None:
        got = self.ledger.account(self.supplier).balance
        supplier = self.ledger.account(self.supplier)
        paid = self.tries(reciprocity.spend, self.who(name), supplier, price, with_pot=with_pot)
        came = self.ledger.account(self.supplier).balance - got
        assert came == (price if paid else 0), "a reward is paid for wholly, or not had"

    @rule(points=POINTS, by_supplier=st.booleans())
    def issues_a_voucher(self, points: int, by_supplier: bool) -> None:
        if not self.spare:
            return
        account = self.spare[-1]
        issuer = self.ledger.account(self.supplier) if by_supplier else self.ledger.municipality
        self.tries(reciprocity.issue, issuer, account, points)
        if self.ledger.account(account.id).balance:
            self.spare.pop()
            self.vouchers.append(Voucher(account.id, issuer.id, points, day_of(NOW), NOW))

    @rule(name=WHO, which=st.integers(0, 4))
    def redeems(self, name: str, which: int) -> None:
        if which < len(self.vouchers):
            booked = len(self.ledger.transfers)
            self.tries(reciprocity.redeem, self.vouchers[which], self.who(name))
            self.redeemed[self.vouchers[which].account] += len(self.ledger.transfers) > booked

    @rule(which=st.integers(0, 4))
    def a_voucher_is_not_brought(self, which: int) -> None:
        if which < len(self.vouchers):
            reciprocity.expire(self.ledger, self.vouchers[which])
            assert self.ledger.account(self.vouchers[which].account).balance == 0

    @rule(name=WHO, newer=st.integers(0, 40))
    def points_expire(self, name: str, newer: int) -> None:
        had = self.who(name).balance
        reciprocity.forfeit(self.ledger, self.who(name), newer)
        assert self.who(name).balance == min(had, newer) or had <= 0

    @rule(name=WHO, ground=st.sampled_from([ClosingGround.DIED, ClosingGround.ERASED]))
    def leaves(self, name: str, ground: ClosingGround) -> None:
        reciprocity.leave(self.ledger, self.who(name), ground)
        assert (self.who(name).balance, self.who(name).closed) == (0, True)

    @invariant()
    def all_accounts_together_are_zero(self) -> None:
        assert sum(each.balance for each in self.ledger.accounts.values()) == 0
        told = Counter({AccountCredited: 0, AccountDebited: 0})
        for _, event in self.ledger.facts:
            if isinstance(event, AccountCredited | AccountDebited):
                told[type(event)] += event.points
        assert told[AccountCredited] == told[AccountDebited], "and so is what is told"

    @invariant()
    def nobody_holds_more_or_less_than_one_may(self) -> None:
        for each in self.ledger.accounts.values():
            if each.personal:
                assert POLICY.lowest <= each.balance <= POLICY.highest
            elif each.kind is not AccountKind.MUNICIPALITY:
                assert each.balance >= 0

    @invariant()
    def a_voucher_is_worth_its_points_once(self) -> None:
        assert all(times <= 1 for times in self.redeemed.values())

    @invariant()
    def what_was_booked_is_what_is_there(self) -> None:
        booked: Counter[UUID] = Counter()
        for each in self.ledger.transfers:
            assert each.points > 0
            booked[each.payer] -= each.points
            booked[each.receiver] += each.points
        assert all(booked[id_] == each.balance for id_, each in self.ledger.accounts.items())


TestTown = Town.TestCase


def test_what_is_more_than_one_may_hold_goes_to_the_common_pot() -> None:
    anna = an_account()
    ledger = a_ledger(anna)
    reciprocity.earn(ledger, anna, 25)
    assert (ledger.account(anna.id).balance, ledger.open_of(pot_of("west")).balance) == (20, 5)
    assert [each.reason for each in ledger.transfers] == [Reason.EARNED, Reason.SURPLUS]


def test_who_has_too_little_hears_what_is_there_and_where_more_comes_from() -> None:
    anna, supplier = an_account(), an_account(AccountKind.ORGANISATION)
    ledger = a_ledger(anna, supplier)
    reciprocity.earn(ledger, anna, 3)
    with pytest.raises(Refused, match=r"asks 9 points, and 3 are there.*pot of west holds 0.*earned by giving"):
        reciprocity.spend(ledger, ledger.account(anna.id), supplier, 9, with_pot=False)


def test_the_common_pot_pays_for_who_has_none() -> None:
    anna, bert, supplier = an_account(), an_account(), an_account(AccountKind.ORGANISATION)
    ledger = a_ledger(anna, bert, supplier)
    reciprocity.earn(ledger, bert, 15)
    reciprocity.give(ledger, ledger.account(bert.id), None, 12)
    paid = reciprocity.spend(ledger, anna, supplier, 10, with_pot=True)
    assert (paid.own, paid.from_pot, ledger.open_of(pot_of("west")).balance) == (0, 10, 2)


def test_nobody_gives_what_they_would_owe() -> None:
    anna, bert = an_account(), an_account()
    with pytest.raises(Refused, match="not-enough-points"):
        reciprocity.give(a_ledger(anna, bert), anna, bert, 1)


@given(credits_=st.lists(st.integers(1, 9), max_size=8), spent=st.integers(0, 40), newer=st.integers(0, 8))
def test_the_oldest_points_are_used_first(credits_: list[int], spent: int, newer: int) -> None:
    """The same as a drawer with a pile for each day, from which the oldest pile is taken first."""
    spent = min(spent, sum(credits_))
    piles, left = list(credits_), spent
    for day, pile in enumerate(piles):
        taken = min(pile, left)
        piles[day], left = pile - taken, left - taken
    old, recent = piles[:newer], credits_[newer:]
    account = an_account(balance=sum(credits_) - spent)
    assert reciprocity.unused(account, sum(recent)) == sum(old)


def a_giving(state: ProposalState = ProposalState.STARTED, weeks: int = 0) -> Giving:
    return Giving(
        proposal=new_id(),
        offering=new_id(),
        kind=Kind.CONTRIBUTION,
        caseid=new_id(),
        neighbourhood="west",
        withdrawn=False,
        state=state,
        times_per_week=2,
        since=NOW,
        weeks=weeks,
    )


@pytest.mark.parametrize(
    ("state", "days", "weeks"),
    [
        (ProposalState.STARTED, 6, 0),
        (ProposalState.STARTED, 15, 2),
        (ProposalState.ENDED, 1, 1),
        (ProposalState.ENDED, 15, 3),
        (ProposalState.DROPPED_OUT, 15, 2),
    ],
)
def test_a_week_begun_counts_when_the_support_ends_as_agreed(state: ProposalState, days: int, weeks: int) -> None:
    assert weeks_owed(a_giving(state), NOW + timedelta(days=days)) == weeks


@given(days=st.lists(st.integers(0, 100), max_size=10), ended=st.booleans())
def test_no_week_is_earned_twice_however_often_it_is_counted(days: list[int], ended: bool) -> None:
    giving, earned = a_giving(), 0
    for day in sorted(days):
        giving, occasions = occasions_owed(giving, NOW + timedelta(days=day))
        earned += occasions
    last = max(days, default=0)
    assert earned == 2 * (last // 7)
    assert giving.next_due == NOW + (last // 7 + 1) * WEEK


#: Where it is decided what a need is answered with.
DECIDES = (
    "domain.search",
    "domain.answers",
    "domain.ladder",
    "domain.scoring",
    "domain.market",
    "decide",
    "store.needs",
)
#: All that knows of points.
LEDGER = ("points", "domain.account", "domain.ledger", "domain.reciprocity", "domain.giving", "domain.reward")


def test_nothing_that_decides_on_a_need_knows_of_points() -> None:
    """Followed through every import within the domain: what is not there cannot be looked at."""

    def path_of(module: str) -> Path:
        return ROOT / (module.replace(".", "/") + ".py")

    seen: set[str] = set()
    waits = [f"services.matching.{each}" for each in DECIDES]
    while waits:
        module = waits.pop()
        if module in seen or not path_of(module).exists():
            continue
        seen.add(module)
        waits += [each for each in imported(path_of(module)) if each.startswith("services.matching.")]
    assert module_of(path_of("services.matching.domain.offering")) in seen, "imports are followed"
    # the store's front door names all of its rooms; which statements run is for the test on the real database
    assert not seen & {f"services.matching.{each}" for each in LEDGER}

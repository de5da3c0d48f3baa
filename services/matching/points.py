"""How the ledger changes: load, decide, save, record, in transactions in which no need is decided upon.

Needs never wait for points. What follows from them for the ledger comes by timers, and is done afterwards.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from libs.contracts.accounts import AccountEvent, AccountKind, ClosingGround
from libs.contracts.calendar import after, day_of, morning_of
from libs.contracts.words import CaseOutcome
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching import store
from services.matching.decide import RAN, RUNS
from services.matching.domain import reciprocity
from services.matching.domain.account import MUNICIPALITY, Account, Key, pot_of
from services.matching.domain.giving import Giving, occasions_owed
from services.matching.domain.ledger import Ledger
from services.matching.domain.offering import Kind
from services.matching.settings import Settings

W = Work[Settings]
Decision = Callable[[Ledger], None]

UNUSED, EXPIRING, VOUCHER = "points_unused", "points_expiring", "voucher_expires"
#: A resident is gone from here, or had it erased: their accounts are closed.
LEFT = "case_left"


async def settle(work: W, decision: Decision, ids: Iterable[UUID] = (), keys: Iterable[Key] = ()) -> Ledger:
    """Decide on these accounts, locked, and keep what was decided."""
    ledger = await load(work, ids, keys)
    decision(ledger)
    await keep(work, ledger)
    return ledger


async def load(work: W, ids: Iterable[UUID] = (), keys: Iterable[Key] = ()) -> Ledger:
    """These accounts and the pots of their neighbourhoods, locked in key order. Once in a transaction.

    An owner who had no open account has one afterwards: rows that do not exist could not be locked.
    """
    named, owners = set(ids), set(keys)
    await store.touch_accounts(work.connection, owners, work.new_id)
    found = await store.open_accounts(work.connection, named, owners)
    pots = {pot_of(each.neighbourhood) for each in found if each.personal}
    await store.touch_accounts(work.connection, pots, work.new_id)
    found += await store.open_accounts(work.connection, (), pots)
    locked = await store.lock_accounts(work.connection, (each.id for each in found))
    return Ledger(locked, work.settings.policies.at(work.now).points, work.now, work.new_id)


async def keep(work: W, ledger: Ledger) -> None:
    """Save and record what was decided, and let the terms of what came begin."""
    told: dict[UUID, list[AccountEvent]] = {}
    for subject, event in ledger.facts:
        told.setdefault(subject, []).append(event)
    for id_, events in told.items():
        ledger.accounts[id_] = work.record(ledger.accounts[id_], events)
    await store.save_accounts(work.connection, ledger.changed, ledger.transfers)
    _clock(work, ledger)


def _clock(work: W, ledger: Ledger) -> None:
    """What came on a day expires together: a term for each day, told of before."""
    day = day_of(work.now)
    for id_ in {each.receiver for each in ledger.transfers}:
        account = ledger.accounts[id_]
        if account.personal and not account.closed:
            last = day + ledger.policy.unused
            came: dict[str, str] = {"before": after(day).isoformat(), "last_day": last.isoformat()}
            work.schedule(id_, UNUSED, after(last), day.toordinal(), **came)
            work.schedule(id_, EXPIRING, morning_of(last - ledger.policy.warning), day.toordinal(), **came)


async def week_over(work: W, timers: Sequence[Timer]) -> None:
    """Support runs: from then on, or for another week."""
    givings = await _count(work, timers, lambda giving: giving.runs)
    for each in givings:
        work.schedule(each.proposal, RUNS, each.next_due)


async def support_ended(work: W, timers: Sequence[Timer]) -> None:
    """Support is over: what was given since the last week is counted."""
    await _count(work, timers, lambda _: True)


async def _count(work: W, timers: Sequence[Timer], counts: Callable[[Giving], bool]) -> list[Giving]:
    """Earn for what was given until each timer was due; gives those that were counted."""
    due = {timer.aggregate: timer.due for timer in timers}
    found = await store.lock_givings(work.connection, due)
    counted = [occasions_owed(each, due[each.proposal]) for each in found.values() if each.by_people and counts(each)]
    volunteers = [each.offering for each, _ in counted if each.kind is not Kind.CONTRIBUTION]
    have = {each.owner for each in await store.accounts_of(work.connection, AccountKind.VOLUNTEER, volunteers)}
    per_occasion = work.settings.policies.at(work.now).points.per_occasion
    earned = [
        (key, occasions * per_occasion)
        for giving, occasions in counted
        if occasions and (giving.kind is Kind.CONTRIBUTION or str(giving.offering) in have)
        for key in [_giver(giving)]
    ]

    def decision(ledger: Ledger) -> None:
        for key, points in earned:
            reciprocity.earn(ledger, ledger.open_of(key), points)

    if earned:
        await settle(work, decision, keys=[MUNICIPALITY, *(key for key, _ in earned)])
    await store.save_givings(work.connection, [giving for giving, _ in counted])
    return [giving for giving, _ in counted]


def _giver(giving: Giving) -> Key:
    """Who earns. What a resident gives left the catalogue when they moved or died: then the pot does."""
    if giving.kind is not Kind.CONTRIBUTION:
        return Key(AccountKind.VOLUNTEER, str(giving.offering), giving.neighbourhood)
    if giving.withdrawn:
        return pot_of(giving.neighbourhood)
    return Key(AccountKind.RESIDENT, str(giving.caseid), giving.neighbourhood)


async def expire_points(work: W, timers: Sequence[Timer]) -> None:
    """What came by then and was not used since goes to the common pot."""
    await _old_points(work, timers, lambda ledger, account, since, _: reciprocity.forfeit(ledger, account, since))


async def warn(work: W, timers: Sequence[Timer]) -> None:
    """What came by then and is not used expires soon: it is told."""

    def decision(ledger: Ledger, account: Account, since: int, timer: Timer) -> None:
        reciprocity.warn(ledger, account, since, date.fromisoformat(timer.data["last_day"]))

    await _old_points(work, timers, decision)


async def _old_points(
    work: W, timers: Sequence[Timer], decision: Callable[[Ledger, Account, int, Timer], None]
) -> None:
    """Decide on each account and how many points came to it since the timer's day, which are used last."""
    ledger = await load(work, [timer.aggregate for timer in timers])
    # asked when they are locked: what comes meanwhile would be taken for old
    asked = [(timer.aggregate, datetime.fromisoformat(timer.data["before"])) for timer in timers]
    since = await store.credited_since(work.connection, asked)
    for timer, credited in zip(timers, since, strict=True):
        decision(ledger, ledger.account(timer.aggregate), credited, timer)
    await keep(work, ledger)


async def expire_vouchers(work: W, timers: Sequence[Timer]) -> None:
    """Nobody brought their codes: the points go back."""
    vouchers = await store.vouchers_by_account(work.connection, [timer.aggregate for timer in timers])

    def decision(ledger: Ledger) -> None:
        for each in vouchers:
            reciprocity.expire(ledger, each)

    ids = [id_ for each in vouchers for id_ in (each.account, each.issuer)]
    await settle(work, decision, ids)


def left(work: W, cases: Mapping[UUID, CaseOutcome]) -> None:
    """The residents of these cases moved or died: their accounts are closed, in a transaction of their own."""
    for case, outcome in cases.items():
        work.schedule(case, LEFT, work.now, ground=ClosingGround(outcome.value).value)


async def close_left(work: W, timers: Sequence[Timer]) -> None:
    """What they held goes to the common pot."""
    await close(work, {timer.aggregate: ClosingGround(timer.data["ground"]) for timer in timers})


async def close(work: W, cases: Mapping[UUID, ClosingGround]) -> dict[UUID, int]:
    """Close the accounts of these cases' residents; how many each case had."""
    found = {each.id: each.caseid for each in await store.accounts_of(work.connection, AccountKind.RESIDENT, cases)}

    def decision(ledger: Ledger) -> None:
        for id_, case in found.items():
            if case is not None:
                reciprocity.leave(ledger, ledger.account(id_), cases[case])

    if found:
        await settle(work, decision, found, [MUNICIPALITY])
    held: dict[UUID, int] = {}
    for case in found.values():
        if case is not None:
            held[case] = held.get(case, 0) + 1
    return held


async def erase(work: W, cases: Iterable[UUID]) -> dict[UUID, int]:
    """Nobody knows any more whose accounts these were; what they held is the common pot's."""
    wanted = list(cases)
    if not wanted:
        return {}
    accounts = await store.accounts_of(work.connection, AccountKind.RESIDENT, wanted)
    await store.forget_orders(work.connection, [each.id for each in accounts])
    for case in wanted:
        # a week that was being counted at this moment would open an account again
        work.schedule(case, LEFT, work.now + timedelta(minutes=1), ground=ClosingGround.ERASED.value)
    return await close(work, dict.fromkeys(wanted, ClosingGround.ERASED))


TIMERS = {
    RUNS: week_over,
    RAN: support_ended,
    UNUSED: expire_points,
    EXPIRING: warn,
    VOUCHER: expire_vouchers,
    LEFT: close_left,
}

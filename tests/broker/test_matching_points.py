"""Points on a real broker and database: a ledger that nothing unbalances, and that no need waits for."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from libs.contracts.cases import CaseDataRequestCarriedOut
from libs.contracts.needs import StatedContribution
from libs.contracts.rights import CaseRole, Right
from libs.contracts.words import CaseOutcome, Category
from libs.delivery.clock import new_id
from tests.broker.matching_letters import (
    NEIGHBOURHOOD,
    Teller,
    clarified,
    closed,
    need,
    register,
    run,
    shopping,
    volunteer,
)
from tests.broker.points_letters import (
    TABLES,
    a_reward,
    adds_up,
    an_account,
    get,
    points_of,
    post,
    with_points,
)
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


async def proposed(matching: Served, intake: Teller, **stated: Any) -> str:
    """The proposal for a new need of a new case."""
    wanted, case = shopping(**stated), new_id()
    await intake.tell(case, clarified(case, wanted))

    async def found() -> bool:
        return bool((await need(matching, wanted.need))["proposals"])

    await eventually(found, what="a proposal")
    id_: str = (await need(matching, wanted.need))["proposals"][0]["id"]
    return id_


async def test_the_last_points_are_spent_once_by_a_hundred_at_once(world: World, matching: Served) -> None:
    lamp = await a_reward(matching, price=5)
    account = await with_points(matching, 9)
    async with world.serving("matching") as second:
        answers = await asyncio.gather(
            *(
                each.http.post(f"/v1/rewards/{lamp}/spend", json={"account": account})
                for each in (matching, second) * 50
            )
        )
    assert Counter(each.status_code for each in answers) == {201: 1, 409: 99}
    [refused] = {each.json()["type"] for each in answers if each.status_code == 409}
    assert refused == "urn:omzien:problem:not-enough-points"
    assert await points_of(matching, account) == 4
    assert len((await get(matching, f"/v1/rewards/{lamp}/orders"))["items"]) == 1
    await adds_up(matching)


async def test_a_voucher_is_redeemed_once_by_a_hundred_at_once(world: World, matching: Served) -> None:
    accounts = [await an_account(matching) for _ in range(10)]
    voucher = await post(matching, "/v1/vouchers", {"points": 7}, 201)
    async with world.serving("matching") as second:
        answers = await asyncio.gather(
            *(
                each.http.post("/v1/vouchers/redeem", json={"code": voucher["code"], "account": account})
                for each in (matching, second) * 5
                for account in accounts
            )
        )
    assert Counter(each.status_code for each in answers) == {200: 1, 409: 99}
    assert sum([await points_of(matching, each) for each in accounts]) == 7
    assert (await get(matching, "/v1/vouchers"))["items"][0]["open"] is False
    await adds_up(matching)


async def test_no_need_waits_for_points_from_its_opening_to_its_end(
    world: World, matching: Served, intake: Teller
) -> None:
    """While nobody can so much as read the ledger."""
    await register(matching, volunteer())
    ledger = await asyncpg.connect(world.urls["matching"])
    try:
        async with ledger.transaction():
            await ledger.execute(f"set search_path = matching; lock table {TABLES} in access exclusive mode")
            proposal = await proposed(matching, intake)
            await run(matching, proposal)
            await post(matching, f"/v1/proposals/{proposal}/end", {"ground": "done"})
    finally:
        await ledger.close()
    assert (await get(matching, f"/v1/proposals/{proposal}"))["state"] == "ended"


@pytest.mark.parametrize(
    "statement",
    [
        "update account set balance = balance + 1",
        "update account set balance = 0",
        "insert into account (id, kind, owner, neighbourhood, balance) values ($1, 'pot', 'elsewhere', 'unknown', 5)",
        "update transfer set points = 1",
        "delete from transfer",
        "truncate transfer cascade",
        "delete from account where balance <> 0",
        "insert into transfer select $1, payer, payer, 5, 'earned', now() from transfer",
        "insert into transfer select $1, payer, receiver, -5, 'earned', now() from transfer",
        "insert into transfer select $1, receiver, payer, 100000, 'gift', now() from transfer where reason = 'surplus'",
        "update account set closed = true where balance <> 0",
    ],
)
async def test_no_statement_of_the_service_unbalances_the_ledger(matching: Served, statement: str) -> None:
    account = await with_points(matching, 250)  # above the highest: the pot has some too
    arguments = [new_id()] if "$1" in statement else []
    with pytest.raises((asyncpg.CheckViolationError, asyncpg.ForeignKeyViolationError)):
        await matching.runtime.pool.execute(statement, *arguments)
    await adds_up(matching)
    assert await points_of(matching, account) == 200


async def test_a_volunteer_with_an_account_earns_for_each_week_begun_and_one_without_does_not(
    world: World, matching: Served, intake: Teller
) -> None:
    told = await world.subscribe("nl.omzien.accounts.#")
    wants = await register(matching, volunteer(capacity=1))
    account = await an_account(matching, "volunteer", wants)
    proposal = await proposed(matching, intake, times_per_week=3)
    await run(matching, proposal)
    begun = matching.runtime.clock()
    await eventually(lambda: matching.scalar("select count(*) = 1 from giving"), what="it is counted from the start")

    def later(days: int) -> None:
        matching.runtime.clock = lambda: begun + timedelta(days=days)

    later(15)

    async def earned(points: int) -> bool:
        return await points_of(matching, account) == points

    await eventually(lambda: earned(6), what="two weeks are over")
    await post(matching, f"/v1/proposals/{proposal}/end", {"ground": "done"})
    await eventually(lambda: earned(9), what="and the third was begun")

    without = await register(matching, volunteer())
    await matching.http.delete(f"/v1/offerings/{wants}")
    other = await proposed(matching, intake)
    assert (await get(matching, f"/v1/proposals/{other}"))["offering"] == without
    await run(matching, other)
    await post(matching, f"/v1/proposals/{other}/end", {"ground": "done"})
    over = "select count(*) = 0 from timer where kind = 'support_ended'"
    await eventually(lambda: matching.scalar(over), what="its end was counted")
    assert await matching.scalar("select count(*) from account where kind = 'volunteer'") == 1

    await eventually(lambda: len(told.of("nl.omzien.accounts.credited.v1")) == 3, what="each week is told")
    came = sum(each["data"]["points"] for each in told.of("nl.omzien.accounts.credited.v1"))
    went = sum(each["data"]["points"] for each in told.of("nl.omzien.accounts.debited.v1"))
    assert (came, went) == (9, 9)
    sequences = sorted(int(each["sequence"]) for each in told.events if each["subject"] == account)
    assert sequences == [1, 2, 3, 4]
    assert "Aafje" not in str(told.events)
    await adds_up(matching)


async def gives_and_earned(matching: Served, intake: Teller, case: object) -> str:
    """A resident shops for somebody, once; gives their account."""
    given = StatedContribution(contribution=new_id(), category=Category.SERVICES, skills=("shopping",))
    await intake.tell(UUID(str(case)), clarified(UUID(str(case)), contributions=(given,)))
    await eventually(lambda: matching.scalar("select count(*) = 1 from offering where caseid is not null"))
    proposal = await proposed(matching, intake)
    await run(matching, proposal)
    await post(matching, f"/v1/proposals/{proposal}/end", {"ground": "done"})

    async def found() -> bool:
        return bool((await get(matching, "/v1/accounts", owner=str(case)))["items"])

    await eventually(found, what="what a resident gives is earned without asking for an account")
    id_: str = (await get(matching, "/v1/accounts", owner=str(case)))["items"][0]["id"]
    assert await points_of(matching, id_) == 1
    return id_


async def test_who_dies_holds_nothing_and_the_pot_has_it(matching: Served, intake: Teller) -> None:
    case = new_id()
    account = await gives_and_earned(matching, intake, case)
    await intake.tell(case, closed(case, CaseOutcome.DIED))

    async def gone() -> bool:
        return bool((await get(matching, f"/v1/accounts/{account}"))["closed"])

    await eventually(gone, what="the account is closed")
    assert (await get(matching, f"/v1/pots/{NEIGHBOURHOOD}"))["points"] == 1
    refused = await post(matching, f"/v1/accounts/{account}/gifts", {"points": 1}, 409)
    assert refused["type"].endswith("account-closed")
    await adds_up(matching)


async def test_who_has_it_erased_leaves_no_trace_of_whose_points_they_were(
    world: World, matching: Served, intake: Teller
) -> None:
    told = await world.subscribe("nl.omzien.confirmations.#")
    case = new_id()
    account = await gives_and_earned(matching, intake, case)
    order = CaseDataRequestCarriedOut(
        caseid=case,
        neighbourhood=NEIGHBOURHOOD,
        household=new_id(),
        request=new_id(),
        right=Right.ERASE,
        resident=new_id(),
        role=CaseRole.RESIDENT,
    )
    await intake.tell(case, order)
    await eventually(lambda: bool(told.events), what="it is confirmed")
    assert told.events[0]["data"]["items"] == 2, "what the resident gave, and the account"
    shown = await get(matching, f"/v1/accounts/{account}")
    assert (shown["owner"], shown["points"], shown["closed"]) == (None, 0, True)
    assert (await get(matching, "/v1/accounts", owner=str(case)))["items"] == []
    assert (await get(matching, f"/v1/pots/{NEIGHBOURHOOD}"))["points"] == 1
    await adds_up(matching)


async def test_unused_points_are_told_of_and_then_the_pots_and_an_unused_voucher_goes_back(
    world: World, matching: Served
) -> None:
    told = await world.subscribe("nl.omzien.accounts.points-expiring.#")
    account = await with_points(matching, 10)
    lamp = await a_reward(matching, price=4)
    await post(matching, f"/v1/rewards/{lamp}/spend", {"account": account}, 201)
    voucher = await post(matching, "/v1/vouchers", {"points": 5}, 201)
    begun = matching.runtime.clock()
    matching.runtime.clock = lambda: begun + timedelta(days=340)
    await eventually(lambda: bool(told.events), what="it is told before")
    assert told.events[0]["data"]["points"] == 6
    assert await points_of(matching, account) == 6
    await eventually(lambda: matching.scalar("select closed from account where kind = 'voucher' order by id desc"))
    late = await post(matching, "/v1/vouchers/redeem", {"code": voucher["code"], "account": account}, 409)
    assert late["type"].endswith("voucher-expired")
    matching.runtime.clock = lambda: begun + timedelta(days=367)

    async def theirs() -> bool:
        return bool((await get(matching, f"/v1/pots/{NEIGHBOURHOOD}"))["points"] == 6)

    await eventually(theirs, what="the common pot has them")
    assert await points_of(matching, account) == 0
    reasons = [each["reason"] for each in (await get(matching, f"/v1/accounts/{account}/entries"))["items"]]
    assert reasons == ["unused", "reward", "voucher_redeemed"]
    await adds_up(matching)


async def test_a_reward_is_no_answer_to_a_need_and_is_one_again_without_its_price(
    matching: Served, intake: Teller
) -> None:
    lamp = await a_reward(matching, price=5, skills=["shopping"])
    rich, poor = await with_points(matching, 50), await an_account(matching)
    wanted, case = shopping(), new_id()
    await intake.tell(case, clarified(case, wanted))

    async def unanswered() -> bool:
        return bool((await need(matching, wanted.need)).get("unanswered"))

    await eventually(unanswered, what="a gap")
    refused = await post(matching, f"/v1/rewards/{lamp}/spend", {"account": poor}, 409)
    assert "0 are there" in refused["detail"]
    assert "common pot" in refused["detail"]
    await post(matching, f"/v1/accounts/{rich}/gifts", {"points": 30})
    paid = await post(matching, f"/v1/rewards/{lamp}/spend", {"account": poor, "with_pot": True}, 201)
    assert (paid["points"], paid["from_pot"]) == (5, 5)
    assert (await get(matching, f"/v1/pots/{NEIGHBOURHOOD}"))["points"] == 25

    assert (await matching.http.delete(f"/v1/rewards/{lamp}")).status_code == 200

    async def answered() -> bool:
        return bool((await need(matching, wanted.need))["proposals"])

    await eventually(answered, what="it answers needs again")
    again = await matching.http.put(f"/v1/rewards/{lamp}", json={"points": 5})
    assert again.json()["type"].endswith("answers-needs")


async def test_a_gift_that_is_sent_twice_is_given_once(matching: Served) -> None:
    giver, receiver = await with_points(matching, 10), await an_account(matching)
    body = {"points": 4, "to": receiver}
    for _ in range(2):
        await post(matching, f"/v1/accounts/{giver}/gifts", body, 200, **{"Idempotency-Key": "gift"})
    assert [await points_of(matching, each) for each in (giver, receiver)] == [6, 4]
    stale = await post(matching, f"/v1/accounts/{giver}/gifts", body, 412, **{"If-Match": '"1"'})
    assert stale["type"].endswith("stale")


async def test_gifts_that_cross_each_other_are_all_given_and_nobody_waits_for_ever(
    world: World, matching: Served
) -> None:
    accounts = [await with_points(matching, 50) for _ in range(4)]
    async with world.serving("matching") as second:
        answers = await asyncio.gather(
            *(
                each.http.post(f"/v1/accounts/{giver}/gifts", json={"points": 1, "to": to})
                for each in (matching, second) * 3
                for giver in accounts
                for to in accounts
                if giver != to
            )
        )
    assert {each.status_code for each in answers} == {200}
    assert [await points_of(matching, each) for each in accounts] == [50] * 4
    await adds_up(matching)


async def test_what_a_code_is_stands_nowhere(world: World, matching: Served) -> None:
    key = "Idempotency-Key"
    code = (await post(matching, "/v1/vouchers", {"points": 5}, 201, **{key: "voucher"}))["code"]
    assert (await post(matching, "/v1/vouchers", {"points": 5}, 201, **{key: "voucher"}))["code"] == code
    tables = await matching.runtime.pool.fetch(
        "select table_name from information_schema.tables where table_schema = 'matching'"
    )
    for table in tables:
        rows = await matching.runtime.pool.fetch(f'select t::text as row from "{table["table_name"]}" t')  # noqa: S608
        assert not [row for row in rows if code in row["row"] or code.encode().hex() in row["row"]]
    account = await an_account(matching)
    typed = {"code": code.lower().replace("-", " "), "account": account}
    assert (await post(matching, "/v1/vouchers/redeem", typed))["points"] == 5
    wrong = await post(matching, "/v1/vouchers/redeem", {"code": "0000", "account": account}, 404)
    assert wrong["type"].endswith("voucher-not-found")

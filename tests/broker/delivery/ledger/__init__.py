"""A service made for the tests of `libs/delivery`: it writes down what it was given, and tells it on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Response

from libs.contracts.cases import CaseExtended, CaseOpened
from libs.contracts.plans import PlanDrafted
from libs.contracts.refusals import Refused
from libs.contracts.topology import EVENTS, SIGNALS, Inlet, nouns
from libs.delivery.commands import CommandWork
from libs.delivery.raw import RawMessage
from libs.delivery.received import Received
from libs.delivery.service import Service
from libs.delivery.settings import Settings
from libs.delivery.timers import Timer
from libs.delivery.work import Work, in_key_order

#: What an exception says when it quotes the value that failed.
SECRET = "Jan Jansen, Dorpsstraat 1"

EVENTS_INLET = Inlet("ledger.events", EVENTS, nouns("cases"))
SIGNALS_INLET = Inlet("ledger.signals", SIGNALS, ("nl.omzien.signals.#",))

#: A case in this neighbourhood cannot be handled: its handler raises.
POISON = "poison"

#: On a case in this neighbourhood the consumer itself dies, as if the process had been killed.
KILLER = "killer"

#: A timer with this occurrence cannot be run while it stands here.
broken_timers: set[int] = set()


@dataclass(frozen=True)
class Account:
    """Counts what it was told about one case."""

    id: UUID
    sequence: int
    neighbourhood: str


async def write_down(work: Work[Any], events: Sequence[Received[CaseOpened | CaseExtended]]) -> None:
    """An entry and an event for each; the account's row is locked first."""
    keys = in_key_order(event.subject_id for event in events)
    await work.connection.executemany(
        "insert into account (id, sequence) values ($1, 0) on conflict do nothing", [(key,) for key in keys]
    )
    rows = await work.connection.fetch("select * from account where id = any($1) order by id for update", keys)
    accounts = {row["id"]: Account(row["id"], row["sequence"], "unknown") for row in rows}
    for event in events:
        if event.data.neighbourhood == POISON:
            raise KeyError(SECRET)
        if event.data.neighbourhood == KILLER:
            raise asyncio.CancelledError
        told = PlanDrafted(caseid=event.subject_id, case_holder=event.data.caseid)
        account = work.record(accounts[event.subject_id], [told], cause=event.cause)
        accounts[account.id] = account
        await work.connection.execute(
            "insert into entry (id, account, sequence) values ($1, $2, $3)", event.id, account.id, event.sequence
        )
    for account in accounts.values():
        await work.connection.execute("update account set sequence = $2 where id = $1", account.id, account.sequence)


async def keep(work: Work[Any], messages: Sequence[RawMessage]) -> None:
    """Whatever a partner sent."""
    for message in messages:
        headers = orjson.dumps(dict(message.headers), default=str)
        await work.connection.execute("insert into letter (body, headers) values ($1, $2)", message.body, headers)


async def ring(work: Work[Any], timers: Sequence[Timer]) -> None:
    """An entry for each timer."""
    for timer in timers:
        if timer.occurrence in broken_timers:
            raise KeyError(SECRET)
        id_ = f"{timer.aggregate}/{timer.occurrence}"
        await work.connection.execute(
            "insert into entry (id, account, sequence) values ($1, $2, 0)", id_, timer.aggregate
        )


router = APIRouter(prefix="/v1")


@router.post("/accounts/{account}")
async def open_account(account: UUID, work: CommandWork, refuse: bool = False) -> Response:
    """Opens it once; again is refused."""
    made = await work.connection.fetchval(
        "insert into account (id, sequence) values ($1, 0) on conflict do nothing returning true", account
    )
    if refuse or not made:
        raise Refused("account-open", "It is open already.")
    opened = work.record(Account(account, 0, "unknown"), [PlanDrafted(caseid=account, case_holder=account)])
    await work.connection.execute("update account set sequence = $2 where id = $1", account, opened.sequence)
    return await work.answer(None, opened, status=201)


@router.put("/accounts/{account}/bell")
async def wind_bell(account: UUID, due: datetime, work: CommandWork, occurrence: int = 1) -> Response:
    """Schedules its timer, or moves it."""
    work.schedule(account, "ring", due, occurrence)
    return await work.answer(None)


@router.delete("/accounts/{account}/bell")
async def stop_bell(account: UUID, work: CommandWork) -> Response:
    work.cancel(account, "ring")
    return await work.answer(None)


@router.put("/accounts/{account}")
async def touch_account(account: UUID, work: CommandWork) -> Response:
    """A command that decides on a version."""
    [row] = await work.connection.fetch("select * from account where id = $1 for update", account)
    work.expect(Account(account, row["sequence"], "unknown"))
    return await work.answer(None)


LEDGER = Service(
    name="ledger",
    summary="writes down what it is given",
    folder=Path(__file__).parent,
    settings=Settings,
    router=router,
    events=(EVENTS_INLET,),
    handlers={CaseOpened: write_down, CaseExtended: write_down},
    timers={"ring": ring},
    raw={SIGNALS_INLET: keep},
)

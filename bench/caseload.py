"""Signals and cases of two years, in the tables of signalling and intake, as the services would have left them."""

import asyncio
from typing import Any

import asyncpg

from bench import stored
from deploy.local.places import Place
from libs.contracts.envelope import source_of
from libs.contracts.topology import INLETS

_OIN = "0" * 20


async def fill(where: Place, count: int) -> None:
    """So many signals, each with a household and a case of its own."""
    async with (
        stored.filling(where.admin_url, "signalling") as signalling,
        stored.filling(where.admin_url, "intake") as intake,
    ):
        await asyncio.gather(_signals(signalling, count), _cases(intake, count))


async def _signals(db: "asyncpg.Connection[Any]", count: int) -> None:
    await _past(db, count)
    async with stored.bare(db, "household", "household_key", "signal", "receipt", "timer", "position"):
        await db.execute(stored.SQL.store_households)
        await db.execute(stored.SQL.store_household_keys)
        await db.execute(stored.SQL.store_signals)
        await db.execute(stored.SQL.store_receipts)
        await db.execute(stored.SQL.store_timers)
        await db.execute(stored.SQL.store_cases_heard, INLETS["signalling"][1].queue, source_of(_OIN, "intake"))


async def _cases(db: "asyncpg.Connection[Any]", count: int) -> None:
    await _past(db, count)
    async with stored.bare(db, "households", "cases", "timer", "position"):
        await db.execute(stored.SQL.store_case_households)
        await db.execute(stored.SQL.store_cases)
        await db.execute(stored.SQL.store_case_timers)
        await db.execute(stored.SQL.store_signals_heard, INLETS["intake"][0].queue, source_of(_OIN, "signalling"))


async def _past(db: "asyncpg.Connection[Any]", count: int) -> None:
    await db.execute(stored.SQL.past)
    await db.execute(stored.SQL.remember, count)

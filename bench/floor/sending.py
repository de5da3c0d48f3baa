"""What has been committed goes out: confirmed, persistent, mandatory, in order; then its rows are deleted."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import aio_pika
import asyncpg

from bench.publishing import Letter, Window, confirming, publish
from bench.same_work.steps import SQL
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.topology import EVENTS
from libs.delivery.relay import FORGET_SECONDS, LAZY
from libs.delivery.window import persistent


class Sender:
    """Takes letters without making their batch wait: the next transaction runs while these are confirmed."""

    def __init__(self, database: "asyncpg.Connection[Any]", window: Window) -> None:
        self._database, self._window = database, window
        self._waiting: list[asyncpg.Record] = []
        self._confirmed: list[int] = []
        self._woken = asyncio.Event()

    def post(self, letters: Sequence[asyncpg.Record]) -> None:
        """In the order of their positions."""
        self._waiting.extend(letters)
        self._woken.set()

    async def run(self) -> None:
        """For ever; first what a process that died has left."""
        self.post(await self._database.fetch(SQL.unsent))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._forget())
            while True:
                await self._woken.wait()
                self._woken.clear()
                letters, self._waiting = self._waiting, []
                group.create_task(self._send(letters))

    async def _send(self, letters: Sequence[asyncpg.Record]) -> None:
        await publish(self._window, list(map(_letter, letters)))
        self._confirmed.extend(letter["position"] for letter in letters)

    async def _forget(self) -> None:
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            if self._confirmed:
                gone, self._confirmed = self._confirmed, []
                await self._database.execute(SQL.sent, gone)


def _letter(row: asyncpg.Record) -> Letter:
    id_ = str(row["id"])
    return Letter(id_, EVENTS, row["routing_key"], persistent(id_, CONTENT_TYPE, datetime.now(UTC)), row["body"])


async def sender(database_url: str, amqp_url: str) -> Sender:
    """On connections of its own."""
    connection = await aio_pika.connect(amqp_url)
    return Sender(await asyncpg.connect(database_url, server_settings=LAZY), await confirming(connection))

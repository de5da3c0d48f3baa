"""What has been committed goes out: confirmed, persistent, mandatory, in order; then its rows are deleted."""

import asyncio
from collections.abc import Sequence
from typing import Any

import aio_pika
import asyncpg
from pamqp.commands import Basic

from bench.publishing import Letter, Window, confirming, publish
from bench.same_work.steps import SQL
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.topology import EVENTS


class Sender:
    """Takes letters without making their batch wait: the next transaction runs while these are confirmed."""

    def __init__(self, database: "asyncpg.Connection[Any]", window: Window) -> None:
        self._database, self._window = database, window
        self._waiting: list[asyncpg.Record] = []
        self._woken = asyncio.Event()

    def post(self, letters: Sequence[asyncpg.Record]) -> None:
        """In the order of their positions."""
        self._waiting.extend(letters)
        self._woken.set()

    async def run(self) -> None:
        """For ever; first what a process that died has left."""
        self.post(await self._database.fetch(SQL.unsent))
        while True:
            await self._woken.wait()
            self._woken.clear()
            letters, self._waiting = self._waiting, []
            await publish(self._window, list(map(_letter, letters)))
            await self._database.execute(SQL.sent, [letter["position"] for letter in letters])


def _letter(row: asyncpg.Record) -> Letter:
    properties = Basic.Properties(content_type=CONTENT_TYPE, delivery_mode=2, message_id=str(row["id"]))
    return Letter(str(row["id"]), EVENTS, row["routing_key"], properties.marshal(), row["body"])


async def sender(database_url: str, amqp_url: str) -> Sender:
    """On connections of its own."""
    connection = await aio_pika.connect(amqp_url)
    return Sender(await asyncpg.connect(database_url), await confirming(connection))

"""The way to a service of the run: calls of its HTTP side, many under way at once, and its moments.

A call and its answer are lines of JSON on a socket. A wire of HTTP beside the real one, some 15,000 times, took a
tenth of the run.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import orjson

Answer = tuple[int, Any]

#: Bytes of the longest line.
LONGEST = 1 << 24


@dataclass(frozen=True)
class Moment:
    """What is under way. `posts`: events that were told and not sent; `sent` and `taken`: events sent and handled since
    the process began; `parked`, `due` and `dead`: what is left; `ran`: how many timers ran, by kind.
    """

    posts: int
    parked: int
    due: int
    dead: int
    sent: int
    taken: int
    ran: dict[str, int]


@dataclass(frozen=True)
class Left:
    """How many rows these tables hold."""

    timers: int
    outbox: int


class Door:
    """Of one service."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._numbers = count()
        self._awaited: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def post(self, path: str, body: dict[str, Any], actor: str = "") -> Answer:
        told = await self._ask({"method": "POST", "path": path, "actor": actor, "body": body})
        return told["status"], told["body"]

    async def get(self, path: str) -> Answer:
        told = await self._ask({"method": "GET", "path": path})
        return told["status"], told["body"]

    async def moment(self, now: datetime) -> Moment:
        """Its clock is moved, what is due by it runs, and it says what is still under way."""
        return Moment(**await self._ask({"now": now}))

    async def left(self) -> Left:
        """What waits in its tables."""
        return Left(**await self._ask({"left": True}))

    async def _ask(self, call: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._awaited[number] = answer
        self._writer.write(orjson.dumps({"number": number, **call}, option=orjson.OPT_APPEND_NEWLINE))
        told = await answer
        del told["number"]
        return told

    async def hear(self, reader: asyncio.StreamReader) -> None:
        """What is answered, until the service is gone: who waits for more is told so."""
        async for line in reader:
            told = orjson.loads(line)
            self._awaited.pop(told["number"]).set_result(told)
        for waiting in self._awaited.values():
            waiting.set_exception(ConnectionError("the service ended: see its log"))


@asynccontextmanager
async def door(socket: Path) -> AsyncIterator[Door]:
    """To the service that answers there."""
    reader, writer = await asyncio.open_unix_connection(str(socket), limit=LONGEST)
    opened = Door(writer)
    hearing = asyncio.create_task(opened.hear(reader))
    try:
        yield opened
    finally:
        hearing.cancel()
        writer.close()

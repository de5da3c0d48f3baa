"""The line between a service and a server, as a TCP proxy: it can be cut, fall silent, and lose an answer."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum

from deploy.local import ports
from deploy.local.given import Address

#: How asyncpg ends a transaction, as PostgreSQL's simple query.
COMMIT = b"COMMIT;\x00"

#: Seconds that a server has to accept a connection before the next one is tried.
REACH = 1.0


class Way(Enum):
    """A direction, as the service sees it."""

    OUT = "to the server"
    BACK = "back to the service"


@dataclass(eq=False)
class Call:
    """One connection through the line; both its ends die together."""

    service: asyncio.StreamWriter
    server: asyncio.StreamWriter
    #: Its transaction was committed, and the service is not to know.
    unanswered: bool = False

    def cut(self) -> None:
        for end in (self.service, self.server):
            end.transport.abort()


class Line:
    """Listens on `port` of loopback and passes everything on to the server, unless told otherwise.

    Of several servers (the nodes of a cluster) each connection gets the next that answers.
    """

    def __init__(self, servers: Sequence[Address]) -> None:
        self._servers = deque(servers)
        self._calls: set[Call] = set()
        self._flowing = {way: asyncio.Event() for way in Way}
        self._refusing = False
        self._answers_to_lose = 0
        self.answers_lost = 0
        for way in Way:
            self._flowing[way].set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Line"]:
        """Every connection is cut at the end."""
        (self.port,) = ports.free(1)
        server = await asyncio.start_server(self._connect, ports.LOOPBACK, self.port)
        try:
            yield self
        finally:
            server.close()
            self.cut()

    def cut(self) -> int:
        """Reset every connection; returns how many."""
        calls = list(self._calls)
        for call in calls:
            call.cut()
        return len(calls)

    @asynccontextmanager
    async def severed(self) -> AsyncIterator[int]:
        """No connection, and no new one, until left."""
        self._refusing = True
        try:
            yield self.cut()
        finally:
            self._refusing = False

    @asynccontextmanager
    async def silent(self, *ways: Way) -> AsyncIterator[None]:
        """Nothing passes these ways, and nobody is told. What is held arrives late, as TCP has it."""
        for way in ways:
            self._flowing[way].clear()
        try:
            yield
        finally:
            for way in ways:
                self._flowing[way].set()

    def lose_answers(self, count: int) -> None:
        """The next `count` transactions are committed, and the connection breaks before the answer."""
        self._answers_to_lose = count

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.transport.abort()
            return
        try:
            answers, server = await self._reach()
        except OSError:
            writer.transport.abort()
            return
        call = Call(writer, server)
        self._calls.add(call)
        try:
            await asyncio.gather(self._pass(call, reader, server, Way.OUT), self._pass(call, answers, writer, Way.BACK))
        finally:
            self._calls.discard(call)
            call.cut()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(len(self._servers)):
            server = self._servers[0]
            self._servers.rotate(-1)
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(REACH):
                    return await asyncio.open_connection(*server)
        raise ConnectionRefusedError

    async def _pass(self, call: Call, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                await self._flowing[way].wait()
                if way is Way.OUT and self._answers_to_lose and data.endswith(COMMIT):
                    self._answers_to_lose -= 1
                    call.unanswered = True
                elif way is Way.BACK and call.unanswered:
                    self.answers_lost += 1
                    break
                writer.write(data)
                await writer.drain()
            await self._flowing[way].wait()
        if call.unanswered:
            call.cut()
        with contextlib.suppress(OSError, RuntimeError):
            writer.write_eof()

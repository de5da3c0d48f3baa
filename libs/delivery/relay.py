"""The relay: sends what the outbox holds, oldest first, and forgets what the broker has confirmed.

One leader per service, by an advisory lock on a connection of its own: when the process dies, the lock is free.
A relay that is killed between confirm and delete sends again; receivers skip by id.
"""

import asyncio
import contextlib
import time
from typing import Any, cast

import asyncpg
import orjson
import structlog
from aiormq import Channel
from pamqp.commands import Basic

from libs.delivery import window
from libs.delivery.connections import connected
from libs.delivery.database import open_connection
from libs.delivery.failpoints import failpoint
from libs.delivery.metrics import OUTBOX_OLDEST, OUTBOX_WAITING, SENT, UNSENT
from libs.delivery.outbox import SQL, WAKE
from libs.delivery.transactions import happens
from libs.delivery.window import Letter

log = structlog.get_logger("omzien.relay")

#: A broker that is blocked (memory or disk alarm) never confirms; this ends the wait.
CONFIRM_SECONDS = 15

#: Seconds between two looks at how much waits, for the metrics.
MEASURE_SECONDS = 1

#: AMQP's delivery mode for what is to survive the broker.
PERSISTENT = 2

#: Seconds between two tries after a fault: the first, and the longest.
FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0


class Relay:
    """Start it, wake it, stop it."""

    def __init__(self, database_url: str, amqp_url: str, service: str, window: int, poll_seconds: float) -> None:
        self._database_url, self._amqp_url, self._service = database_url, amqp_url, service
        self._window, self._poll = window, poll_seconds
        self._woken, self._stopping = asyncio.Event(), asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self.failing = False

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="relay")

    async def stop(self, patience: float) -> None:
        """Send what is there, for at most `patience` seconds; what is left is sent by the next leader."""
        self._stopping.set()
        self._woken.set()
        if self._loop is not None:
            _, late = await asyncio.wait({self._loop}, timeout=patience)
            for loop in late:
                loop.cancel()
                await asyncio.wait({loop}, timeout=patience)

    @property
    def alive(self) -> bool:
        """Whether it runs and reached database and broker the last time it tried."""
        return self._loop is not None and not self._loop.done() and not self.failing

    async def _run(self) -> None:
        failures = 0
        while True:
            try:
                await self._serve()
                return
            except Exception as error:
                # also a fault of our own: without its relay a service would take everything in and tell nothing
                failures = 0 if not self.failing else failures + 1
                self.failing = True
                wait = min(FIRST_WAIT * 2**failures, LONGEST_WAIT)
                log.warning("relay_failed", again_in=wait, exc_info=error)
                if await happens(self._stopping, wait):
                    return

    async def _serve(self) -> None:
        """Until stopped. Both connections are its own and are made anew after any fault."""
        database = await open_connection(self._database_url, self._service)
        try:
            await database.add_listener(WAKE, self._heard)
            async with connected(self._amqp_url) as broker:
                channel = await broker.channel(publisher_confirms=True, on_return_raises=True)
                self.failing = False
                await self._lead(database, cast("Channel", await channel.get_underlay_channel()))
        finally:
            await database.close(timeout=2)

    async def _lead(self, database: "asyncpg.Connection[Any]", channel: Channel) -> None:
        leading, measured = False, 0.0
        while True:
            self._woken.clear()
            leading = leading or await database.fetchval(SQL.lead, "relay")
            while leading and await self._pass_on(database, channel):
                pass
            if leading and time.monotonic() > measured + MEASURE_SECONDS:
                [age] = await database.fetch(SQL.outbox_age)
                OUTBOX_WAITING.set(age["waiting"])
                OUTBOX_OLDEST.set(age["oldest"])
                measured = time.monotonic()
            if self._stopping.is_set():
                return
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._poll)
            if channel.is_closed or database.is_closed():
                raise ConnectionError("a connection of the relay has closed")

    async def _pass_on(self, database: "asyncpg.Connection[Any]", channel: Channel) -> bool:
        """Send one window of messages, in order. Whether there may be more."""
        rows = await database.fetch(SQL.unsent, self._window)
        if not rows:
            return False
        async with asyncio.timeout(CONFIRM_SECONDS):
            errors = await window.send(channel, list(map(_letter, rows)))
        await failpoint("relay.after_confirm")
        sent = [row["position"] for row, error in zip(rows, errors, strict=True) if error is None]
        await database.execute(SQL.sent, sent)
        SENT.inc(len(sent))
        failed = [(row, error) for row, error in zip(rows, errors, strict=True) if error is not None]
        for row, error in failed:
            # a queue is full or not there: the others go on, and this one is tried again at the next turn
            log.error("not_taken", exchange=row["exchange"], routing_key=row["routing_key"], error=type(error).__name__)
        UNSENT.inc(len(failed))
        return len(rows) == self._window and not failed

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if payload == self._service:
            self._woken.set()


def _letter(row: Any) -> Letter:
    told = Basic.Properties(
        content_type=row["content_type"],
        delivery_mode=PERSISTENT,
        message_id=str(row["id"]),
        timestamp=row["posted_at"],
        headers=orjson.loads(row["headers"]) if row["headers"] else None,
    )
    return Letter(row["exchange"], row["routing_key"], told, row["body"])

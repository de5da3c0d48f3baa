"""The relay: sends what the outbox holds and what its own process hands over, and forgets what the broker confirmed.

One leader per service, by an advisory lock on a connection of its own: when the process dies, the lock is free.
A relay that is killed between confirm and delete sends again; receivers skip by id. What one process tells leaves in
its order; what several processes tell about one subject may not, and receivers restore it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

import asyncpg
import orjson
import structlog
from aiormq import Channel

from libs.delivery.connections import connected
from libs.delivery.database import open_connection
from libs.delivery.failpoints import failpoint
from libs.delivery.handover import Handover
from libs.delivery.metrics import OUTBOX_OLDEST, OUTBOX_WAITING, SENT, UNSENT
from libs.delivery.outbox import SQL, WAKE, Outgoing, Posted
from libs.delivery.transactions import happens
from libs.delivery.window import Letter, Window, persistent

log = structlog.get_logger("omzien.relay")

#: A broker that is blocked (memory or disk alarm) never confirms; this ends the wait.
CONFIRM_SECONDS = 15

#: Seconds between two looks at how much waits, for the metrics.
MEASURE_SECONDS = 1

#: Seconds between two looks at what other processes have written: each goes past all that was deleted lately.
LOOK_SECONDS = 0.01

#: Windows that leave before the first of them is confirmed.
WINDOWS = 8

#: Seconds after which what the broker has confirmed is deleted, together. Who dies before sends it again.
FORGET_SECONDS = 0.05

#: The relay's transactions only forget what was sent: one that a crash of the server undoes sends it again, and to wait
#: for the disk each time would delay what is sent next.
LAZY = {"synchronous_commit": "off"}

#: Seconds between two tries after a fault: the first, and the longest.
FIRST_WAIT, LONGEST_WAIT = 0.2, 2.0


class Relay:
    """Start it, hand over to it, stop it."""

    def __init__(self, database_url: str, amqp_url: str, service: str, window: int, poll_seconds: float) -> None:
        self._database_url, self._amqp_url, self._service = database_url, amqp_url, service
        self._window, self._poll = window, poll_seconds
        self.handover = Handover()
        self._woken, self._stopping = self.handover.woken, asyncio.Event()
        #: When the table is to be looked at next; others tell that they have written into it.
        self._look_at, self._looked_at = 0.0, 0.0
        #: What the broker has confirmed and the table still holds, and when it is to be forgotten.
        self._confirmed: list[int] = []
        self._forget_at = 0.0
        #: What the broker has refused, and when some of it is to be tried again.
        self._refused: deque[int] = deque()
        self._again_at = 0.0
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
        # another server may be there afterwards, which gives these positions to others
        self._confirmed, self._refused = [], deque()
        database = await open_connection(self._database_url, self._service, LAZY)
        try:
            await database.add_listener(WAKE, self._heard)
            async with connected(self._amqp_url) as broker:
                channel = await broker.channel(publisher_confirms=True, on_return_raises=True)
                self.failing = False
                underlay = cast("Channel", await channel.get_underlay_channel())
                await self._lead(database, underlay, Window(underlay))
        finally:
            self.handover.close()
            await database.close(timeout=2)

    async def _lead(self, database: "asyncpg.Connection[Any]", channel: Channel, window: Window) -> None:
        leading, measured, places = False, 0.0, asyncio.Semaphore(WINDOWS)
        async with asyncio.TaskGroup() as sending:
            while not channel.is_closed and not database.is_closed():
                self._woken.clear()
                if not leading and (leading := await database.fetchval(SQL.lead, "relay")):
                    self.handover.open()
                    self._look_at = 0.0
                while leading and (posted := await self._next(database)):
                    await places.acquire()
                    sending.create_task(self._pass_on(posted, window)).add_done_callback(lambda _: places.release())
                    await self._forget(database)
                if leading and time.monotonic() > measured + MEASURE_SECONDS:
                    [age] = await database.fetch(SQL.outbox_age)
                    OUTBOX_WAITING.set(age["waiting"])
                    OUTBOX_OLDEST.set(age["oldest"])
                    measured = time.monotonic()
                if self._stopping.is_set():
                    for _ in range(WINDOWS):
                        await places.acquire()
                    self._forget_at = 0.0
                    await self._forget(database)
                    return
                await happens(self._woken, self._rest() if leading else self._poll)
                await self._forget(database)
            raise ConnectionError("a connection of the relay has closed")

    def _rest(self) -> float:
        """Seconds until there is something to do that nobody wakes it for."""
        look = max(0.0, self._look_at - time.monotonic())
        return min(look, FORGET_SECONDS) if self._confirmed else look

    async def _next(self, database: "asyncpg.Connection[Any]") -> list[Posted]:
        """What to send next, in order; nothing when all is sent."""
        if time.monotonic() < self._look_at and not self.handover.left_in_table:
            return self.handover.take(self._window)
        # first, since it may be older than what was handed over
        self.handover.left_in_table = False
        self._looked_at = time.monotonic()
        self._look_at = self._looked_at + self._poll
        known = self.handover.known
        self._try_again(known)
        rows = await database.fetch(SQL.unsent, self._window, [*known, *self._confirmed])
        if len(rows) == self._window:
            self._look_at = 0.0
        # what began to be handed over while the server was looking may have been committed before it looked
        found = [_posted(row) for row in rows if row["position"] not in known]
        known.update(each.position for each in found)
        return found or self.handover.take(self._window)

    def _try_again(self, known: set[int]) -> None:
        """A window of what was refused, oldest first: with each try, those who did take it get one more copy."""
        if self._refused and self._looked_at >= self._again_at:
            self._again_at = self._looked_at + self._poll
            known.difference_update(self._refused.popleft() for _ in range(min(self._window, len(self._refused))))

    async def _pass_on(self, posted: Sequence[Posted], window: Window) -> None:
        """Send one window of messages, in order; the next one may leave before this one is confirmed."""
        async with asyncio.timeout(CONFIRM_SECONDS):
            errors = await window.send(list(map(_letter, posted)))
        await failpoint("relay.after_confirm")
        if not self._confirmed:
            self._forget_at = time.monotonic() + FORGET_SECONDS
            self._woken.set()
        failed = 0
        for each, error in zip(posted, errors, strict=True):
            if error is None:
                self.handover.known.discard(each.position)
                self._confirmed.append(each.position)
            else:
                # a queue is full or not there: the others go on
                failed += 1
                self._refused.append(each.position)
                exchange, key = each.letter.exchange, each.letter.routing_key
                log.error("not_taken", exchange=exchange, routing_key=key, error=type(error).__name__)
        SENT.inc(len(posted) - failed)
        UNSENT.inc(failed)

    async def _forget(self, database: "asyncpg.Connection[Any]") -> None:
        """A transaction of its own each time would cost as much as the one that decided."""
        if self._confirmed and time.monotonic() >= self._forget_at:
            gone = list(self._confirmed)
            await database.execute(SQL.sent, gone)
            del self._confirmed[: len(gone)]

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        if payload == self._service:
            self._look_at = min(self._look_at, self._looked_at + LOOK_SECONDS)
            self._woken.set()


def _posted(row: Any) -> Posted:
    letter = Outgoing(row["id"], row["exchange"], row["routing_key"], row["body"], row["content_type"], row["headers"])
    return Posted(row["position"], row["posted_at"], letter)


def _letter(posted: Posted) -> Letter:
    letter, id_ = posted.letter, str(posted.letter.id)
    headers = orjson.loads(letter.headers) if letter.headers else None
    told = persistent(id_, letter.content_type, posted.posted_at, headers)
    return Letter(id_, letter.exchange, letter.routing_key, told, letter.body)

"""Runs durable timers when they are due. Every process of a service does; each timer is claimed by one of them."""

import asyncio
import contextlib
from collections.abc import Mapping
from itertools import groupby

import asyncpg
import structlog

from libs.delivery import timers
from libs.delivery.consumer import Runs
from libs.delivery.errors import AWAY
from libs.delivery.failpoints import failpoint
from libs.delivery.metrics import TIMERS
from libs.delivery.received import Cause
from libs.delivery.service import TimerHandler

log = structlog.get_logger("omzien.ticker")

#: Timers in one transaction, at most.
LIMIT = 200

#: The timers are still there afterwards.
WAITING: tuple[type[BaseException], ...] = (*AWAY, asyncpg.PostgresError, OSError)


class Ticker:
    """One transaction for what is due, a kind at a time."""

    def __init__(self, runs: Runs, handlers: Mapping[str, TimerHandler], poll_seconds: float) -> None:
        self._runs, self._handlers, self._poll = runs, handlers, poll_seconds
        self._stopping = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="ticker")

    async def stop(self) -> None:
        """Finishes the timers that it is at."""
        self._stopping.set()
        if self._loop is not None:
            await self._loop

    @property
    def alive(self) -> bool:
        return self._loop is not None and not self._loop.done()

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = await self._tick()
            except WAITING as error:
                log.warning("timers_waiting", error=type(error).__name__)
                busy = False
            except Exception:
                # its transaction is undone, so the timers are still there: they are tried again
                log.exception("timers_failed")
                busy = False
            if not busy:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), self._poll)

    async def _tick(self) -> bool:
        async with self._runs.transaction(Cause("timer", "timer", "system")) as work:
            due = await timers.claim(work.connection, work.now, LIMIT)
            for kind, same in groupby(sorted(due, key=lambda timer: timer.kind), key=lambda timer: timer.kind):
                group = list(same)
                await self._handlers[kind](work, group)
                TIMERS.labels(kind).inc(len(group))
            await work.flush()
            await failpoint("ticker.before_commit")
        return len(due) == LIMIT

"""Runs durable timers when they are due. Every process of a service can; one of them does at a time."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog

from libs.delivery import timers
from libs.delivery.errors import COLLISION, Away
from libs.delivery.failpoints import failpoint
from libs.delivery.metrics import TIMERS
from libs.delivery.received import Cause
from libs.delivery.service import TimerHandler
from libs.delivery.transactions import Runs, happens
from libs.delivery.work import Work

log = structlog.get_logger("omzien.ticker")

CAUSE = Cause("timer", "timer", "system")

#: What says nothing about the timers: they are tried again as they are.
NOT_ITS_FAULT: tuple[type[BaseException], ...] = (Away, *COLLISION)

#: Timers in one transaction, at most.
LIMIT = 200

#: How long a timer whose handler failed is left alone. It is never given up: a term was promised to somebody.
PUT_OFF = timedelta(minutes=1)


class Ticker:
    """What is due, a kind at a time, each in a transaction of its own: handlers lock in an order, and two kinds in one
    transaction would lock what comes first after what comes last.
    """

    def __init__(self, runs: Runs, handlers: Mapping[str, TimerHandler], poll_seconds: float) -> None:
        self._runs, self._handlers, self._poll = runs, handlers, poll_seconds
        self._stopping = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="ticker")

    async def stop(self, patience: float) -> None:
        """Finishes the timers that it is at; after so many seconds their transaction is undone."""
        self._stopping.set()
        if self._loop is not None:
            _, late = await asyncio.wait({self._loop}, timeout=patience)
            for loop in late:
                loop.cancel()
                await asyncio.wait({loop}, timeout=patience)

    @property
    def alive(self) -> bool:
        return self._loop is not None and not self._loop.done()

    async def run_due(self) -> None:
        """All that is due at this moment, unless it is to stop; also for whoever moves the clock."""
        while not self._stopping.is_set() and await self._turn():
            pass

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.run_due()
            except Exception as error:
                # its transaction is undone, so the timers are still there: they are tried again
                log.warning("timers_waiting", exc_info=error)
            await happens(self._stopping, self._poll)

    async def _turn(self) -> bool:
        """Whether there may be more."""
        try:
            return await self._tick()
        except NOT_ITS_FAULT:
            raise
        except Exception as error:
            # one of them cannot be run: it must not keep the others from running
            log.warning("timers_failed", exc_info=error)
            async with self._runs.transaction(CAUSE) as work:
                due = await timers.due(work.connection, work.now, LIMIT)
            for timer in due:
                await self._alone(timer)
            return False

    async def _tick(self) -> bool:
        async with self._runs.transaction(CAUSE) as work:
            due = await timers.due(work.connection, work.now, LIMIT)
            same = [timer for timer in due if timer.kind == due[0].kind]
            await self._effect(work, same)
        _count(same)
        return len(due) == LIMIT or len(same) < len(due)

    async def _alone(self, timer: timers.Timer) -> None:
        try:
            async with self._runs.transaction(CAUSE) as work:
                await self._effect(work, [timer])
            _count([timer])
        except timers.TimersMoved:
            return
        except NOT_ITS_FAULT:
            raise
        except Exception as error:
            log.error("timer_put_off", kind=timer.kind, minutes=PUT_OFF.seconds // 60, exc_info=error)
            async with self._runs.transaction(CAUSE) as work:
                await timers.put_off(work.connection, timer, work.now + PUT_OFF)

    async def _effect(self, work: Work[Any], due: Sequence[timers.Timer]) -> None:
        """Of one kind; perhaps there is nothing."""
        if due:
            await self._handlers[due[0].kind](work, due)
        # before what the handlers schedule: that may be the same timer, for its next time
        await timers.spend(work.connection, due)
        await work.flush()
        await failpoint("ticker.before_commit")


def _count(done: Sequence[timers.Timer]) -> None:
    for timer in done:
        TIMERS.labels(timer.kind).inc()

"""One transaction, tried again where only something else stood in its way."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

import structlog

from libs.delivery.errors import COLLISION, Away, Stopping
from libs.delivery.failpoints import failpoint
from libs.delivery.received import Cause
from libs.delivery.work import Work

log = structlog.get_logger("omzien.transactions")

#: Tries at once when two transactions stood in each other's way.
COLLISIONS = 5

#: Seconds between tries while the database is away: the first, and the longest.
FIRST_WAIT, LONGEST_WAIT = 0.5, 2.0

T = TypeVar("T")


class Runs(Protocol):
    """The process in which messages are handled."""

    def transaction(self, cause: Cause) -> AbstractAsyncContextManager[Work[Any]]:
        """Commits when left without an error; the caller flushes the work. Raises Away."""


async def transact(
    runs: Runs, cause: Cause, effect: Callable[[Work[Any]], Awaitable[T]], stopping: asyncio.Event, where: str
) -> T:
    """Do it once and commit it. Waits while the database is away; raises Stopping when the service stops meanwhile."""
    collisions, wait = 0, FIRST_WAIT
    while True:
        try:
            async with runs.transaction(cause) as work:
                result = await effect(work)
                await work.flush()
                await failpoint("consumer.before_commit")
            return result
        except COLLISION:
            collisions += 1
            if collisions >= COLLISIONS:
                raise
        except Away as error:
            log.warning("database_away", queue=where, error=str(error), again_in=wait)
            if await happens(stopping, wait):
                raise Stopping from error
            wait = min(2 * wait, LONGEST_WAIT)


async def happens(event: asyncio.Event, within: float | None) -> bool:
    """Whether it happens within so many seconds (None: it will); returns at once when it does."""
    if not event.is_set():
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await event.wait()
    return event.is_set()

"""Waiting, within a transaction, for what is worked out in a thread or a process."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from libs.delivery.work import Work
from services.matching import store

T = TypeVar("T")

#: Seconds. The server ends a transaction in which nothing is said for half a minute.
SIGN_OF_LIFE = 5.0


async def wait_for(work: Work[Any], asked: Coroutine[Any, Any, T]) -> T:
    """What comes of it; the database is told meanwhile that somebody is still there."""
    task = asyncio.create_task(asked)
    try:
        while not (await asyncio.wait({task}, timeout=SIGN_OF_LIFE))[0]:
            await store.still_here(work.connection)
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait({task})

"""Waiting for what must become true, without guessing how long it takes."""

import asyncio
from collections.abc import Awaitable, Callable


async def eventually(holds: Callable[[], bool | Awaitable[bool]], within: float = 20, what: str = "") -> None:
    """Returns as soon as it holds. Raises AssertionError when it does not within so many seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while True:
        answer = holds()
        if answer if isinstance(answer, bool) else await answer:
            return
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {within} s: {what or holds}")
        await asyncio.sleep(0.02)

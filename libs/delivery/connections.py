"""Connections to the broker that end when they are to end, also when the other side no longer answers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractConnection

#: A frozen broker is noticed after two of these, in seconds.
HEARTBEAT = 5

#: How long a goodbye may take, in seconds.
GOODBYE = 3


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AbstractConnection]:
    """Closed at the end, in order if the broker answers. Raises an error of the broker or OSError."""
    connection = await aio_pika.connect(url, heartbeat=HEARTBEAT, timeout=10)
    try:
        yield connection
    finally:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(GOODBYE):
                await connection.close()

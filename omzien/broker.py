"""A connection to the broker, with its faults told in a line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aio_pika
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import AMQPConnectionError, AMQPError, ChannelNotFoundEntity

from omzien.errors import Advice
from omzien.system import START

PATIENCE = 10


@asynccontextmanager
async def channel(url: str) -> AsyncIterator[AbstractChannel]:
    """A channel with confirms. Raises Advice when the broker is not there, not ours, or goes away meanwhile."""
    where = _where(url)
    try:
        connection = await aio_pika.connect(url, heartbeat=5, timeout=PATIENCE)
    except (ValueError, KeyError):
        raise Advice(f"this is no broker's URL, give amqp://user:password@host:port/vhost: {where}") from None
    except (AMQPError, OSError, TimeoutError) as error:
        raise Advice(f"the broker at {where} is not reached ({_said(error)}): {START}") from None
    async with connection:
        try:
            yield await connection.channel(publisher_confirms=True)
        except ChannelNotFoundEntity:
            raise Advice(f"the broker at {where} has nothing of omzien's: {START}, so that its services run") from None
        except (AMQPError, ConnectionError) as error:
            raise Advice(f"the broker at {where} went away ({_said(error)}): {START}, then do this again") from None


def _where(url: str) -> str:
    # without the user's password
    parts = urlsplit(url)
    return f"{parts.netloc.rpartition('@')[2] or url}{parts.path}"


def _said(error: BaseException) -> str:
    if isinstance(error, AMQPConnectionError | TimeoutError):
        return "no answer" if not error.args else type(error).__name__
    return str(error) or type(error).__name__

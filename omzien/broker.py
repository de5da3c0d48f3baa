"""A connection to the broker, with its faults told in a line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aio_pika
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import AMQPError, AuthenticationError, ChannelNotFoundEntity, ProbableAuthenticationError

from omzien.errors import Advice
from omzien.system import START

PATIENCE = 10


@asynccontextmanager
async def channel(url: str) -> AsyncIterator[AbstractChannel]:
    """A channel with confirms. Raises Advice when the broker is not there, not ours, or goes away meanwhile."""
    where = _where(url)
    try:
        connection = await aio_pika.connect(url, heartbeat=5, timeout=PATIENCE)
    except (AuthenticationError, ProbableAuthenticationError):
        raise Advice(f"the broker at {where} does not know this user and password: see 'make up' for its URL") from None
    except (OSError, TimeoutError):
        raise Advice(f"the broker at {where} is not reached: {START}") from None
    except AMQPError:
        raise Advice(f"the broker at {where} lets nobody in there: is this virtual host ours?") from None
    async with connection:
        try:
            yield await connection.channel(publisher_confirms=True)
        except ChannelNotFoundEntity:
            raise Advice(f"the broker at {where} has nothing of omzien's: {START}, so that its services run") from None
        except (AMQPError, ConnectionError):
            raise Advice(f"the broker at {where} went away: {START}, then do this again") from None


def _where(url: str) -> str:
    """Host and virtual host, without the user's password."""
    parts = urlsplit(url)
    try:
        usable = parts.scheme in ("amqp", "amqps") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Advice("this is no broker's URL: give amqp://user:password@host:port/vhost")
    return f"{parts.netloc.rpartition('@')[2]}{parts.path}"

"""Many messages in one write, as the product's relay sends them: what the floor lacked, it was given."""

from collections.abc import Sequence

import aio_pika
from aiormq.channel import Channel

from libs.delivery.window import Letter, send

__all__ = ["Letter", "confirming", "publish"]


async def confirming(connection: aio_pika.abc.AbstractConnection) -> Channel:
    """A channel with confirms, which raises DeliveryError for what reaches no queue."""
    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
    underlay = await channel.get_underlay_channel()
    assert isinstance(underlay, Channel)
    return underlay


async def publish(channel: Channel, letters: Sequence[Letter]) -> None:
    """Mandatory, in this order; returns when the broker has confirmed all. Raises DeliveryError."""
    for error in await send(channel, letters):
        if error:
            raise error

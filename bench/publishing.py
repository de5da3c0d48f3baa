"""Many messages in one write, as the product's relay sends them: what the floor lacked, it was given."""

from collections.abc import Sequence

import aio_pika
from aiormq.channel import Channel

from libs.delivery.window import Letter, Window

__all__ = ["Letter", "Window", "confirming", "publish"]


async def confirming(connection: aio_pika.abc.AbstractConnection) -> Window:
    """On a channel with confirms of its own."""
    channel = await connection.channel(publisher_confirms=True)
    underlay = await channel.get_underlay_channel()
    assert isinstance(underlay, Channel)
    return Window(underlay)


async def publish(window: Window, letters: Sequence[Letter]) -> None:
    """Mandatory, in this order; returns when the broker has confirmed all. Raises DeliveryError."""
    for error in await window.send(letters):
        if error:
            raise error

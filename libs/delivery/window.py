"""Many messages in one write to the broker, each confirmed.

One by one through the driver each costs a task, a lock and a write of its own: ten times the processor time here, and
twice the broker's, which then takes them in one by one as well.
"""

import asyncio
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import pamqp.frame
from aiormq.abc import ChannelFrame, DeliveredMessage
from aiormq.channel import Channel
from aiormq.exceptions import DeliveryError, PublishError
from pamqp.commands import Basic

from libs.delivery.frames import BODY, END, HEADER
from libs.delivery.tap import Tap

#: AMQP's delivery mode for what is to survive the broker.
PERSISTENT = 2

_FRAME = struct.Struct(">BHI")
_CONTENT = struct.Struct(">HHQ")
_END = bytes([END])
_FLAGS = sum(
    Basic.Properties.flags[name] for name in ("content_type", "delivery_mode", "message_id", "timestamp")
).to_bytes(2, "big")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message for the broker. `id` is its message id; no other in flight has it. `properties`: as on the wire."""

    id: str
    exchange: str
    routing_key: str
    properties: bytes
    body: bytes


def persistent(id_: str, content_type: str, timestamp: datetime, headers: Mapping[str, Any] | None = None) -> bytes:
    """The properties of a message that survives the broker."""
    if headers:
        told = Basic.Properties(content_type, None, dict(headers), PERSISTENT, message_id=id_, timestamp=timestamp)
        return told.marshal()
    kind, name = content_type.encode(), id_.encode()
    return b"%b%c%b%c%c%b%b" % (
        _FLAGS,
        len(kind),
        kind,
        PERSISTENT,
        len(name),
        name,
        int(timestamp.timestamp()).to_bytes(8, "big"),
    )


@dataclass
class _Sending:
    letters: Sequence[Letter]
    errors: list[DeliveryError | None]
    missing: int
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Window:
    """On a channel that has confirms and nobody else who publishes. Several may be sent at once."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        #: Tags are counted here and by the broker: what is counted first must leave first.
        self._leaving = asyncio.Lock()
        #: By delivery tag, in their order.
        self._unconfirmed: dict[int, tuple[_Sending, int]] = {}
        Tap(channel, {Basic.Ack: self._answered, Basic.Nack: self._answered, Basic.Return: self._returned})

    async def send(self, letters: Sequence[Letter]) -> list[DeliveryError | None]:
        """Mandatory, in this order. For each letter: None, the broker has it; or why not.

        Raises ConnectionError when the channel closes meanwhile: then nothing is known of any of them.
        """
        if not letters:
            return []
        channel = self._channel
        if channel.is_closed:
            raise ConnectionError("the channel has closed")
        sending = _Sending(letters, [None] * len(letters), len(letters))
        payload = b"".join(_frames(channel, letter) for letter in letters)
        tags, closing = range(0), channel.closing
        try:
            async with self._leaving:
                first = channel.delivery_tag + 1
                tags = range(first, first + len(letters))
                for place, tag in enumerate(tags):
                    self._unconfirmed[tag] = sending, place
                channel.delivery_tag += len(letters)  # as the driver's own basic_publish counts
                await channel.write_queue.put(ChannelFrame(payload=payload, should_close=False, drain_future=None))
            await asyncio.wait({sending.done, closing}, return_when=asyncio.FIRST_COMPLETED)
            if not sending.done.done():
                raise ConnectionError("the channel has closed before the broker confirmed everything")
            return sending.errors
        finally:
            closing.cancel()
            for tag in tags:
                self._unconfirmed.pop(tag, None)

    def _answered(self, frame: Basic.Ack | Basic.Nack) -> None:
        answered = frame.delivery_tag or 0
        tags = [answered]
        if frame.multiple:
            tags = [tag for tag in self._unconfirmed if tag <= answered]
        for tag in tags:
            if found := self._unconfirmed.pop(tag, None):
                sending, place = found
                if isinstance(frame, Basic.Nack):
                    sending.errors[place] = sending.errors[place] or DeliveryError(None, frame)
                sending.missing -= 1
                if not sending.missing and not sending.done.done():
                    sending.done.set_result(None)

    def _returned(self, message: DeliveredMessage) -> None:
        """It reaches no queue. The broker confirms it all the same, afterwards."""
        for sending, place in self._unconfirmed.values():
            if sending.letters[place].id == message.header.properties.message_id:
                sending.errors[place] = PublishError(message, message.delivery)


def _frames(channel: Channel, letter: Letter) -> bytes:
    number, size, most = channel.number, len(letter.body), channel.max_content_size
    header = _CONTENT.pack(Basic.frame_id, 0, size) + letter.properties
    parts = [_method(number, letter.exchange, letter.routing_key), _frame(HEADER, number, header)]
    parts += [_frame(BODY, number, letter.body[start : start + most]) for start in range(0, size, most)]
    return b"".join(parts)


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return _FRAME.pack(kind, channel, len(payload)) + payload + _END


@lru_cache(4_096)
def _method(channel: int, exchange: str, routing_key: str) -> bytes:
    return pamqp.frame.marshal(Basic.Publish(exchange=exchange, routing_key=routing_key, mandatory=True), channel)

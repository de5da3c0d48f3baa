"""How the frames of AMQP are read: as the driver does it, but in a third of the time, and not thrown by properties.

RabbitMQ does not look into properties; pamqp raises on the first byte that is not UTF-8, and aiormq then drops the
whole connection. The broker delivers the message again to the next one: a single malformed property of one partner
would keep a service from consuming for ever. So properties that cannot be read are no properties.

What comes with every message is read here; every other frame by pamqp.
"""

import asyncio
import struct
from collections.abc import Callable
from typing import Any

import pamqp.frame
from aiormq.connection import FrameReceiver
from aiormq.exceptions import AMQPConnectionError, InvalidFrameError
from pamqp import decode
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.exceptions import PAMQPException
from pamqp.header import ContentHeader

METHOD, HEADER, BODY, END = 1, 2, 3, 0xCE

_FRAME = struct.Struct(">BHI")
_TAG_AND_BITS = struct.Struct(">QB")
_CONTENT = struct.Struct(">HHQH")

#: The properties in the order in which they are written, each with its flag and how it is written.
_PROPERTIES = [
    (Basic.Properties.flags[name], name, Basic.Properties.amqp_type(name)) for name in Basic.Properties.__slots__
]

_strict, _careful = ContentHeader.unmarshal, FrameReceiver.get_frame


def install() -> None:
    """For the whole process; may be called again."""
    ContentHeader.unmarshal = _tolerant  # type: ignore[method-assign, assignment]
    FrameReceiver.get_frame = _read  # type: ignore[method-assign, assignment]


def _tolerant(header: ContentHeader, data: bytes) -> None:
    try:
        _strict(header, data)
    except Exception:
        if not header.body_size and len(data) < 12:
            raise
        header.properties = Basic.Properties()


async def _read(receiver: FrameReceiver) -> tuple[int, int, Any]:
    reader = receiver.reader
    if not receiver.started or reader.at_eof():
        return await _careful(receiver)  # the greeting, and the end
    try:
        head = await reader.readexactly(_FRAME.size)
        kind, channel, size = _FRAME.unpack(head)
        payload = await reader.readexactly(size + 1)
    except asyncio.IncompleteReadError as error:
        raise AMQPConnectionError("the server closed the connection in the middle of a frame") from error
    except OSError as error:
        raise AMQPConnectionError(f"the connection to the server is lost: {error!r}") from error
    if payload[-1] != END:
        raise InvalidFrameError("a frame without its end")
    if kind == BODY:
        return size, channel, ContentBody(payload[:-1])
    if read := _HOT.get((kind, payload[:4])) or _HOT.get((kind, b"")):
        try:
            return size, channel, read(payload)
        except Exception:  # noqa: S110 - a stranger's bytes raise anything; pamqp says what is wrong with them
            pass
    try:
        return pamqp.frame.unmarshal(head + payload)
    except PAMQPException as error:
        raise InvalidFrameError(str(error)) from error


def _word(data: bytes, start: int) -> tuple[int, str]:
    end = start + 1 + data[start]
    return end, data[start + 1 : end].decode()


def _deliver(payload: bytes) -> Basic.Deliver:
    end, consumer = _word(payload, 4)
    tag, bits = _TAG_AND_BITS.unpack_from(payload, end)
    end, exchange = _word(payload, end + _TAG_AND_BITS.size)
    _, key = _word(payload, end)
    return Basic.Deliver(consumer, tag, bool(bits & 1), exchange, key)


def _ack(payload: bytes) -> Basic.Ack:
    tag, bits = _TAG_AND_BITS.unpack_from(payload, 4)
    return Basic.Ack(tag, bool(bits & 1))


def _header(payload: bytes) -> ContentHeader:
    _class, weight, size, flags = _CONTENT.unpack_from(payload)
    if flags & 1:
        raise ValueError("more flags than there are properties")
    properties, at = Basic.Properties(), _CONTENT.size
    for flag, name, kind in _PROPERTIES:
        if flags & flag:
            value: Any
            if kind == "shortstr":
                at, value = _word(payload, at)
            else:
                used, value = decode.by_type(payload[at:-1], kind)
                at += used
            setattr(properties, name, value)
    return ContentHeader(weight, size, properties)


_HOT: dict[tuple[int, bytes], Callable[[bytes], Any]] = {
    (METHOD, Basic.Deliver.index.to_bytes(4, "big")): _deliver,
    (METHOD, Basic.Ack.index.to_bytes(4, "big")): _ack,
    (HEADER, b""): _header,
}

"""Frames are read as pamqp reads them, and written as pamqp writes them."""

import asyncio
import struct
from datetime import UTC, datetime
from typing import Any

import pamqp.frame
import pytest
from aiormq.connection import FrameReceiver
from aiormq.exceptions import AMQPConnectionError, InvalidFrameError
from hypothesis import given
from hypothesis import strategies as st
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from libs.delivery import frames
from libs.delivery.window import persistent

CHANNEL = 7
WORDS = st.text(max_size=40)
WHEN = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
PROPERTIES = st.builds(
    Basic.Properties,
    content_type=st.none() | WORDS,
    headers=st.none() | st.dictionaries(st.text(min_size=1, max_size=9), WORDS | st.integers(0, 100), max_size=3),
    delivery_mode=st.sampled_from([None, 1, 2]),
    priority=st.none() | st.integers(0, 255),
    correlation_id=st.none() | WORDS,
    expiration=st.none() | st.from_regex(r"[0-9]{1,6}", fullmatch=True),
    message_id=st.none() | WORDS,
    timestamp=st.none() | WHEN,
)
FRAMES = st.one_of(
    st.builds(
        Basic.Deliver,
        consumer_tag=WORDS,
        delivery_tag=st.integers(0, 2**63 - 1),
        redelivered=st.booleans(),
        exchange=st.from_regex(r"[a-z.]{0,20}", fullmatch=True),
        routing_key=WORDS,
    ),
    st.builds(Basic.Ack, delivery_tag=st.integers(0, 2**63 - 1), multiple=st.booleans()),
    st.builds(Basic.Nack, delivery_tag=st.integers(0, 2**63 - 1), multiple=st.booleans(), requeue=st.booleans()),
    st.builds(ContentBody, st.binary(min_size=1, max_size=300)),
    st.builds(ContentHeader, st.just(0), st.integers(0, 2**40), PROPERTIES),
)


@given(st.lists(FRAMES, min_size=1, max_size=5))
def test_every_frame_is_read_as_pamqp_reads_it(told: list[Any]) -> None:
    wire = [pamqp.frame.marshal(each, CHANNEL) for each in told]
    assert read(b"".join(wire), len(told)) == [(CHANNEL, plain(pamqp.frame.unmarshal(each)[2])) for each in wire]


@given(WORDS, WORDS, WHEN, st.dictionaries(st.text(min_size=1, max_size=9), WORDS, max_size=3))
def test_the_properties_of_a_persistent_message_are_written_as_pamqp_writes_them(
    id_: str, kind: str, moment: datetime, headers: dict[str, Any]
) -> None:
    told = Basic.Properties(
        content_type=f"a{kind}", delivery_mode=2, message_id=f"b{id_}", timestamp=moment, headers=headers or None
    )
    assert persistent(f"b{id_}", f"a{kind}", moment, headers) == told.marshal()


def test_properties_that_cannot_be_read_are_none_and_the_message_is_there() -> None:
    wire = pamqp.frame.marshal(ContentHeader(0, 3, Basic.Properties(message_id="abc")), CHANNEL)
    [(_, found)] = read(wire.replace(b"abc", b"a\xffc"), 1)
    assert found["body_size"] == 3
    assert found["properties"]["message_id"] is None


def test_properties_that_no_parser_gets_to_the_end_of_are_none_and_the_message_is_there() -> None:
    table = b""
    for _ in range(2_000):
        table = b"\x01aF" + struct.pack(">I", len(table)) + table
    wire = header_of_three_bytes(Basic.Properties.flags["headers"], struct.pack(">I", len(table)) + table)
    [(_, found)] = read(wire, 1)
    assert found["body_size"] == 3
    assert found["properties"]["headers"] is None


@given(st.binary(max_size=60), st.integers(0, 0xFFFF))
def test_no_bytes_in_the_place_of_properties_take_the_connection_along(told: bytes, flags: int) -> None:
    payload = struct.pack(">HHQH", 60, 0, 3, flags) + told
    [(channel, found)] = read(
        struct.pack(">BHI", frames.HEADER, CHANNEL, len(payload)) + payload + bytes([frames.END]), 1
    )
    assert (channel, found["body_size"]) == (CHANNEL, 3)


def test_a_connection_that_ends_in_a_frame_and_a_frame_without_its_end_are_told_apart() -> None:
    wire = pamqp.frame.marshal(ContentBody(b"body"), CHANNEL)
    with pytest.raises(AMQPConnectionError):
        read(wire[:-2], 1)
    with pytest.raises(InvalidFrameError):
        read(wire[:-1] + b"\x00", 1)


def header_of_three_bytes(flags: int, properties: bytes) -> bytes:
    payload = struct.pack(">HHQH", Basic.frame_id, 0, 3, flags) + properties
    return struct.pack(">BHI", frames.HEADER, CHANNEL, len(payload)) + payload + bytes([frames.END])


def read(wire: bytes, count: int) -> list[tuple[int, Any]]:
    frames.install()

    async def frame_by_frame() -> list[tuple[int, Any]]:
        reader = asyncio.StreamReader()
        receiver = FrameReceiver(reader)
        receiver.started = True
        reader.feed_data(wire)
        reader.feed_eof()
        found = [await receiver.get_frame() for _ in range(count)]
        return [(channel, plain(frame)) for _, channel, frame in found]

    return asyncio.run(frame_by_frame())


def plain(frame: Any) -> dict[str, Any]:
    """What a frame says."""
    if isinstance(frame, ContentBody):
        return {"body": frame.value}
    if isinstance(frame, ContentHeader):
        return {"body_size": frame.body_size, "properties": plain(frame.properties)}
    return {"type": type(frame).__name__} | {name: getattr(frame, name) for name in type(frame).__slots__}
